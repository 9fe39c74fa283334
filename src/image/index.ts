export type { Mode } from '../convolution/mode.js'
export type { Boundary } from './boundary.js'
export {
  chooseMethod2d,
  type ConcreteMethod2d,
  type Method2d,
  type MethodChoice2d,
} from './choose-method-2d.js'
export { convolve2d, type Convolve2dOptions, type SinglePlane } from './convolve-2d.js'
export { correlate2d } from './correlate-2d.js'
export type { Plane } from './plane.js'
export { findMatches2d } from './find-matches-2d.js'
export { FrameMatcher } from './frame-matcher.js'
export { luminance } from './luminance.js'
export type { Match2d, Match2dOptions } from './match-2d.js'
export { matchTemplate2d, type MatchTemplate2dOptions } from './match-template-2d.js'
export type { Measure2d } from './measure-2d.js'
export { Conv1d, type Conv1dOptions } from './conv-1d.js'
export { Conv2d, type Conv2dOptions, type LayerGradients } from './conv-2d.js'
export type { FeatureMaps } from './feature-maps.js'
export type { LayerShapeOptions } from './layer-shape.js'
export { maxPool, maxPoolGradient, type MaxPoolOptions } from './max-pool.js'
export type { Pair } from './pair.js'
export { relu, reluGradient } from './relu.js'
export { sgd, type Parameters } from './sgd.js'
export { convolveNd, type ConvolveNdOptions, type NdArray } from './convolve-nd.js'
