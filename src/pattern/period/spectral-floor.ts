import type { PowerSpectrum } from './power-spectrum.js'

/** The floor at a bin is taken from the bins between this part of its frequency and the inverse of it. */
const REACH = 0.4

/** The least reach upwards, in line widths, so that a line of few repetitions is not its own floor. */
const LEAST_REACH = 6

/** The distance of the bins at which it is computed, as a ratio of frequencies. Between them it is interpolated. */
const SPACING = 1.2

/** The greatest number of bins in a median. They are unevenly spaced: every tenth bin of a pulse train may be a line. */
const MOST_BINS = 256
/** (√5 − 1)/2, the golden ratio. */
const GOLDEN = 0.6180339887498949

/**
 * The power spectrum without its lines: what the noise about each bin, of whatever color, has on the average. A line takes
 * few of the bins and does not move their median. That of noise is ln 2 of the mean.
 *
 * The stretch about a bin is symmetric on a logarithmic scale, where the spectra of weather, prices or voices are slopes: the
 * median of a slope is its middle.
 */
export function spectralFloor({ powers, lineWidth }: PowerSpectrum): Float64Array {
  const floor = new Float64Array(powers.length)
  let previous = 1
  const least = Math.ceil(LEAST_REACH * lineWidth)
  let before = medianAbout(powers, 1, least)
  floor.fill(before, 0, 2)
  while (previous < powers.length - 1) {
    const next = Math.min(Math.ceil(previous * SPACING), powers.length - 1)
    const value = medianAbout(powers, next, least)
    const growth = (value / before) ** (1 / (next - previous))
    for (let k = previous + 1; k < next; k++) floor[k] = floor[k - 1] * growth
    floor[next] = value
    previous = next
    before = value
  }
  return floor
}

function medianAbout(powers: Float64Array, bin: number, least: number): number {
  const first = Math.max(Math.round(bin * REACH), 1)
  const last = Math.min(Math.max(Math.round(bin / REACH), bin + least), powers.length - 1)
  const width = last - first + 1
  const values = new Float64Array(Math.min(width, MOST_BINS))
  for (let i = 0; i < values.length; i++) {
    const jitter = width > MOST_BINS ? (i * GOLDEN) % 1 : 0
    values[i] = powers[first + Math.floor(((i + jitter) * width) / values.length)]
  }
  return Math.max(upperMedian(values), Number.MIN_VALUE) / Math.LN2
}

/** The upper median of values, by Hoare's selection. Reorders them. */
function upperMedian(values: Float64Array): number {
  const middle = values.length >> 1
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const pivot = values[(low + high) >> 1]
    let [i, j] = [low, high]
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const value = values[i]
      values[i++] = values[j]
      values[j--] = value
    }
    if (middle <= j) high = j
    else if (middle >= i) low = i
    else break
  }
  return values[middle]
}
