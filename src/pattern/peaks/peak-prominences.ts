import { type OptionNames, readOptions, readSignal, requireCount } from '../../require.js'
import type { SignalLike } from '../../samples.js'
import { asSamples } from '../as-samples.js'
import { type ProminenceProperties, prominencesAt } from './prominences-at.js'
import { readIndices } from './read-indices.js'

/** The options of `peakProminences`. */
export interface PeakProminencesOptions {
  /**
   * The number of samples around an index in which its bases are searched, at least 2, rounded up to an odd number. Default: all.
   */
  readonly wlen?: number
}

const OPTIONS: OptionNames<PeakProminencesOptions> = { wlen: true }

/**
 * Returns the prominences of a signal at given indices: the height of a sample above the higher one of its two bases. The rules and the
 * results are those of SciPy's `peak_prominences`.
 *
 * On each side, the base is the lowest sample up to the next higher sample, the end of the signal, or the end of the `wlen`
 * samples around the index. Of several equal samples, it is the nearest. NaN ends the search like the end of the signal. An index
 * next to a higher sample has the prominence 0.
 *
 * Shapes: one value for each index, in the order of the indices, in float64 whatever the signal.
 *
 * Cost: one visit to every sample, and a sort of the indices; with `wlen`, up to `wlen` samples for each of them. Allocates the
 * result and two working arrays of the signal's length.
 *
 * @param signal N samples.
 * @param indices Places in the signal, whole numbers from 0 to N − 1, in any order.
 * @param options The window.
 * @throws TypeError if the signal or the indices are not arrays of numbers. RangeError if an index is not a place in the signal,
 *   or `wlen` is not a whole number of at least 2.
 * @example
 * peakProminences([0, 1, 0, 3, 2, 4, 0], [1, 3]).prominences // Float64Array [1, 1]
 * @see findPeaks, peakWidths
 */
export function peakProminences(
  signal: SignalLike,
  indices: ArrayLike<number>,
  options?: PeakProminencesOptions,
): ProminenceProperties {
  const { wlen = Infinity } = readOptions(options, OPTIONS)
  if (wlen !== Infinity) requireCount(wlen, 2, 'wlen')
  const samples = asSamples(readSignal(signal, 'signal'))
  const { sorted, ranks } = readIndices(indices, samples.length)
  const { prominences, leftBases, rightBases } = prominencesAt(samples, sorted, wlen)
  return {
    prominences: Float64Array.from(ranks, (rank) => prominences[rank]),
    leftBases: ranks.map((rank) => leftBases[rank]),
    rightBases: ranks.map((rank) => rightBases[rank]),
  }
}
