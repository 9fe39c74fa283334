import type { Samples } from '../../samples.js'
import { peakProperty } from './peak-property.js'
import type { ProminenceProperties } from './prominences-at.js'

/** The widths of peaks, the heights at which they are measured, and the interpolated positions between which they extend. */
export interface WidthProperties {
  readonly widths: Float64Array
  readonly widthHeights: Float64Array
  readonly leftIps: Float64Array
  readonly rightIps: Float64Array
}

/**
 * The width of each peak at its height minus `relHeight` of its prominence: the distance between the crossings of that height by
 * straight lines through the samples that are nearest to the peak. On a side without a crossing, the base takes its place.
 */
export function widthsAt(
  values: Samples,
  peaks: { readonly indices: Int32Array } & ProminenceProperties,
  relHeight: number,
): WidthProperties {
  const { indices, prominences, leftBases, rightBases } = peaks
  const widthHeights = peakProperty(indices, (peak, i) => values[peak] - prominences[i] * relHeight)
  const leftIps = peakProperty(indices, (peak, i) =>
    crossing(values, peak, leftBases[i], widthHeights[i], -1),
  )
  const rightIps = peakProperty(indices, (peak, i) =>
    crossing(values, peak, rightBases[i], widthHeights[i], 1),
  )
  const widths = rightIps.map((right, i) => right - leftIps[i])
  return { widths, widthHeights, leftIps, rightIps }
}

function crossing(values: Samples, peak: number, base: number, height: number, step: 1 | -1): number {
  let i = peak
  while (i !== base && height < values[i]) i += step
  if (!(values[i] < height)) return i
  return i - (step * (height - values[i])) / (values[i - step] - values[i])
}
