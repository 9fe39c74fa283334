import { requireOutput } from '../require.js'
import { type Precision, precisionOf, type Samples, type TypedSignal, zeros } from '../samples.js'
import type { Method } from './choose-method.js'
import { convolution } from './convolution.js'
import { type Edges, extended } from './edges.js'
import type { Extent } from './mode.js'
import { requireRepresentable } from './require-representable.js'

/** What `convolve` and `correlate` have computed. */
export interface ConvolutionTask {
  readonly signal: TypedSignal
  readonly kernel: TypedSignal
  /** What messages call the kernel. */
  readonly name: string
  /** The part of the full result that is returned. With edges that are not zero, one as long as the signal. */
  readonly extent: Extent
  readonly edges: Edges
  readonly method: Method
  readonly out: Samples | undefined
  /** Why the result has its length, for messages. */
  readonly what: string
}

/** Computes a part of the full convolution in the precision of the signal, into `out` if there is one. */
export function convolveExtent(task: ConvolutionTask): Samples {
  const { edges, method, extent, out } = task
  if (task.kernel.length === 0) throw new RangeError(`${task.name} must have at least one tap, got none`)
  if (out !== undefined) requireOutput(out, 'out', extent.length, task.what)
  const precision = precisionOf(task.signal)
  const signal = unshared(task.signal, out, precision)
  const kernel = unshared(task.kernel, out, precision)
  requireRepresentable(kernel, precision, task.name)
  const result = out ?? zeros(extent.length, precision)
  if (extent.length === 0) return result
  if (edges === 'zero' || signal.length === 0) {
    convolution(signal, kernel, extent, result, precision, method)
    return result
  }
  // The samples that take part in any output: mode 'valid' of a longer signal.
  const before = kernel.length - 1 - extent.start
  const longer = extended(signal, edges, before, extent.start, precision)
  convolution(longer, kernel, { ...extent, start: kernel.length - 1 }, result, precision, method)
  return result
}

/** A copy of an input that shares its memory with the output, else the input itself. */
function unshared(signal: TypedSignal, out: Samples | undefined, precision: Precision): TypedSignal {
  if (signal.buffer !== out?.buffer) return signal
  const copy = zeros(signal.length, precision)
  copy.set(signal)
  return copy
}
