import { readOptions } from '../../require.js'
import { MATCH_2D_OPTIONS, type Match2d, type Match2dOptions, matchRule2d } from './match-2d.js'
import { MatchSearch2d } from './match-search-2d.js'
import { type Plane, planePrecisionOf, readPlane } from '../plane/plane.js'
import { prepareTemplate2d } from './template-2d.js'

/**
 * Finds the windows of an image that resemble a template, keeping only the best of any that are close together.
 *
 * A match is a window whose score reaches the threshold and is better than those of its eight neighbours. From the best match
 * down, each match drops all worse ones that are closer than `minDistance` in both directions. Positions are refined by
 * parabolas through the scores of neighbours, to about a tenth of a pixel for a smooth template. If the scores of neighbours
 * differ only by rounding (about 10⁻⁷ in float32), either may be chosen.
 *
 * Cost: that of `matchTemplate2d`, plus five windows by the definition per match. Allocates memory for the scores, and
 * temporary memory.
 *
 * @param image Width x height pixels.
 * @param template Finite, no larger than the image, and not flat for the measure 'zncc'.
 * @param options What counts as a match; measure and mask as for `matchTemplate2d`.
 * @returns The matches, best first.
 * @throws TypeError, RangeError as `matchTemplate2d`; TypeError if a measure other than 'zncc' has no threshold; RangeError if
 *   the threshold, the distance or the number of matches is out of range.
 * @example
 * const image = { data: [0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 2, 5, 0, 0, 0, 0, 0, 0], width: 5, height: 4 }
 * const template = { data: [1, 3, 2, 5], width: 2, height: 2 }
 * findMatches2d(image, template).map(({ x, y, score }) => ({ x, y, score })) // [{ x: 2, y: 1, score: 1 }]
 * findMatches2d(image, template, { measure: 'ssd', threshold: 0 }).length // 1
 * @see matchTemplate2d for all scores, FrameMatcher for many images
 */
export function findMatches2d(image: Plane, template: Plane, options?: Match2dOptions): Match2d[] {
  const given = readOptions(options, MATCH_2D_OPTIONS)
  const { data, width, height } = readPlane(image, 'image')
  const rule = matchRule2d(given)
  const prepared = prepareTemplate2d(readPlane(template, 'template'), given.mask, rule.measure)
  const search = new MatchSearch2d(prepared, rule, width, height, planePrecisionOf(data))
  try {
    return search.find({ data, width })
  } finally {
    search.free()
  }
}
