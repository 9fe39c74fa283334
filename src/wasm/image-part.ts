import { image as code, type ImagePart } from './generated/image.js'
import { part } from './module.js'

/** The functions for images, and for taps at arbitrary offsets. */
export const image = /* @__PURE__ */ part(code) as () => ImagePart
