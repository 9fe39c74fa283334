export type { BufferExchangeOptions, ConvolverControls } from './convolver-node-class.js'
export {
  type ConvolverNodeOptions,
  createConvolverNode,
  type TaplineConvolverNode,
} from './convolver-node.js'
export type {
  AudioBufferLike,
  AudioContextLike,
  ChannelCountMode,
  ChannelInterpretation,
} from './web-audio.js'
