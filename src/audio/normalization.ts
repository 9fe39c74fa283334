import type { SignalLike } from '../samples.js'
import { kernelMatrix, layoutOf } from './channel-layout.js'
import { peakOf } from './first-within.js'

/**
 * The quantity that is 1 after normalization. All channels get the same factor, which keeps their balance. 'peak': the greatest
 * sample. 'l1': the greatest output for any input within ±1, so that nothing clips. 'l2': the RMS gain for white noise (at the
 * louder output). 'webaudio': about as loud as the input, by the Web Audio API's formula for its ConvolverNode.
 */
export type Normalization = 'none' | 'peak' | 'l1' | 'l2' | 'webaudio'

export const NORMALIZATIONS: readonly Normalization[] = ['none', 'peak', 'l1', 'l2', 'webaudio']

/**
 * The factor by which to multiply the channels.
 *
 * @throws RangeError if they are silent, or too loud or too faint for any factor.
 */
export function normalizationScale(
  normalize: Normalization,
  channels: readonly SignalLike[],
  sampleRate: number,
): number {
  if (normalize === 'none') return 1
  if (normalize === 'webaudio') return webAudioScale(channels, sampleRate)
  const size = SIZES[normalize](channels)
  if (size > 0 && size < Infinity && 1 / size < Infinity) return 1 / size
  if (channels.some((channel) => peakOf(channel) > 0)) {
    throw new RangeError(
      `response must have a level that '${normalize}' can normalize, got one that is too loud or too faint: scale it to a peak near 1 first`,
    )
  }
  throw new RangeError(
    `response must have a non-zero sample for normalize '${normalize}', got silence: pass normalize 'none'`,
  )
}

const SIZES: Record<'peak' | 'l1' | 'l2', (channels: readonly SignalLike[]) => number> = {
  peak: (channels) => Math.max(...channels.map(peakOf)),
  l1: l1Bound,
  l2: (channels) =>
    Math.sqrt(Math.max(...outputsOf(channels).map((kernels) => total(kernels, (value) => value * value)))),
}

/** The greatest possible output for inputs within ±1: max over outputs of Σ|h|. */
export function l1Bound(channels: readonly SignalLike[]): number {
  return Math.max(...outputsOf(channels).map((kernels) => total(kernels, Math.abs)))
}

/** For each output, the kernels that lead to it. */
export function outputsOf(channels: readonly SignalLike[]): SignalLike[][] {
  const matrix = kernelMatrix(channels, layoutOf(channels.length) === 'mono' ? 1 : 2)
  return matrix[0].map((_, output) => matrix.flatMap((row) => (row[output] === null ? [] : [row[output]])))
}

function total(kernels: readonly SignalLike[], valueOf: (sample: number) => number): number {
  let sum = 0
  for (const kernel of kernels) for (let n = 0; n < kernel.length; n++) sum += valueOf(kernel[n])
  return sum
}

/** The constants of the formula in the Web Audio API, "ConvolverNode", attribute `normalize`. */
const GAIN_CALIBRATION = 0.00125
const GAIN_CALIBRATION_SAMPLE_RATE = 44_100
const MIN_POWER = 0.000125

/** The factor by which a ConvolverNode multiplies its buffer when it normalizes. */
export function webAudioScale(channels: readonly SignalLike[], sampleRate: number): number {
  const sampleCount = channels.length * channels[0].length
  const power = Math.sqrt(total(channels, (value) => value * value) / sampleCount)
  const scale = (GAIN_CALIBRATION / Math.max(power, MIN_POWER)) * (GAIN_CALIBRATION_SAMPLE_RATE / sampleRate)
  return channels.length === 4 ? scale / 2 : scale
}
