import {
  defer,
  endWith,
  exhaustMap,
  filter,
  Observable,
  type OperatorFunction,
  takeWhile,
  throwIfEmpty,
} from 'rxjs'
import type { Samples, SignalLike } from '../samples.js'
import { Convolver } from '../stream/convolver.js'
import type { KernelOptions, PreparedKernel } from '../stream/prepared-kernel.js'
import { through } from './through.js'

/** What a stream can be convolved with: taps, or taps prepared already (which many streams can share). */
export type Kernel = SignalLike | PreparedKernel

/**
 * Convolves a stream of chunks with a kernel: `Convolver` as an operator. All that is emitted, one behind the other, is
 * the full linear convolution; the tail comes when the source completes.
 *
 * Where the kernel is an Observable, its first kernel starts the stream (the source is subscribed to then), and each
 * further one replaces the kernel between two chunks, as `Convolver.setKernel` does. The stream ends with the source,
 * whether or not more kernels could come.
 *
 * @param kernel The taps, a prepared kernel, or an Observable of either.
 * @param options Precision and block size, as for `Convolver`.
 * @throws TypeError, RangeError as `Convolver`, at once for a fixed kernel; in the stream for an Observable, also when
 *   it completes without a kernel, and for chunks that are no arrays of numbers.
 * @example
 * from([[1, 0], [0, 2]]).pipe(convolve([1, 0.5])) // Float64Array [1, 0.5], [0, 2], [1]
 */
export function convolve(
  kernel: Kernel | Observable<Kernel>,
  options: KernelOptions = {},
): OperatorFunction<SignalLike, Samples> {
  if (kernel instanceof Observable) return convolveWithLatest(kernel, options)
  // Made once to report what is wrong with the arguments where they are given, not at some later subscription.
  new Convolver(kernel, options).dispose()
  return through(() => new Convolver(kernel, options))
}

function convolveWithLatest(
  kernel$: Observable<Kernel>,
  options: KernelOptions,
): OperatorFunction<SignalLike, Samples> {
  return (source) =>
    defer(() => {
      let convolver: Convolver | undefined
      return kernel$.pipe(
        throwIfEmpty(
          () => new RangeError('the Observable of kernels completed without one: let it emit a kernel'),
        ),
        filter((kernel) => {
          convolver?.setKernel(kernel)
          return convolver === undefined
        }),
        exhaustMap((kernel) =>
          source.pipe(
            through(() => (convolver = new Convolver(kernel, options))),
            endWith(null),
          ),
        ),
        takeWhile((result) => result !== null),
      )
    })
}
