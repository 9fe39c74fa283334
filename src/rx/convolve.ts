import { isObservable, type Observable, type OperatorFunction } from 'rxjs'
import { type OptionNames, readOptions, readSignal, withNames } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import {
  CONVOLVER_OPTIONS,
  type ConvolverOptions,
  readConvolverOptions,
} from '../stream/convolver/convolver-options.js'
import { Convolver } from '../stream/convolver/convolver.js'
import { PreparedKernel, prepareKernel } from '../stream/convolver/prepared-kernel.js'
import { EXCHANGE_OPTIONS, type ExchangeOptions, readExchange } from '../stream/convolver/takeover.js'
import { unhurriedDelay } from '../stream/convolver/unhurried-delay.js'
import { throughLatest } from './through-latest.js'
import { through } from './through.js'

/** What a stream can be convolved with: taps, or taps prepared already (which many streams can share). */
export type Kernel = SignalLike | PreparedKernel

/** The options of `convolve`. */
export interface ConvolveStreamOptions extends ConvolverOptions {
  /** Over how many samples each kernel of an Observable fades into the next one. Default 0: none. */
  readonly fade?: number
  /**
   * After how many samples each kernel but the first takes over; until then it is prepared, bit by bit. Default: a sixteenth of
   * its length, so that no chunk has to wait.
   */
  readonly delay?: number
}

const OPTIONS: OptionNames<ConvolveStreamOptions> = /* @__PURE__ */ withNames(
  CONVOLVER_OPTIONS,
  EXCHANGE_OPTIONS,
)

/**
 * Convolves a stream of chunks with a kernel: `Convolver` as an operator. All that is emitted, one behind the other, is
 * the full linear convolution (unless `initial` is 'first'); the tail comes when the source completes.
 *
 * Where the kernel is an Observable, its first kernel starts the stream (the source is subscribed to then), and each
 * further one takes over as `Convolver.setKernel` lets it: `delay` samples after the last chunk before it, over `fade`
 * samples. The stream ends with the source, whether or not more kernels could come.
 *
 * @param kernel The taps, a prepared kernel, or an Observable of either.
 * @param options Precision, block size and `initial`, as for `Convolver`; `fade` and `delay`. Read once, at the call.
 * @throws TypeError, RangeError as `Convolver`, at once for a fixed kernel; in the stream for an Observable, also when
 *   it completes without a kernel, and for chunks that are not arrays of numbers.
 * @example
 * from([[1, 0], [0, 2]]).pipe(convolve([1, 0.5])) // Float64Array [1, 0.5], [0, 2], [1]
 */
export function convolve(
  kernel: Kernel | Observable<Kernel>,
  options?: ConvolveStreamOptions,
): OperatorFunction<SignalLike, Samples> {
  const { fade, delay, ...others } = readOptions(options, OPTIONS)
  const exchange = { ...(fade !== undefined && { fade }), ...(delay !== undefined && { delay }) }
  readExchange(exchange)
  const { initial, ...kernelOptions } = readConvolverOptions(others)
  if (isObservable(kernel)) return convolveWithLatest(kernel, { ...kernelOptions, initial }, exchange)
  // Prepared here: once for all subscriptions, and what is wrong with it is reported where it was given.
  const prepared = prepareKernel(kernel, kernelOptions)
  return through(() => new Convolver(prepared, { initial }))
}

function convolveWithLatest(
  kernel$: Observable<Kernel>,
  options: ConvolverOptions,
  { fade = 0, delay }: ExchangeOptions,
): OperatorFunction<SignalLike, Samples> {
  return throughLatest(
    kernel$,
    (kernel) => new Convolver(kernel, options),
    (convolver, kernel) => {
      const taps = kernel instanceof PreparedKernel ? kernel : readSignal(kernel, 'kernel')
      convolver.setKernel(taps, { fade, delay: delay ?? unhurriedDelay(taps.length) })
    },
  )
}
