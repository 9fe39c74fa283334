import { type Mode, MODES } from '../../convolution/mode.js'
import { type OptionNames, requireCount, requireNumber, requireOneOf } from '../../require.js'
import { BOUNDARIES, type Boundary } from '../plane/boundary.js'
import { type Method2d, METHODS_2D } from './method-2d.js'
import { readSides, type Sides } from '../plane/padding.js'

/** The options of `convolve2d` and `correlate2d`. */
export interface Convolve2dOptions {
  /** Which part of the full result is returned. Default 'full'. */
  readonly mode?: Mode
  /**
   * Used instead of a mode: extends the image by this many pixels on each side, as the boundary says, and computes every output
   * for which the kernel lies wholly inside. 'same-upper' is TensorFlow's 'SAME' (ONNX's SAME_UPPER): with stride s it gives
   * ⌈n/s⌉ outputs, and odd padding has its extra pixel on the right and at the bottom.
   */
  readonly padding?: Sides | 'same-upper'
  /** What lies beyond the edges of the image. Default 'fill'. */
  readonly boundary?: Boundary
  /** The value that 'fill' fills with. Default 0. */
  readonly fillValue?: number
  /** Computes only every n-th row and column of the result. Default 1. */
  readonly stride?: number
  /** The distance between neighbouring taps of the kernel. Default 1. */
  readonly dilation?: number
  /** The method of computation. Default 'auto': the fastest by the estimates of `chooseMethod2d`. */
  readonly method?: Method2d
  /**
   * The relative error, ‖kernel − column·row‖/‖kernel‖, that you accept in the kernel for the speed of a separable one. Default
   * 0: rounding only.
   */
  readonly approximation?: number
}

/** The names of `Convolve2dOptions`. */
export const CONVOLVE_2D_OPTIONS: OptionNames<Convolve2dOptions> = {
  mode: true,
  padding: true,
  boundary: true,
  fillValue: true,
  stride: true,
  dilation: true,
  method: true,
  approximation: true,
}

/** Throws unless each given option has an allowed value. */
export function requireConvolve2dOptions(options: Convolve2dOptions): void {
  const { mode = 'full', boundary = 'fill', fillValue = 0, stride = 1, dilation = 1 } = options
  const { method = 'auto', approximation = 0 } = options
  requireOneOf(mode, MODES, 'mode')
  requirePadding(options)
  requireOneOf(boundary, BOUNDARIES, 'boundary')
  requireNumber(fillValue, 'fillValue')
  requireCount(stride, 1, 'stride')
  requireCount(dilation, 1, 'dilation')
  requireOneOf(method, METHODS_2D, 'method')
  requireNumber(approximation, 'approximation')
  if (!(approximation >= 0 && approximation < 1)) {
    throw new RangeError(`approximation must be a number from 0 to less than 1, got ${approximation}`)
  }
}

function requirePadding({ mode, padding }: Convolve2dOptions): void {
  if (padding === undefined) return
  if (mode !== undefined)
    throw new RangeError(`padding must not be given together with a mode, got mode '${mode}'`)
  if (typeof padding === 'string') requireOneOf(padding, ['same-upper'], 'padding')
  else readSides(padding, 'padding')
}
