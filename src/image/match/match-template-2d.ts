import { type OptionNames, readOptions, requireOneOf } from '../../require.js'
import { type Samples, zeros } from '../../samples.js'
import type { SinglePlane } from '../convolve/convolve-2d.js'
import { type Measure2d, MEASURES_2D } from './measure-2d.js'
import { type Plane, planePrecisionOf, readPlane } from '../plane/plane.js'
import { prepareTemplate2d } from './template-2d.js'
import { TemplateScorer } from './template-scorer.js'
import { allOrNothing } from '../../wasm/heap.js'

/** The options of `matchTemplate2d`. */
export interface MatchTemplate2dOptions {
  /** Default 'zncc'. */
  readonly measure?: Measure2d
  /** Weights of the template's pixels, at least 0, as a plane of the same size. Default: 1 everywhere. */
  readonly mask?: Plane
}

/** The names of `MatchTemplate2dOptions`. */
export const MATCH_TEMPLATE_2D_OPTIONS: OptionNames<MatchTemplate2dOptions> = { measure: true, mask: true }

/**
 * Compares every window of an image with a template.
 *
 * Let t be a template of W x H pixels, x the window of that size at each place, and m the weights of its pixels, 1 without a
 * mask. Sums run over the window, and v' stands for v − Σm·v/Σm, a value minus the weighted mean (OpenCV's names in brackets):
 * - `zncc` [TM_CCOEFF_NORMED]: Σm²·t'·x'/√(Σm²·t'² · Σm²·x'²), the zero-mean normalized cross-correlation (Pearson's
 *   coefficient), in [−1, 1]: 1 for a window that equals the template up to an offset and a positive scale.
 * - `ncc` [TM_CCORR_NORMED]: Σm²·t·x/√(Σm²·t² · Σm²·x²), in [−1, 1]: 1 for a window that equals the template up to a positive
 *   scale.
 * - `covariance` [TM_CCOEFF]: Σm²·t'·x'.
 * - `correlation` [TM_CCORR]: Σm²·t·x.
 * - `ssd` [TM_SQDIFF]: Σm²·(t − x)², the sum of squared differences: 0 for a window that equals the template.
 * - `nssd` [TM_SQDIFF_NORMED]: Σm²·(t − x)²/√(Σm²·t² · Σm²·x²), limited to 1, as OpenCV does without a mask.
 *
 * For a window without variance beyond rounding (`zncc`), or a window of zeros (`ncc`), the formula is 0/0; the score is then
 * 0, and for `nssd` 1. A non-finite pixel (or one beyond 10¹⁴⁰) makes NaN of exactly the windows that contain it, even where
 * the mask is 0.
 *
 * Shapes: an image of N x M pixels gives (N − W + 1) x (M − H + 1) scores; the score at column x of row y belongs to the window
 * whose first pixel is there. Returned in float32 for images of float32 or bytes, else in float64. Errors: `zncc` without a
 * mask is off by about 10⁻⁷ in float32, and never by more than 10⁻⁴. Everything else is computed in float64, with relative
 * errors of about 10⁻¹⁵, and never more than 10⁻⁸, in its sums. This holds for any offset, gradient or bright pixel: windows
 * for which the transforms are not accurate enough are recomputed, in float64 or by the definition.
 *
 * Cost: about log₂(W·H) operations per pixel for any template; four times as much in float64, six times with a mask. A window
 * computed by the definition costs W·H. Allocates the result, and temporary memory.
 *
 * @param image N x M pixels.
 * @param template Finite and no larger than the image. Where the mask is not 0, its pixels must differ for `zncc`, and must not
 *   all be 0 for `ncc` and `nssd`.
 * @param options Measure and mask.
 * @throws TypeError if an input is not a plane of numbers. RangeError if a plane's size and data do not match, the template is
 *   larger than the image or not allowed for the measure, the mask has another size or a weight that is negative or not finite,
 *   or the measure is unknown.
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
  const scorer = allOrNothing(() => new TemplateScorer(prepared, measure, width, height, precision))
  try {
    const scores = zeros(scorer.columns * scorer.rows, precision)
    scorer.run(data, scores)
    return { data: scores, width: scorer.columns, height: scorer.rows }
  } finally {
    scorer.free()
  }
}
