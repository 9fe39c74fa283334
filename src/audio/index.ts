export type { AudioData, AudioDataLike } from './audio-data.js'
export type { ChannelLayout, ChannelName } from './channel-layout.js'
export { type DecayTime, decayTime } from './decay-time.js'
export { exponentialSweep, type SweepOptions } from './exponential-sweep.js'
export type { ChannelReport, ImpulseResponse, ImpulseResponseReport } from './impulse-response.js'
export { measureImpulseResponse } from './measure-impulse-response.js'
export type { Normalization } from './normalization.js'
export { type PrepareOptions, prepareImpulseResponse } from './prepare-impulse-response.js'
export type { BufferExchangeOptions, ConvolverControls } from './convolver-node-class.js'
export {
  type ConvolverNodeOptions,
  createConvolverNode,
  type TaplineConvolverNode,
} from './convolver-node.js'
export { fromMicrophone, type Microphone, type MicrophoneOptions } from './microphone.js'
export { type AudioChannels, renderOffline, type Stage } from './render-offline.js'
export type {
  AudioBufferLike,
  AudioContextLike,
  AudioNodeLike,
  ChannelCountMode,
  ChannelInterpretation,
  HostAudioBuffer,
  HostAudioNode,
  WritableAudioBufferLike,
} from './web-audio.js'
