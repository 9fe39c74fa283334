import { type OptionNames, readOptions, readSignal } from '../../require.js'
import { precisionOf, type Samples, type SignalLike, type TypedSignal, zeros } from '../../samples.js'
import { nearestAcross } from './nearest-across.js'
import { checkedExclusion, NeighbourSearch } from './neighbour-search.js'
import type { WindowPair } from './window-pair.js'

/** The options of `matrixProfile`. */
export interface MatrixProfileOptions {
  /** Windows whose starts are at most this far apart do not count as neighbours. Default: a quarter of the window length, rounded up. */
  readonly exclusion?: number
  /**
   * Another signal, in which the neighbours are looked for: all of its windows are neighbours, and only these. The exclusion is
   * then just that of the motifs and discords that are found in the profile. Default: the signal itself.
   */
  readonly against?: SignalLike
}

const OPTIONS: OptionNames<MatrixProfileOptions> = { exclusion: true, against: true }

/** The distance from each window of a signal to its nearest neighbour, and the index of that neighbour. */
export interface MatrixProfile<Out extends Samples = Samples> {
  /** z-normalised Euclidean distances, one for each window; Infinity where there is no neighbour. */
  readonly distances: Out
  /** The index of each window's nearest neighbour; −1 where there is none. */
  readonly indices: Int32Array
  /** Whether these are indices in another signal, the one of `against`. */
  readonly isAcross: boolean
  /** What the profile was made with. */
  readonly windowLength: number
  readonly exclusion: number
}

/**
 * Computes the matrix profile of a signal: for each window of m samples, the distance to the most similar other window, and
 * its index; or, `against` another signal, to the most similar window of that. Small distances mark shapes that repeat
 * (`findMotifs`), large ones shapes that occur only once (`findDiscords`).
 *
 * distances[i] = min over j, |i − j| > exclusion, of ‖z(i) − z(j)‖₂ with z(i)[k] = (x[i + k] − μᵢ)/σᵢ, k = 0..m − 1, where
 * μᵢ and σᵢ are the mean and the standard deviation (of m, not m − 1) of window i. N samples have N − m + 1 windows. The
 * values are in [0, 2√m]: 0 for the same shape at any offset and scale, √(2m) for uncorrelated shapes.
 *
 * With `against`, another signal y of any length of at least m, it is an AB-join: the minimum is over all windows j of y, and
 * z(j) is of y; none is excluded. So you find what two recordings have in common, or what is new in one of them.
 *
 * Flat windows (σ at most 1e−15·|μ|) have distance 0 from each other and √m from all other windows, by definition. Windows
 * that hold a sample that is not finite (or beyond ±1e140) have distance Infinity and index −1, and are not the
 * neighbour of any window. Of equally near neighbours, any may be returned.
 *
 * Always computed in float64. Neighbours are found by correlations with an error below 4e−12, and if these are within 4e−6
 * of 1, by distances computed directly; the distance returned is always computed directly from the pair returned. So the
 * relative error is below 1e−6, even on large offsets, after spikes and for almost equal windows.
 *
 * Cost: N²/2 pairs of windows, or N times the windows of `against`, whatever m is. The engine computes some 1.5 billion a second.
 * A pair that may be the best so far and
 * is within 4e−6 of equal costs more: m operations, or about 30 where the pair before it on the diagonal was computed too.
 * Where most pairs are so close, as in a ramp with little noise, that takes some 10 to 20 times as long. Memory: some 190 bytes
 * a sample. Allocates the result and the working memory, which is freed.
 *
 * @param signal N samples.
 * @param windowLength m, at least 3.
 * @param options The exclusion, and the other signal.
 * @returns The distances, of the signal's type, and the indices.
 * @throws TypeError if a signal is not an array of numbers. RangeError if the window length is not a whole number from 3 to N and
 *   to the length of `against`, or the exclusion is not a whole number, or is so large that no window has a neighbour.
 * @example
 * // The first four samples are like the last but one, 2, 4, 8, 6.
 * const profile = matrixProfile([1, 2, 4, 3, 9, 2, 4, 8, 6, 1], 4)
 * profile.indices // Int32Array [5, 5, 0, 6, 1, 0, 3]
 * profile.distances.map((d) => Math.round(100 * d) / 100) // Float64Array [0, 2.31, 1.83, 1.96, 2.51, 0, 1.96]
 * matrixProfile([0, 2, 1, 3, 9], 4, { against: [5, 1, 5, 3, 7, 0] }).indices // Int32Array [1, 1]
 * @see findMotifs, findDiscords, MatrixProfiler for streams
 *
 * References: Y. Zhu et al., Matrix Profile II, ICDM 2016; Z. Zimmerman et al., Matrix Profile XIV: scaling time series motif
 * discovery with GPUs, SoCC 2019 (the update along the diagonals).
 */
export function matrixProfile(
  signal: Float32Array,
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile<Float32Array>
export function matrixProfile(
  signal: Float64Array | readonly number[],
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile<Float64Array>
export function matrixProfile(
  signal: SignalLike,
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile
export function matrixProfile(
  signal: SignalLike,
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile {
  const { against, ...others } = readOptions(options, OPTIONS)
  const exclusion = checkedExclusion(windowLength, others.exclusion)
  const samples = readSignal(signal, 'signal')
  const pairs =
    against === undefined
      ? nearestWithin(samples, windowLength, exclusion)
      : nearestInOther(samples, readSignal(against, 'against'), windowLength)
  const distances = zeros(pairs.length, precisionOf(samples))
  const indices = new Int32Array(pairs.length)
  for (const { index, neighbour, distance } of pairs) {
    distances[index] = distance
    indices[index] = neighbour
  }
  return { distances, indices, isAcross: against !== undefined, windowLength, exclusion }
}

function nearestWithin(samples: TypedSignal, windowLength: number, exclusion: number): WindowPair[] {
  requireNeighbours(samples.length, windowLength, exclusion)
  const search = new NeighbourSearch({
    windowLength,
    exclusion,
    greatestLag: samples.length - windowLength,
    isMutual: true,
    capacity: samples.length,
  })
  try {
    const windowCount = search.push(samples, 0, samples.length)
    return Array.from({ length: windowCount }, (_, i) => search.nearest(i))
  } finally {
    search.dispose()
  }
}

function nearestInOther(samples: TypedSignal, against: TypedSignal, windowLength: number): WindowPair[] {
  requireWindows(samples.length, windowLength, "the signal's length")
  requireWindows(against.length, windowLength, 'the length of against')
  return nearestAcross(samples, against, windowLength)
}

function requireNeighbours(signalLength: number, windowLength: number, exclusion: number): void {
  requireWindows(signalLength, windowLength, "the signal's length")
  const windowCount = signalLength - windowLength + 1
  if (windowCount <= exclusion + 1) {
    throw new RangeError(
      `exclusion must be less than ${windowCount - 1} for a signal of ${windowCount} windows, or none has a neighbour, got ` +
        `${exclusion}: use a shorter window or a longer signal`,
    )
  }
}

function requireWindows(length: number, windowLength: number, what: string): void {
  if (windowLength <= length) return
  throw new RangeError(`windowLength must be at most ${what}, ${length}, got ${windowLength}`)
}
