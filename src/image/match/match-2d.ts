import { describe } from '../../describe.js'
import { type OptionNames, requireCount, requireOneOf } from '../../require.js'
import { MATCH_TEMPLATE_2D_OPTIONS, type MatchTemplate2dOptions } from './match-template-2d.js'
import { isDistance, type Measure2d, MEASURES_2D } from './measure-2d.js'
import type { Template2d } from './template-2d.js'

/** A window of an image that resembles a template. */
export interface Match2d {
  /** The column and the row of the window's first pixel. */
  readonly x: number
  readonly y: number
  /**
   * The offset of the refined position from that pixel, in [−0.5, 0.5] pixels to the right and down: in each direction, the
   * vertex of a parabola through three scores.
   */
  readonly offsetX: number
  readonly offsetY: number
  /** The score of the window, computed directly in float64. */
  readonly score: number
}

/** What counts as a match, for `findMatches2d`, `FrameMatcher` and `matchFrames`. */
export interface Match2dOptions extends MatchTemplate2dOptions {
  /**
   * The least score, or the greatest one if the measure is a distance. Default 0.7 for 'zncc'; other measures have no default.
   */
  readonly threshold?: number
  /**
   * The least distance between matches, in pixels, along the rows or along the columns. Default: half of the template's sides,
   * ⌈W/2⌉ along the rows or ⌈H/2⌉ along the columns.
   */
  readonly minDistance?: number
  /** Returns only this many matches, the best ones. Default: all. */
  readonly maxMatches?: number
}

/** The names of `Match2dOptions`. */
export const MATCH_2D_OPTIONS: OptionNames<Match2dOptions> = {
  ...MATCH_TEMPLATE_2D_OPTIONS,
  threshold: true,
  minDistance: true,
  maxMatches: true,
}

/** The options with their defaults, checked. */
export interface MatchRule2d {
  readonly measure: Measure2d
  readonly threshold: number
  readonly minDistance: number | undefined
  readonly maxMatches: number
}

const DEFAULT_THRESHOLD = 0.7

/** @throws TypeError, RangeError if an option is out of range. */
export function matchRule2d(options: Match2dOptions): MatchRule2d {
  const { measure = 'zncc', minDistance, maxMatches } = options
  requireOneOf(measure, MEASURES_2D, 'measure')
  const { threshold = measure === 'zncc' ? DEFAULT_THRESHOLD : undefined } = options
  if (typeof threshold !== 'number') {
    throw new TypeError(
      `threshold must be a number, the ${isDistance(measure) ? 'greatest distance' : 'least score'} of a match, ` +
        `for the measure '${measure}', got ${describe(threshold)}`,
    )
  }
  requireThreshold(threshold, measure)
  if (minDistance !== undefined) requireCount(minDistance, 1, 'minDistance')
  if (maxMatches !== undefined) requireCount(maxMatches, 1, 'maxMatches')
  return { measure, threshold, minDistance, maxMatches: maxMatches ?? Infinity }
}

/** The least distance between matches, along the rows and along the columns. */
export function spacingOf({ minDistance }: MatchRule2d, { width, height }: Template2d): [number, number] {
  return [minDistance ?? Math.ceil(width / 2), minDistance ?? Math.ceil(height / 2)]
}

function requireThreshold(threshold: number, measure: Measure2d): void {
  if ((measure === 'zncc' || measure === 'ncc') && !(threshold > 0 && threshold <= 1)) {
    throw new RangeError(`threshold must be above 0 and at most 1, like a score, got ${threshold}`)
  }
  if (isDistance(measure) && !(threshold >= 0)) {
    throw new RangeError(`threshold must be at least 0, like a distance, got ${threshold}`)
  }
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be the least score of a match, got NaN')
}
