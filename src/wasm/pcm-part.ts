import { pcm as code, type PcmPart } from './generated/pcm.js'
import { part } from './module.js'

/** The functions for sound in the formats of files. */
export const pcm = /* @__PURE__ */ part(code) as () => PcmPart
