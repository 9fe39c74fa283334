import {
  defer,
  endWith,
  exhaustMap,
  filter,
  isObservable,
  type Observable,
  type OperatorFunction,
  takeWhile,
  throwIfEmpty,
} from 'rxjs'
import { requireCount, type Samples, type SignalLike } from '../samples.js'
import { Convolver } from '../stream/convolver.js'
import { type KernelOptions, type PreparedKernel, prepareKernel } from '../stream/prepared-kernel.js'
import { through } from './through.js'

/** What a stream can be convolved with: taps, or taps prepared already (which many streams can share). */
export type Kernel = SignalLike | PreparedKernel

/** The options of `convolve`. */
export interface ConvolveOptions extends KernelOptions {
  /** Over how many samples each kernel of an Observable fades into the next one. Default 0: at once. */
  readonly fade?: number
}

/**
 * Convolves a stream of chunks with a kernel: `Convolver` as an operator. All that is emitted, one behind the other, is
 * the full linear convolution; the tail comes when the source completes.
 *
 * Where the kernel is an Observable, its first kernel starts the stream (the source is subscribed to then), and each
 * further one takes over between two chunks, as `Convolver.setKernel` lets it, over `fade` samples. The stream ends with
 * the source, whether or not more kernels could come.
 *
 * @param kernel The taps, a prepared kernel, or an Observable of either.
 * @param options Precision and block size, as for `Convolver`, and `fade`.
 * @throws TypeError, RangeError as `Convolver`, at once for a fixed kernel; in the stream for an Observable, also when
 *   it completes without a kernel, and for chunks that are no arrays of numbers.
 * @example
 * from([[1, 0], [0, 2]]).pipe(convolve([1, 0.5])) // Float64Array [1, 0.5], [0, 2], [1]
 */
export function convolve(
  kernel: Kernel | Observable<Kernel>,
  options: ConvolveOptions = {},
): OperatorFunction<SignalLike, Samples> {
  requireCount(options.fade ?? 0, 0, 'fade')
  if (isObservable(kernel)) return convolveWithLatest(kernel, options)
  // Prepared here: once for all subscriptions, and what is wrong with it is reported where it was given.
  const prepared = prepareKernel(kernel, options)
  return through(() => new Convolver(prepared))
}

function convolveWithLatest(
  kernel$: Observable<Kernel>,
  options: ConvolveOptions,
): OperatorFunction<SignalLike, Samples> {
  return (source) =>
    defer(() => {
      let convolver: Convolver | undefined
      return kernel$.pipe(
        throwIfEmpty(
          () => new RangeError('the Observable of kernels completed without one: let it emit a kernel'),
        ),
        filter((kernel) => {
          convolver?.setKernel(kernel, { fade: options.fade ?? 0 })
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
