import type { OperatorFunction } from 'rxjs'
import type { ComplexSamples, ComplexSignal } from '../complex.js'
import type { SignalLike } from '../samples.js'
import { ComplexConvolver } from '../stream/convolver/complex-convolver.js'
import { ComplexKernel } from '../stream/convolver/complex-kernel.js'
import { type ConvolverOptions, readConvolverOptions } from '../stream/convolver/convolver-options.js'
import { through } from './through.js'

/**
 * Convolves a stream of chunks of complex samples, `{ re, im }`, with a kernel: `ComplexConvolver` as an operator. It emits the tail when
 * the source completes.
 *
 * @param kernel The taps: `{ re, im }`, or an array of real ones.
 * @param options Precision, block size and `initial`, as for `ComplexConvolver`.
 * @throws TypeError, RangeError as `ComplexConvolver`: at the call for the kernel, in the stream for invalid chunks.
 * @example
 * of({ re: [1], im: [0] }).pipe(convolveComplex({ re: [0], im: [1] })) // { re: Float64Array [0], im: Float64Array [1] }
 */
export function convolveComplex(
  kernel: SignalLike | ComplexSignal,
  options?: ConvolverOptions,
): OperatorFunction<ComplexSignal, ComplexSamples> {
  const { initial, ...kernelOptions } = readConvolverOptions(options)
  // Prepared here, once for all subscriptions, so that an invalid kernel throws at the call.
  const prepared = new ComplexKernel(kernel, kernelOptions)
  return through(() => new ComplexConvolver(prepared, { initial }))
}
