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
  const power = powerOf(response)
  const scale = normalize ? convolverScale(power, response.length, sampleRate) : 1
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

/** √(Σ x² / n) over the n samples of all channels. */
function powerOf(response: Response): number {
  let sum = 0
  let count = 0
  for (const samples of response) {
    count += samples.length
    for (let i = 0; i < samples.length; i++) sum += samples[i] ** 2
  }
  // Squares of float32 numbers do not overflow in float64: the sum is finite just if all samples are.
  if (!Number.isFinite(sum))
    throw new RangeError('buffer holds a value that is not finite: mend or remove it')
  return Math.sqrt(sum / count)
}

/**
 * The factor by which a ConvolverNode with `normalize` scales a response, so that responses of all kinds sound about as loud
 * as the dry signal.
 *
 * scale = 0.00125 / max(power, 0.000125) · 44100 / sampleRate, and half of that for four channels, where power is √(Σ x² / n).
 *
 * References: W3C, Web Audio API 1.1, the section on ConvolverNode, "normalize".
 */
function convolverScale(power: number, channelCount: number, sampleRate: number): number {
  const calibration = (0.001_25 / Math.max(power, 0.000_125)) * (44_100 / sampleRate)
  return channelCount === 4 ? calibration / 2 : calibration
}
