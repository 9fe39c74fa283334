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
