import { image as code } from './generated/image.js'
import type { ImagePart } from './instance.js'
import { part } from './module.js'

/** The functions for images, and taps at any places. */
export const image = /* @__PURE__ */ part(code) as () => ImagePart
