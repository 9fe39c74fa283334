import { RealFft } from 'tapline'

/**
 * The delay by the usual GCC-PHAT: the highest value of the whitened cross-spectrum, transformed back to sixteen times as many
 * lags.
 */
export function gccPhat(a: Float64Array, b: Float64Array, maxLag: number): number {
  const size = 2 ** Math.ceil(Math.log2(a.length + b.length))
  const factor = 16
  const [first, second] = [a, b].map((signal) => {
    const padded = new Float64Array(size)
    padded.set(signal)
    return new RealFft(size).forward(padded)
  })
  const whitened = new Float64Array(factor * size + 2)
  for (let k = 0; k <= size; k += 2) {
    const re = first[k] * second[k] + first[k + 1] * second[k + 1]
    const im = first[k] * second[k + 1] - first[k + 1] * second[k]
    const modulus = Math.hypot(re, im) || 1
    whitened[k] = re / modulus
    whitened[k + 1] = im / modulus
  }
  const values = new RealFft(factor * size).inverse(whitened)
  const at = (lag: number): number => values[(lag + values.length) % values.length]
  let best = 0
  for (let lag = -factor * maxLag; lag <= factor * maxLag; lag++) if (at(lag) > at(best)) best = lag
  return best / factor
}
