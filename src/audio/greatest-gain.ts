import { nextPowerOfTwo } from '../next-power-of-two.js'
import type { SignalLike } from '../samples.js'
import { powerOfTwoFft } from '../transform/power-of-two.js'

/** The largest transform. Like all plans, its plan stays in memory, some 32 MB. */
export const GREATEST_FFT_SIZE = 2 ** 22

/** Frequency points per sample of the response: between two points, its magnitude is a parabola to within 0.05 dB. */
const OVERSAMPLING = 4

/**
 * max_f Σᵢ |Hᵢ(f)|: the greatest amplification of a sine that enters through all of the kernels at once, with the worst phases. The
 * kernels have at most half as many taps as the largest transform has points.
 */
export function greatestGain(kernels: readonly SignalLike[]): number {
  const size = Math.min(nextPowerOfTwo(OVERSAMPLING * kernels[0].length + 60), GREATEST_FFT_SIZE)
  const fft = powerOfTwoFft(size, 'float64')
  const padded = new Float64Array(size)
  const spectrum = new Float64Array(size + 2)
  const gains = new Float64Array(size / 2 + 1)
  for (const kernel of kernels) {
    padded.set(kernel)
    fft.forward(padded, spectrum)
    for (let k = 0; k < gains.length; k++) gains[k] += Math.hypot(spectrum[2 * k], spectrum[2 * k + 1])
  }
  return top(gains)
}

/** The greatest value, refined by a parabola through it and its neighbours. */
function top(values: Float64Array): number {
  let best = 0
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k
  // The values are mirrored beyond both ends.
  const before = values[Math.abs(best - 1)]
  const after = values[best + 1 < values.length ? best + 1 : best - 1]
  const bend = 2 * values[best] - before - after
  return bend > 0 ? values[best] + (after - before) ** 2 / (8 * bend) : values[best]
}
