import type { ComplexSamples, ComplexSignal } from '../../complex.js'
import { readParts, requireComplexOutput } from '../../read-complex.js'
import { type PrecisionOf, type ResultOf, type Samples, type SignalLike, zeros } from '../../samples.js'
import type { Resumable } from '../resumable.js'
import { openSnapshot, type Snapshot } from '../snapshot/decode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../snapshot/restore-arguments.js'
import { BaseConvolver } from './base-convolver.js'
import { ComplexKernel } from './complex-kernel.js'
import { type ConvolverOptions, readConvolverOptions } from './convolver-options.js'
import { optionsWith } from './saved-options.js'
import { StreamConvolution } from './stream-convolution.js'
import { type ExchangeOptions, readExchange } from './takeover.js'
import { unshared } from './unshared.js'

type AnyKernel = SignalLike | ComplexSignal

/**
 * Convolves a stream of complex samples, such as a radio signal or an analytic one, with a kernel, chunk by chunk.
 *
 * y[n] = Σₖ kernel[k]·x[n − k], with x = re + i·im. The kernel is complex or, as in most filters, real. Everything else is
 * as in `Convolver`: the same bits for any chunking, no delay with `blockSize` 0, and the tail from `flush`. A non-finite value in either
 * part makes NaN of both parts of the K outputs that it reaches, and of no others; with a real kernel, only of its own part. (This is a
 * separate class, as its chunks and results have another type.)
 *
 * Cost: that of two `Convolver`s, with twice as many products of spectra if the kernel is complex. Each part is transformed once each
 * way, as in a `ConvolverMatrix` [[re, im], [−im, re]]. Memory: that of two `Convolver`s; a complex kernel takes three times that of
 * one part. Allocates nothing in steady state but the results and short lists.
 *
 * @example
 * // y[n] = i·x[n] + x[n − 1]
 * const convolver = new ComplexConvolver({ re: [0, 1], im: [1, 0] })
 * convolver.process({ re: [1, 0], im: [0, 2] }) // { re: Float64Array [0, -1], im: Float64Array [1, 0] }
 * convolver.flush() // { re: Float64Array [0], im: Float64Array [2] }
 * @see Convolver for real streams; `convolve` for whole arrays
 */
export class ComplexConvolver<Part extends Samples = Samples>
  extends BaseConvolver
  implements Resumable<ComplexSignal, ComplexSamples<ResultOf<Part>>>
{
  /**
   * @param kernel The taps: `{ re, im }`, or an array of real ones. At least one, all finite. They are copied.
   * @param options Precision (default: float32 if all taps are in `Float32Array`s, else float64), block size and `initial`, as for
   *   `Convolver`.
   * @throws TypeError if the kernel is not an array of numbers or `{ re, im }`, or an option is of the wrong kind or unknown. RangeError
   *   if the parts of the kernel differ in length, if it is empty or holds a value that is not finite in this precision, or if an option
   *   is out of range.
   */
  constructor(kernel: Part | ComplexSamples<Part>, options?: ConvolverOptions<PrecisionOf<Part>>)
  /** With a prepared kernel, which may be shared, or to continue from a snapshot. @internal */
  constructor(kernel: AnyKernel | ComplexKernel, options: ConvolverOptions, snapshot?: Snapshot)
  /** The type of the results is not known at compile time. */
  constructor(kernel: AnyKernel, options?: ConvolverOptions)
  constructor(kernel: AnyKernel | ComplexKernel, options?: ConvolverOptions, snapshot?: Snapshot) {
    const { initial, ...kernelOptions } = readConvolverOptions(options)
    const isReady = kernel instanceof ComplexKernel
    const { routing } = isReady ? kernel : new ComplexKernel(kernel, kernelOptions)
    super(
      new StreamConvolution(routing, isReady ? [] : routing.kernels, initial, snapshot),
      'ComplexConvolver',
    )
  }

  /**
   * Makes a convolver that continues where another one was when the snapshot was taken, as `Convolver.restore` does.
   *
   * @param kernel The taps of the other one: those of the last `setKernel`, if there was one.
   * @param rest Options, and what `snapshot` returned, as with `Convolver.restore`.
   * @throws TypeError, RangeError as `Convolver.restore`.
   */
  static restore<Part extends Samples = Samples>(
    kernel: Part | ComplexSamples<Part> | AnyKernel,
    ...rest: RestoreArguments<ConvolverOptions>
  ): ComplexConvolver<Part> {
    const [options, bytes] = readRestoreArguments(rest)
    const snapshot = openSnapshot(bytes, 'ComplexConvolver')
    return new ComplexConvolver<Part>(kernel, optionsWith(snapshot, options), snapshot)
  }

  /**
   * Takes any number of samples, and returns as many (`blockSize` 0), or all whole blocks that are complete.
   *
   * @param chunk The samples, two arrays of one length; they are not kept.
   * @param out Where the outputs go: arrays of `outputLength(length)` samples, which may be those of the chunk. Default: new arrays,
   *   which are yours to keep.
   * @throws TypeError if the chunk is not `{ re, im }` with arrays of numbers, or `out` is of another kind. RangeError if the
   *   lengths do not fit; nothing has changed then.
   */
  process(chunk: ComplexSignal): ComplexSamples<ResultOf<Part>>
  process<Out extends ComplexSamples>(chunk: ComplexSignal, out: Out): Out
  process(chunk: ComplexSignal, out?: ComplexSamples): ComplexSamples
  process(chunk: ComplexSignal, out?: ComplexSamples): ComplexSamples {
    this.requireLive()
    const { re, im } = readParts(chunk, 'chunk')
    const { length } = re
    const owed = this.stream.outputLength(length)
    if (out !== undefined) requireComplexOutput(out, owed, 'as outputLength(chunk.re.length) says')
    const result = out ?? this.#newOutputs(owed)
    const outputs = [result.re, result.im]
    // Longer chunks are processed in pieces, and outputs are written after each.
    const isShort = length <= this.stream.pieceLength
    const parts = isShort ? [re, im] : [re, im].map((part) => unshared(part, outputs, this.precision))
    this.stream.process(parts, length, outputs)
    return result
  }

  /** Returns all that is still owed: the tail, and the last block. Nothing if there was no input. Then resets. */
  flush(): ComplexSamples<ResultOf<Part>> {
    this.requireLive()
    const result = this.#newOutputs(this.stream.owed)
    this.stream.flush([result.re, result.im])
    return result
  }

  /**
   * Replaces the kernel, as `Convolver.setKernel` does: at once or after a delay, with or without a cross-fade.
   *
   * @param kernel The taps, complex or real.
   * @param options Fade and delay.
   * @throws TypeError, RangeError as the constructor, RangeError if fade or delay is not a whole number of at least 0; nothing
   *   has changed then.
   */
  setKernel(kernel: AnyKernel, options?: ExchangeOptions): void {
    this.requireLive()
    const { fade, delay } = readExchange(options)
    const { precision, blockSize } = this
    const { routing } = new ComplexKernel(kernel, { precision, blockSize }, { isDeferred: true })
    this.stream.exchange({ routing, owned: routing.kernels, fade, delay })
  }

  #newOutputs(length: number): ComplexSamples<ResultOf<Part>> {
    const zeroes = (): ResultOf<Part> => zeros(length, this.precision) as ResultOf<Part>
    return { re: zeroes(), im: zeroes() }
  }
}
