import { type ResamplePart, resample as code } from './generated/resample.js'
import { part } from './module.js'

/** The functions for resampling. */
export const resample = /* @__PURE__ */ part(code) as () => ResamplePart
