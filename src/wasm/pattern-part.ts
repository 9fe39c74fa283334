import { pattern as code, type PatternPart } from './generated/pattern.js'
import { part } from './module.js'

/** The functions for windows that slide over a signal. */
export const pattern = /* @__PURE__ */ part(code) as () => PatternPart
