import { pcm as code } from './generated/pcm.js'
import type { PcmPart } from './instance.js'
import { part } from './module.js'

/** The functions for sound as it is stored. */
export const pcm = /* @__PURE__ */ part(code) as () => PcmPart
