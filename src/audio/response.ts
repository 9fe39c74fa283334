import type { OwnFloat32Array } from '../samples.js'
import { requireFinite } from '../require.js'
import { type AudioDataLike, audioDataOf, copiedChannels, isAudioBuffer } from './audio-data.js'
import { webAudioScale } from './normalization.js'
import type { AudioBufferLike, AudioContextLike } from './web-audio.js'

/** The channels of an impulse response: one, two (left, right) or four (LL, LR, RL, RR); none for silence. */
export type Response = readonly OwnFloat32Array[]

/** A response that was passed to a node. */
export interface GivenResponse {
  /** The node's `buffer`: the AudioBuffer that was set, or one made from other sound. */
  readonly buffer: AudioBufferLike | null
  /** The samples to compute with: a scaled copy. */
  readonly response: Response
}

/**
 * Reads the response that was passed to a node. Null is silence.
 *
 * @throws TypeError if it is neither sound nor null. NotSupportedError, as from a ConvolverNode, if the number of channels is not
 *   1, 2 or 4, or the sample rate is not that of the context. RangeError if it is empty, its channels differ in length, or a sample
 *   is not finite.
 */
export function givenResponse(
  given: AudioDataLike | null,
  context: AudioContextLike,
  normalize: boolean,
): GivenResponse {
  if (given === null) return { buffer: null, response: [] }
  const buffer = isAudioBuffer(given) ? given : bufferOf(given, context)
  requireSupported(buffer.numberOfChannels, buffer.sampleRate, context)
  return { buffer, response: responseOf(buffer, normalize && !normalized.has(buffer)) }
}

/** The buffers that were made from responses whose gain has already been chosen. */
const normalized = /* @__PURE__ */ new WeakSet<AudioBufferLike>()

function bufferOf(given: AudioDataLike, context: AudioContextLike): AudioBufferLike {
  const { channels, sampleRate } = audioDataOf(given, 'buffer')
  requireSupported(channels.length, sampleRate, context)
  const buffer = context.createBuffer(channels.length, channels[0].length, sampleRate)
  for (const [i, channel] of channels.entries()) buffer.copyToChannel(Float32Array.from(channel), i)
  // An ImpulseResponse, or a copy that came from another thread.
  if ('normalization' in given && given.normalization !== 'none') normalized.add(buffer)
  return buffer
}

function responseOf(buffer: AudioBufferLike, isToBeScaled: boolean): Response {
  if (isTransferred(buffer)) return []
  const response = copiedChannels(buffer)
  for (const [channel, samples] of response.entries()) {
    requireFinite(samples, `buffer.getChannelData(${channel})`)
  }
  const scale = isToBeScaled ? webAudioScale(response, buffer.sampleRate) : 1
  for (const samples of response) for (let i = 0; i < samples.length; i++) samples[i] *= scale
  return response
}

/** Whether the memory of the buffer has been transferred to another thread, and with it the whole response. */
function isTransferred(buffer: AudioBufferLike): boolean {
  const lengths = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i).length)
  return lengths.includes(0)
}

function requireSupported(channelCount: number, sampleRate: number, context: AudioContextLike): void {
  if (![1, 2, 4].includes(channelCount)) {
    throw new DOMException(
      `buffer must have 1 channel, 2 (left, right) or 4 (LL, LR, RL, RR), got ${channelCount}`,
      'NotSupportedError',
    )
  }
  if (sampleRate !== context.sampleRate) {
    throw new DOMException(
      `buffer must have the sample rate of the context, ${context.sampleRate} Hz, got ${sampleRate} Hz: convert it, by ` +
        `prepareImpulseResponse(buffer, { sampleRate: ${context.sampleRate}, resample: true })`,
      'NotSupportedError',
    )
  }
}
