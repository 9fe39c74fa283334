import { nextPowerOfTwo } from '../next-power-of-two.js'
import { RealFft } from '../transform/real-fft.js'

/**
 * A point of a magnitude response. The response is a straight line between points, and constant beyond the first and the last.
 */
export type GainPoint = readonly [frequencyHz: number, gain: number]

/**
 * Designs a filter with a given magnitude response. It samples the response at G + 1 equally spaced frequencies, with the phase
 * of a delay of (L − 1)/2 samples, and transforms it back; the window keeps L samples. G is the least power of two that is at
 * least L.
 */
export function frequencySampling(
  points: readonly GainPoint[],
  window: Float64Array,
  sampleRate: number,
): Float64Array {
  const { length } = window
  const intervals = nextPowerOfTwo(length)
  const fft = new RealFft(2 * intervals)
  const spectrum = new Float64Array(fft.spectrumLength)
  for (let k = 0; k <= intervals; k++) {
    const gain = gainOf(points, (k / intervals) * (sampleRate / 2))
    // The angle −π·k·(L − 1)/(2G), reduced to one turn while it is still a whole number.
    const angle = (-Math.PI * ((k * (length - 1)) % (4 * intervals))) / (2 * intervals)
    spectrum[2 * k] = gain * Math.cos(angle)
    spectrum[2 * k + 1] = gain * Math.sin(angle)
  }
  const response = fft.inverse(spectrum)
  return window.map((weight, n) => weight * response[n])
}

/** The gain at a frequency, or the mean of both points if there is a jump. */
export function gainOf(points: readonly GainPoint[], frequency: number): number {
  return gainAt(points, frequency, firstFrom(points, frequency))
}

/** The index of the first point at or above the frequency, by binary search. */
function firstFrom(points: readonly GainPoint[], frequency: number): number {
  let [from, to] = [0, points.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (points[middle][0] < frequency) from = middle + 1
    else to = middle
  }
  return from
}

function gainAt(points: readonly GainPoint[], frequency: number, next: number): number {
  if (next === points.length) return points[next - 1][1]
  const [at, gain] = points[next]
  if (at === frequency) {
    const other = points[next + 1] as GainPoint | undefined
    return other?.[0] === at ? (gain + other[1]) / 2 : gain
  }
  if (next === 0) return gain
  const [before, gainBefore] = points[next - 1]
  return gainBefore + ((gain - gainBefore) * (frequency - before)) / (at - before)
}
