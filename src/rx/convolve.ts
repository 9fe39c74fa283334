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

/** A kernel for `convolve`: taps, or a prepared kernel, which many streams can share. */
export type Kernel = SignalLike | PreparedKernel

/** The options of `convolve`. */
export interface ConvolveStreamOptions extends ConvolverOptions {
  /** The number of samples over which each kernel of an Observable fades into the next one. Default 0: no fade. */
  readonly fade?: number
  /**
   * The number of samples after which each kernel but the first takes over. Until then it is prepared in small steps. Default: a
   * sixteenth of its length, so that no chunk has to wait.
   */
  readonly delay?: number
}

const OPTIONS: OptionNames<ConvolveStreamOptions> = /* @__PURE__ */ withNames(
  CONVOLVER_OPTIONS,
  EXCHANGE_OPTIONS,
)

/**
 * Convolves a stream of chunks with a kernel: `Convolver` as an operator. The concatenated results are the full linear convolution
 * (unless `initial` is 'first'). The tail is emitted when the source completes.
 *
 * If the kernel is an Observable, the source is subscribed to when it emits its first kernel. Each further kernel takes over as
 * with `Convolver.setKernel`: `delay` samples after the last chunk before it, over `fade` samples. The stream ends with the source,
 * even if more kernels could come.
 *
 * @param kernel The taps, a prepared kernel, or an Observable of either.
 * @param options Precision, block size and `initial`, as for `Convolver`; `fade` and `delay`. Read once, at the call.
 * @throws TypeError, RangeError as `Convolver`, at once for a fixed kernel; in the stream for an Observable, also if it completes
 *   without a kernel, and for chunks that are not arrays of numbers.
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
  // Prepared here, once for all subscriptions, so that errors are reported at the call.
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
