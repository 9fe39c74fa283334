import { type AdaptivePart, adaptive as code } from './generated/adaptive.js'
import { part } from './module.js'

/** The functions of filters that learn. */
export const adaptive = /* @__PURE__ */ part(code) as () => AdaptivePart
