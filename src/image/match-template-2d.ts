import { type OptionNames, readOptions, requireOneOf } from '../require.js'
import { type Samples, zeros } from '../samples.js'
import type { SinglePlane } from './convolve-2d.js'
import { type Measure2d, MEASURES_2D } from './measure-2d.js'
import { type Plane, planePrecisionOf, readPlane } from './plane.js'
import { prepareTemplate2d } from './template-2d.js'
import { TemplateScorer } from './template-scorer.js'

/** The options of `matchTemplate2d`. */
export interface MatchTemplate2dOptions {
  /** Default 'zncc'. */
  readonly measure?: Measure2d
  /** Weights of the template's pixels, at least 0, in a plane of its size. Default: 1 everywhere. */
  readonly mask?: Plane
}

/** The names of `MatchTemplate2dOptions`. */
export const MATCH_TEMPLATE_2D_OPTIONS: OptionNames<MatchTemplate2dOptions> = { measure: true, mask: true }

/**
 * Compares every window of an image with a template.
 *
 * For a template t of W x H pixels, the window x of W x H pixels at each place, and weights m of its pixels, which are 1 without a
 * mask; all sums go over the window, and v' stands for v − Σm·v/Σm, a value less the weighted mean (OpenCV's names in brackets):
 * - `zncc` [TM_CCOEFF_NORMED]: Σm²·t'·x'/√(Σm²·t'² · Σm²·x'²), the zero-mean normalised cross-correlation (Pearson's
 *   coefficient), in [−1, 1]: 1 for a window that is the template but for offset and a positive scale.
 * - `ncc` [TM_CCORR_NORMED]: Σm²·t·x/√(Σm²·t² · Σm²·x²), in [−1, 1]: 1 for a window that is the template but for a positive scale.
 * - `covariance` [TM_CCOEFF]: Σm²·t'·x'.
 * - `correlation` [TM_CCORR]: Σm²·t·x.
 * - `ssd` [TM_SQDIFF]: Σm²·(t − x)², the sum of squared differences: 0 for a window that is the template.
 * - `nssd` [TM_SQDIFF_NORMED]: Σm²·(t − x)²/√(Σm²·t² · Σm²·x²), and 1 where that is more: OpenCV cuts it so without a mask.
 *
 * Where both are 0/0, for a window without variance (`zncc`; to the last digits of its own pixels), or one of zeros (`ncc`), the
 * score is 0, and that of `nssd` 1. Where a pixel is not finite (or beyond 10¹⁴⁰), the windows that hold it are NaN, whatever their
 * mask, and no others.
 *
 * Shapes: an image of N x M pixels gives (N − W + 1) x (M − H + 1) scores; the one at column x of row y is that of the window whose
 * first pixel is there. Returned in float32 for images of float32 and of bytes, else in float64. Errors of `zncc` without a mask:
 * some 10⁻⁷ in float32 and never beyond 10⁻⁴; all else is computed in float64, with relative errors of some 10⁻¹⁵ and never
 * beyond 10⁻⁸ in its sums. Offsets, gradients and loud pixels change nothing in that: windows for which the transforms are not good
 * enough are computed anew, in float64 or by the definition.
 *
 * Cost: some log₂(W·H) operations a pixel, whatever the template; four times as much in float64, six times with a mask. Windows by
 * the definition cost W·H. Allocates the result, and memory that is given back.
 *
 * @param image N x M pixels.
 * @param template No larger than the image, and all finite. For `zncc` its pixels must differ, for `ncc` and `nssd` they must not all
 *   be 0, where the mask is not 0.
 * @param options Measure and mask.
 * @throws TypeError if an input is not a plane of numbers. RangeError if a plane's size and data do not match, the template is larger
 *   than the image or not as it should be, the mask has another size or a weight that is negative or not finite, or the measure is
 *   unknown.
 * @example
 * const image = { data: [0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 2, 5, 0], width: 5, height: 3 }
 * const template = { data: [1, 3, 2, 5], width: 2, height: 2 }
 * const scores = matchTemplate2d(image, template)
 * scores.width // 4
 * Array.from(scores.data, (r) => Math.round(100 * r) / 100) // [0, 0.88, 0.83, -0.29, 0, 0.97, 1, -0.72]
 * matchTemplate2d(image, template, { measure: 'ssd' }).data // Float64Array [39, 30, 15, 36, 39, 18, 0, 47]
 * @see findMatches2d, correlate2d, matchProfile
 *
 * References: J. P. Lewis, Fast Normalized Cross-Correlation (1995); OpenCV, Object Detection, TemplateMatchModes.
 */
export function matchTemplate2d(
  image: SinglePlane,
  template: Plane,
  options?: MatchTemplate2dOptions,
): Plane<Float32Array>
export function matchTemplate2d(
  image: Plane<Float64Array | readonly number[]>,
  template: Plane,
  options?: MatchTemplate2dOptions,
): Plane<Float64Array>
export function matchTemplate2d(
  image: Plane,
  template: Plane,
  options?: MatchTemplate2dOptions,
): Plane<Samples>
export function matchTemplate2d(
  image: Plane,
  template: Plane,
  options?: MatchTemplate2dOptions,
): Plane<Samples> {
  const { measure = 'zncc', mask } = readOptions(options, MATCH_TEMPLATE_2D_OPTIONS)
  const { data, width, height } = readPlane(image, 'image')
  requireOneOf(measure, MEASURES_2D, 'measure')
  const prepared = prepareTemplate2d(readPlane(template, 'template'), mask, measure)
  const precision = planePrecisionOf(data)
  const scorer = new TemplateScorer(prepared, measure, width, height, precision)
  try {
    const scores = zeros(scorer.columns * scorer.rows, precision)
    scorer.run(data, scores)
    return { data: scores, width: scorer.columns, height: scorer.rows }
  } finally {
    scorer.free()
  }
}
