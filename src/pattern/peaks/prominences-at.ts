import type { Samples } from '../../samples.js'
import { peakProperty } from './peak-property.js'

/** The prominences of peaks, and the positions of the bases from which they are measured. */
export interface ProminenceProperties {
  readonly prominences: Float64Array
  readonly leftBases: Int32Array
  readonly rightBases: Int32Array
}

/**
 * The height of each peak above the higher one of its two bases. On each side, the base is the lowest sample between the peak and
 * the next higher sample, NaN, the end of the values, or the end of the `windowLength` samples around the peak. Of several equal
 * samples, it is the nearest.
 *
 * The peaks must be in order, each once.
 *
 * Cost: one visit to every sample; with a window, up to `windowLength` samples per peak.
 */
export function prominencesAt(
  values: Samples,
  peaks: Int32Array,
  windowLength = Infinity,
): ProminenceProperties {
  const half = Math.floor(windowLength / 2)
  const isWindowed = half < values.length
  const leftBases = isWindowed ? basesWithin(values, peaks, half, -1) : basesOf(values, peaks, -1)
  const rightBases = isWindowed ? basesWithin(values, peaks, half, 1) : basesOf(values, peaks, 1)
  const prominences = peakProperty(
    peaks,
    (peak, i) => values[peak] - Math.max(values[leftBases[i]], values[rightBases[i]]),
  )
  return { prominences, leftBases, rightBases }
}

function basesWithin(values: Samples, peaks: Int32Array, half: number, step: 1 | -1): Int32Array {
  return peaks.map((peak) => {
    const end = step < 0 ? Math.max(peak - half, 0) : Math.min(peak + half, values.length - 1)
    let base = peak
    for (let i = peak; i !== end + step && values[i] <= values[peak]; i += step) {
      if (values[i] < values[base]) base = i
    }
    return base
  })
}

/**
 * The bases on the side from which the samples are visited. The visited samples are kept on a descending stack: once a later
 * sample is as high as some before it, only the lowest of those matters. So each sample is pushed and popped once. Searching from
 * every peak would take quadratic time on a slope. NaN is neither removed from the stack nor removes others, so no search goes
 * beyond it.
 */
function basesOf(values: Samples, peaks: Int32Array, step: 1 | -1): Int32Array {
  const bases = new Int32Array(peaks.length)
  const heights = new Int32Array(values.length)
  const lowest = new Int32Array(values.length)
  const isLeft = step < 0
  let depth = 0
  let next = isLeft ? 0 : peaks.length - 1
  for (let i = isLeft ? 0 : values.length - 1; next >= 0 && next < peaks.length; i -= step) {
    let base = i
    for (; depth > 0 && values[heights[depth - 1]] <= values[i]; depth--) {
      if (values[lowest[depth - 1]] < values[base]) base = lowest[depth - 1]
    }
    heights[depth] = i
    lowest[depth++] = base
    if (i !== peaks[next]) continue
    bases[next] = base
    next -= step
  }
  return bases
}
