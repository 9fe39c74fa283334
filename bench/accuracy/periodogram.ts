import { RealFft } from 'tapline'

/**
 * The period of the highest bin of a textbook periodogram: the mean removed, zero-padded to eight times the length, and a parabola
 * through the three highest bins.
 */
export function periodogramPeriod(signal: Float64Array, maxPeriod = signal.length / 3): number {
  const { length } = signal
  const mean = signal.reduce((sum, value) => sum + value, 0) / length
  const size = 2 ** Math.ceil(Math.log2(8 * length))
  const fft = new RealFft(size)
  const padded = new Float64Array(size)
  padded.set(signal.map((value) => value - mean))
  const spectrum = fft.forward(padded)
  const power = (k: number): number => spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2
  let best = Math.ceil(size / maxPeriod)
  for (let k = best; k < size / 2; k++) if (power(k) > power(best)) best = k
  const [left, middle, right] = [power(best - 1), power(best), power(best + 1)]
  return size / (best + (right - left) / (2 * (2 * middle - left - right)))
}
