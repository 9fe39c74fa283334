import { pcm as code, type PcmPart } from './generated/pcm.js'
import { part } from './module.js'

/** The functions for sound as it is stored. */
export const pcm = /* @__PURE__ */ part(code) as () => PcmPart
