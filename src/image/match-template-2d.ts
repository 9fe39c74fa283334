import { requireOneOf, type Samples, typed, zeros } from '../samples.js'
import { planePrecisionOf, type SinglePlane } from './convolve-2d.js'
import { type Measure2d, MEASURES_2D } from './measure-2d.js'
import { type Plane, requirePlane } from './plane.js'
import { prepareTemplate2d } from './template-2d.js'
import { TemplateScorer } from './template-scorer.js'

/** The options of `matchTemplate2d`. */
export interface MatchTemplate2dOptions {
  /** Default 'zncc'. */
  readonly measure?: Measure2d
  /** Weights of the template's pixels, at least 0, in a plane of its size. Default: 1 everywhere. */
  readonly mask?: Plane
}

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
  options: MatchTemplate2dOptions = {},
): Plane<Samples> {
  const { measure = 'zncc', mask } = options
  requirePlane(image, 'image')
  requireOneOf(measure, MEASURES_2D, 'measure')
  const prepared = prepareTemplate2d(template, mask, measure)
  const data = typed(image.data)
  const precision = planePrecisionOf(data)
  const scorer = new TemplateScorer(prepared, measure, image.width, image.height, precision)
  try {
    const scores = zeros(scorer.columns * scorer.rows, precision)
    scorer.run(data, scores)
    return { data: scores, width: scorer.columns, height: scorer.rows }
  } finally {
    scorer.free()
  }
}
