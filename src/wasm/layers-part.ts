import { layers as code, type LayersPart } from './generated/layers.js'
import { part } from './module.js'

/** The functions for layers of networks. */
export const layers = /* @__PURE__ */ part(code) as () => LayersPart
