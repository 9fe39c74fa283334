import { type OptionNames, readOptions, readSignal, requireCount } from '../../require.js'
import type { SignalLike } from '../../samples.js'
import { asSamples } from '../as-samples.js'
import type { PeakProminencesOptions } from './peak-prominences.js'
import { prominencesAt } from './prominences-at.js'
import { readIndices } from './read-indices.js'
import { requireRelHeight } from './require-rel-height.js'
import { type WidthProperties, widthsAt } from './widths-at.js'

/** The options of `peakWidths`. */
export interface PeakWidthsOptions extends PeakProminencesOptions {
  /** The height at which widths are measured: this fraction of the prominence below the peak. Default 0.5. */
  readonly relHeight?: number
}

const OPTIONS: OptionNames<PeakWidthsOptions> = { relHeight: true, wlen: true }

/**
 * Returns the widths of a signal's peaks at given indices. The rules and the results are those of SciPy's `peak_widths`.
 *
 * A width is measured at the height signal[index] − relHeight · prominence. It is the distance between the nearest crossings of
 * that height by straight lines through the samples, on the left and on the right. On a side without a crossing, it ends at the
 * base. A prominence of 0 gives a width of 0. See `peakProminences` for bases and prominences.
 *
 * Shapes: one value for each index, in the order of the indices, in float64 whatever the signal; positions and widths are in
 * samples.
 *
 * Cost: that of `peakProminences`, and the samples within each width. Allocates the result and working memory.
 *
 * @param signal N samples.
 * @param indices Places in the signal, whole numbers from 0 to N − 1, in any order.
 * @param options The height at which to measure, and the window in which bases are searched.
 * @throws TypeError if the signal or the indices are not arrays of numbers. RangeError if an index is not a place in the signal,
 *   `relHeight` is negative, or `wlen` is not a whole number of at least 2.
 * @example
 * peakWidths([0, 1, 2, 1, 0, 4, 0], [2, 5]).widths // Float64Array [2, 1]
 * @see findPeaks, peakProminences
 */
export function peakWidths(
  signal: SignalLike,
  indices: ArrayLike<number>,
  options?: PeakWidthsOptions,
): WidthProperties {
  const { relHeight = 0.5, wlen = Infinity } = readOptions(options, OPTIONS)
  requireRelHeight(relHeight)
  if (wlen !== Infinity) requireCount(wlen, 2, 'wlen')
  const samples = asSamples(readSignal(signal, 'signal'))
  const { sorted, ranks } = readIndices(indices, samples.length)
  const properties = widthsAt(
    samples,
    { indices: sorted, ...prominencesAt(samples, sorted, wlen) },
    relHeight,
  )
  const inOrder = (values: Float64Array): Float64Array => Float64Array.from(ranks, (rank) => values[rank])
  return {
    widths: inOrder(properties.widths),
    widthHeights: inOrder(properties.widthHeights),
    leftIps: inOrder(properties.leftIps),
    rightIps: inOrder(properties.rightIps),
  }
}
