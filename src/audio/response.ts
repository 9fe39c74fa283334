import { webAudioScale } from './normalization.js'
import type { AudioBufferLike } from './web-audio.js'

/** The channels of an impulse response: one, two (left, right) or four (LL, LR, RL, RR); none for silence. */
export type Response = readonly Float32Array<ArrayBuffer>[]

/**
 * The channels of a buffer, copied and scaled: what a ConvolverNode computes with. No buffer is silence.
 *
 * @throws NotSupportedError as a ConvolverNode: if the number of channels is not 1, 2 or 4, or the sample rate is not that
 *   of the context. RangeError if a sample is not finite.
 */
export function responseOf(buffer: AudioBufferLike | null, sampleRate: number, normalize: boolean): Response {
  if (buffer === null) return []
  requireSupported(buffer, sampleRate)
  // Memory that has been transferred to another thread is gone, and with it the whole response.
  if (channelsOf(buffer, (channel) => buffer.getChannelData(channel).length).includes(0)) return []
  const response = channelsOf(buffer, (channel) => {
    const samples = new Float32Array(buffer.length)
    buffer.copyFromChannel(samples, channel)
    return samples
  })
  for (const [channel, samples] of response.entries()) requireFinite(samples, channel)
  const scale = normalize ? webAudioScale(response, sampleRate) : 1
  for (const samples of response) for (let i = 0; i < samples.length; i++) samples[i] *= scale
  return response
}

/** @throws TypeError, NotSupportedError */
function requireSupported(buffer: AudioBufferLike, sampleRate: number): void {
  const { numberOfChannels } = buffer
  if (typeof numberOfChannels !== 'number') {
    throw new TypeError('buffer is no AudioBuffer: give one, or null')
  }
  if (![1, 2, 4].includes(numberOfChannels)) {
    throw new DOMException(
      `buffer has ${numberOfChannels} channels: give one with 1, 2 (left, right) or 4 (LL, LR, RL, RR)`,
      'NotSupportedError',
    )
  }
  if (buffer.sampleRate !== sampleRate) {
    throw new DOMException(
      `buffer is sampled at ${buffer.sampleRate} Hz, but the context at ${sampleRate} Hz: resample it`,
      'NotSupportedError',
    )
  }
}

function channelsOf<Value>(buffer: AudioBufferLike, of: (channel: number) => Value): Value[] {
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => of(channel))
}

function requireFinite(samples: Float32Array, channel: number): void {
  const at = samples.findIndex((sample) => !Number.isFinite(sample))
  if (at >= 0) {
    throw new RangeError(
      `sample ${at} of channel ${channel} of buffer is ${samples[at]}, which is not finite: mend or remove it`,
    )
  }
}
