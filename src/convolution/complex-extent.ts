import type { ComplexSamples } from '../complex.js'
import { type TypedSignal, zeros } from '../samples.js'
import type { Method } from './choose-method.js'
import { complexConvolution } from './complex-convolution.js'
import { convolveExtent } from './convolve-extent.js'
import { type Edges, extended } from './edges.js'
import type { Extent } from './mode.js'
import type { Parts } from '../read-complex.js'
import { requireRepresentable } from './require-representable.js'

/** As `ConvolutionTask`, for complex signals: signal, kernel or both are complex. */
export interface ComplexTask {
  readonly signal: Parts
  readonly kernel: Parts
  /** The name of the kernel in messages. */
  readonly name: string
  readonly extent: Extent
  readonly edges: Edges
  readonly method: Method
}

/** As `convolveExtent`, for complex signals. If one input is real, the parts of the other are convolved separately. */
export function complexExtent(task: ComplexTask): ComplexSamples {
  const { signal, kernel, extent, edges, name } = task
  const { precision } = signal
  const real = (x: TypedSignal, taps: TypedSignal, part: string) =>
    convolveExtent({ ...task, signal: x, kernel: taps, name: part, out: undefined, what: '' })
  if (kernel.im === undefined && signal.im !== undefined) {
    return { re: real(signal.re, kernel.re, name), im: real(signal.im, kernel.re, name) }
  }
  if (kernel.re.length === 0) throw new RangeError(`${name} must have at least one tap, got none`)
  const taps = { re: kernel.re, im: kernel.im ?? zeros(kernel.re.length, precision) }
  if (signal.im === undefined) {
    return { re: real(signal.re, taps.re, `${name}.re`), im: real(signal.re, taps.im, `${name}.im`) }
  }
  requireRepresentable(taps.re, precision, `${name}.re`)
  requireRepresentable(taps.im, precision, `${name}.im`)
  const out = { re: zeros(extent.length, precision), im: zeros(extent.length, precision) }
  const isExtended = edges !== 'zero' && signal.re.length > 0
  const before = taps.re.length - 1 - extent.start
  const put = (part: TypedSignal): TypedSignal =>
    isExtended ? extended(part, edges, before, extent.start, precision) : part
  const start = isExtended ? taps.re.length - 1 : extent.start
  const inputs = { re: put(signal.re), im: put(signal.im) }
  complexConvolution(inputs, taps, { ...extent, start }, out, precision, task.method)
  return out
}
