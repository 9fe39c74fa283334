export type { BufferExchangeOptions, ConvolverControls } from './convolver-node-class.js'
export {
  type ConvolverNodeOptions,
  createConvolverNode,
  type TaplineConvolverNode,
} from './convolver-node.js'
export { fromMicrophone, type Microphone, type MicrophoneOptions } from './microphone.js'
export { type Channels, renderOffline, type Stage } from './render-offline.js'
export type {
  AudioBufferLike,
  AudioContextLike,
  AudioNodeLike,
  AudioWorkletNodeLike,
  ChannelCountMode,
  ChannelInterpretation,
  HostAudioBuffer,
  HostAudioWorkletNode,
  Port,
} from './web-audio.js'
