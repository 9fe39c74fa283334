import type { OperatorFunction } from 'rxjs'
import type { Samples, SignalLike } from '../samples.js'
import { ConvolverMatrix } from '../stream/convolver/convolver-matrix.js'
import { type ConvolverOptions, readConvolverOptions } from '../stream/convolver/convolver-options.js'
import { type KernelMatrix, type PreparedMatrix, prepareMatrix } from '../stream/convolver/prepared-matrix.js'
import { through } from './through.js'

/**
 * Convolves a stream of chunks of N channels with a matrix of kernels, and emits chunks of M channels: `ConvolverMatrix` as an
 * operator. It emits the tails when the source completes.
 *
 * @param kernels `kernels[input][output]`, with null for none; or a prepared matrix.
 * @param options Precision, block size and `initial`, as for `ConvolverMatrix`.
 * @throws TypeError, RangeError as `ConvolverMatrix`: at once for the kernels, in the stream for invalid chunks.
 * @example
 * of([[1, 0], [0, 2]]).pipe(convolveMatrix([[[1]], [[0, 1]]])) // [Float64Array [1, 0]], [Float64Array [2]]
 */
export function convolveMatrix(
  kernels: KernelMatrix | PreparedMatrix,
  options?: ConvolverOptions,
): OperatorFunction<readonly SignalLike[], Samples[]> {
  const { initial, ...kernelOptions } = readConvolverOptions(options)
  // Prepared here, once for all subscriptions, so that errors are reported at the call.
  const prepared = prepareMatrix(kernels, kernelOptions)
  return through(() => new ConvolverMatrix(prepared, { initial }))
}
