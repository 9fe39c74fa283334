import type { Samples } from '../samples.js'

/** What the sum of the products at a lag is divided by. */
export type CorrelationScale = 'none' | 'biased' | 'unbiased' | 'coefficient'

export const CORRELATION_SCALES: readonly CorrelationScale[] = ['none', 'biased', 'unbiased', 'coefficient']

/** Divides the correlations at the lags from `firstLag` on by the greater length. */
export function divideByLength(out: Samples, signalLength: number, templateLength: number): void {
  const length = Math.max(signalLength, templateLength)
  for (let i = 0; i < out.length; i++) out[i] /= length
}

/** Divides each correlation by the number of its products, if there are any. */
export function divideByOverlap(
  out: Samples,
  firstLag: number,
  signalLength: number,
  templateLength: number,
): void {
  for (let i = 0; i < out.length; i++) {
    const lag = firstLag + i
    const overlap = Math.min(signalLength, lag + templateLength) - Math.max(lag, 0)
    if (overlap > 0) out[i] /= overlap
  }
}

/** Divides by the product of the norms, ‖signal‖·‖template‖; values that rounding carries beyond ±1 become ±1. */
export function divideByNorms(out: Samples, signal: Samples, template: Samples): void {
  const product = Math.sqrt(energyOf(signal) * energyOf(template)) || 1
  for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(out[i] / product, -1), 1)
}

function energyOf(samples: Samples): number {
  let sum = 0
  for (let n = 0; n < samples.length; n++) sum += samples[n] ** 2
  return sum
}
