import { type OptionNames, readOptions, readSignal, requireCount } from '../../require.js'
import type { Samples, SignalLike } from '../../samples.js'
import { asSamples } from '../as-samples.js'
import { localMaxima } from './local-maxima.js'
import { isWithin, type PeakLimit, readLimit } from './peak-limit.js'
import { peakProperty } from './peak-property.js'
import { peaksApart } from './peaks-apart.js'
import { type ProminenceProperties, prominencesAt } from './prominences-at.js'
import { requireDistance } from './require-distance.js'
import { requireRelHeight } from './require-rel-height.js'
import { type WidthProperties, widthsAt } from './widths-at.js'

/** The options of `findPeaks`: what makes a peak. No limit is set by default. */
export interface FindPeaksOptions {
  /** Limits its value. */
  readonly height?: PeakLimit
  /** Limits how far it rises above its neighbours. The minimum applies to the higher neighbour, the maximum to the lower one. */
  readonly threshold?: PeakLimit
  /** The least distance between two peaks in samples, at least 1. Of closer peaks, the highest stay. */
  readonly distance?: number
  /** Limits its prominence: how high it is above the higher one of its two bases. */
  readonly prominence?: PeakLimit
  /** Limits its width, in samples. */
  readonly width?: PeakLimit
  /** Limits the number of equal samples at its top. */
  readonly plateauSize?: PeakLimit
  /**
   * The number of samples around a peak in which its bases are searched, at least 2, rounded up to an odd number. Default: all.
   */
  readonly wlen?: number
  /** The height at which widths are measured: this fraction of the prominence below the peak. Default 0.5. */
  readonly relHeight?: number
}

const OPTIONS: OptionNames<FindPeaksOptions> = {
  height: true,
  threshold: true,
  distance: true,
  prominence: true,
  width: true,
  plateauSize: true,
  wlen: true,
  relHeight: true,
}

const LIMITED = ['plateauSize', 'height', 'threshold', 'prominence', 'width'] as const

/** The number of equal samples at the top of each peak, and the first and the last of them. */
export interface PlateauProperties {
  readonly plateauSizes: Int32Array
  readonly leftEdges: Int32Array
  readonly rightEdges: Int32Array
}

/** How far each peak rises above its neighbours. */
export interface ThresholdProperties {
  readonly leftThresholds: Float64Array
  readonly rightThresholds: Float64Array
}

/** The properties that an option adds. They are optional if its type does not show whether it is set. */
type Given<Options, Name extends keyof FindPeaksOptions, Properties> =
  Options extends Record<Name, PeakLimit>
    ? Properties
    : Name extends keyof Options
      ? Partial<Properties>
      : unknown

/** The positions and heights of the peaks, in their order. */
export interface PeakBasics {
  /** The positions of the peaks. A plateau counts at its middle, rounded down. */
  readonly indices: Int32Array
  /** The value of the signal at each peak. */
  readonly heights: Float64Array
}

/** What `findPeaks` returns: the peaks, and the properties that the options ask for. */
export type Peaks<Options extends FindPeaksOptions = FindPeaksOptions> = PeakBasics &
  Given<Options, 'plateauSize', PlateauProperties> &
  Given<Options, 'threshold', ThresholdProperties> &
  Given<Options, 'prominence', ProminenceProperties> &
  Given<Options, 'width', ProminenceProperties & WidthProperties>

/**
 * Finds the peaks of a signal: samples, or runs of equal samples, that are higher than both neighbours and within all the limits.
 * Rules, properties and results match SciPy's `find_peaks`.
 *
 * Limits are applied in the order plateauSize, height, threshold, distance, prominence, width, each to the peaks that remain. A
 * limit also adds its property to the result: `prominence` adds prominences, leftBases and rightBases; `width` adds these as
 * well, and widths, widthHeights, and leftIps and rightIps, the interpolated positions where the width is measured. A limit of
 * −Infinity adds the property and keeps all peaks, even those whose property is NaN. Everything but indices is in float64,
 * whatever the signal.
 *
 * Edges: the first and the last sample are never peaks. NaN is neither higher nor lower than anything: neither it nor its
 * neighbours are peaks, and the search for a base stops there. Where peaks are closer than `distance`, the highest stays; of
 * equal heights, the latest. (With four peaks or more, SciPy's choice among equal heights depends on how NumPy sorts them.)
 *
 * Cost: some passes over the signal and a sort of the peaks for `distance`; for prominences, up to `wlen` samples a peak; for
 * `width`, the widths of the peaks. Allocates the result, and for `prominence` or `width` two numbers a sample.
 *
 * @param values The signal, of any length.
 * @param options The limits.
 * @throws TypeError if the signal is not an array of numbers, or a limit is neither a number nor a pair of numbers. RangeError if
 *   a limit is NaN or its minimum exceeds its maximum, `distance` is below 1, `wlen` is not a whole number of at least 2, or
 *   `relHeight` is negative.
 * @example
 * const peaks = findPeaks([0, 1, 0, 2, 2, 0, 3, 1, 2, 0], { prominence: 1.5 })
 * peaks.indices // Int32Array [3, 6]
 * peaks.heights // Float64Array [2, 3]
 * peaks.prominences // Float64Array [2, 3]
 * References: P. Virtanen et al., SciPy 1.0, Nature Methods 17 (2020).
 */
export function findPeaks(values: SignalLike): PeakBasics
export function findPeaks<const Options extends FindPeaksOptions>(
  values: SignalLike,
  options: Options,
): Peaks<Options>
export function findPeaks(values: SignalLike, options?: FindPeaksOptions): Peaks {
  const read = checkedOptions(options)
  const { height, threshold, distance, prominence, width, plateauSize, wlen, relHeight = 0.5 } = read
  const x = asSamples(readSignal(values, 'values'))
  let peaks = allPeaks(x, plateauSize !== undefined)
  peaks = within(peaks, plateauSize, peaks.plateauSizes)
  peaks = within(peaks, height, peaks.heights)
  if (threshold !== undefined) peaks = withinThreshold(peaks, threshold, x)
  if (distance !== undefined) {
    const isKept = peaksApart(peaks.indices, peaks.heights, distance)
    peaks = kept(peaks, (i) => isKept[i])
  }
  if (prominence === undefined && width === undefined) return peaks
  const bases = prominencesAt(x, peaks.indices, wlen)
  const prominent = within({ ...peaks, ...bases }, prominence, bases.prominences)
  if (width === undefined) return prominent
  const widths = widthsAt(x, prominent, relHeight)
  return within({ ...prominent, ...widths }, width, widths.widths)
}

function allPeaks(x: Samples, hasPlateaus: boolean): Peaks {
  const { left, right } = localMaxima(x)
  const indices = left.map((edge, i) => Math.floor((edge + right[i]) / 2))
  const heights = peakProperty(indices, (index) => x[index])
  if (!hasPlateaus) return { indices, heights }
  const plateauSizes = left.map((edge, i) => right[i] - edge + 1)
  return { indices, heights, plateauSizes, leftEdges: left, rightEdges: right }
}

function withinThreshold(peaks: Peaks, limit: PeakLimit, x: Samples): Peaks {
  const leftThresholds = peakProperty(peaks.indices, (index) => x[index] - x[index - 1])
  const rightThresholds = peakProperty(peaks.indices, (index) => x[index] - x[index + 1])
  return kept({ ...peaks, leftThresholds, rightThresholds }, (i) => {
    const [left, right] = [leftThresholds[i], rightThresholds[i]]
    return isWithin(limit, Math.min(left, right), Math.max(left, right))
  })
}

/** The peaks whose property is within a limit: all of them if there is no limit. */
function within<Some extends Peaks>(
  peaks: Some,
  limit: PeakLimit | undefined,
  property: ArrayLike<number> = [],
): Some {
  return limit === undefined ? peaks : kept(peaks, (i) => isWithin(limit, property[i]))
}

/** Some of the peaks, with their properties. */
function kept<Some extends Peaks>(peaks: Some, isKept: (i: number) => boolean): Some {
  const rest = { ...peaks }
  for (const name of Object.keys(rest) as (keyof Peaks)[]) {
    Object.assign(rest, { [name]: rest[name]?.filter((_, i) => isKept(i)) })
  }
  return rest
}

function checkedOptions(options: FindPeaksOptions | undefined): FindPeaksOptions {
  const read = readOptions(options, OPTIONS)
  const limits: Partial<Record<(typeof LIMITED)[number], PeakLimit>> = {}
  for (const name of LIMITED) {
    const limit = read[name]
    if (limit !== undefined) limits[name] = readLimit(limit, name)
  }
  const { distance = 1, wlen = Infinity, relHeight = 0 } = read
  requireDistance(distance)
  if (wlen !== Infinity) requireCount(wlen, 2, 'wlen')
  requireRelHeight(relHeight)
  return { ...read, ...limits }
}
