import { type ResamplePart, resample as code } from './generated/resample.js'
import { part } from './module.js'

/** The functions that sample signals anew. */
export const resample = /* @__PURE__ */ part(code) as () => ResamplePart
