import { requireOutput } from '../require.js'
import { type Precision, precisionOf, type Samples, type TypedSignal, zeros } from '../samples.js'
import type { Method } from './choose-method.js'
import { convolution } from './convolution.js'
import { type Edges, extended } from './edges.js'
import type { Extent } from './mode.js'
import { requireRepresentable } from './require-representable.js'

/** A computation for `convolve` or `correlate`. */
export interface ConvolutionTask {
  readonly signal: TypedSignal
  readonly kernel: TypedSignal
  /** The name of the kernel in messages. */
  readonly name: string
  /** The part of the full result that is returned. With edges other than 'zero', it is as long as the signal. */
  readonly extent: Extent
  readonly edges: Edges
  readonly method: Method
  readonly out: Samples | undefined
  /** The reason for the length of the result, for messages. */
  readonly what: string
}

/** Computes a part of the full convolution in the precision of the signal, into `out` if it is given. */
export function convolveExtent(task: ConvolutionTask): Samples {
  const { signal, kernel, extent, result, precision } = preparedExtent(task)
  if (extent.length > 0) convolution(signal, kernel, extent, result, precision, task.method)
  return result
}

/** What is left to compute: signal and kernel convolved, within an extent. */
export interface PreparedExtent {
  readonly signal: TypedSignal
  readonly kernel: TypedSignal
  readonly extent: Extent
  /** Receives the results. */
  readonly result: Samples
  readonly precision: Precision
}

/** Checks a task, and extends the signal as its edges need it. */
export function preparedExtent(task: ConvolutionTask): PreparedExtent {
  const { edges, extent, out } = task
  if (task.kernel.length === 0) throw new RangeError(`${task.name} must have at least one tap, got none`)
  if (out !== undefined) requireOutput(out, 'out', extent.length, task.what)
  const precision = precisionOf(task.signal)
  const signal = unshared(task.signal, out, precision)
  const kernel = unshared(task.kernel, out, precision)
  requireRepresentable(kernel, precision, task.name)
  const result = out ?? zeros(extent.length, precision)
  if (edges === 'zero' || signal.length === 0) return { signal, kernel, extent, result, precision }
  // Extend the signal by the samples that outputs need beyond its ends, and compute mode 'valid' of it.
  const before = kernel.length - 1 - extent.start
  const longer = extended(signal, edges, before, extent.start, precision)
  return { signal: longer, kernel, extent: { ...extent, start: kernel.length - 1 }, result, precision }
}

/** Returns a copy of the input if it shares memory with the output, else the input itself. */
function unshared(signal: TypedSignal, out: Samples | undefined, precision: Precision): TypedSignal {
  if (signal.buffer !== out?.buffer) return signal
  const copy = zeros(signal.length, precision)
  copy.set(signal)
  return copy
}
