import { cosineOfTurn } from '../../wasm/cosine-of-turn.js'

/** The windows that are sums of cosines, by their coefficients. */
export const COSINE_SUMS = {
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
} as const

/** w[n] = Σₖ (−1)ᵏ·aₖ·cos(2πkn/(M − 1)), for a symmetric window of M samples. The angles are exact. */
export function cosineSum(coefficients: ArrayLike<number>): (n: number, length: number) => number {
  return (n, length) => {
    let sum = coefficients[0]
    for (let k = 1; k < coefficients.length; k++) {
      // n is at most half the length, so a single cosine needs no reduction, which would take longer than the cosine.
      const reduced = k === 1 ? n : (k * n) % (length - 1)
      const term = coefficients[k] * cosineOfTurn(reduced / (length - 1))
      sum += k % 2 === 0 ? term : -term
    }
    return sum
  }
}
