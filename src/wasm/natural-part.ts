import { natural as code, type NaturalPart } from './generated/natural.js'
import { part } from './module.js'

/** The transforms in natural order. */
export const natural = /* @__PURE__ */ part(code) as () => NaturalPart
