import { readSignal, requireOutput } from '../../require.js'
import {
  type PrecisionOf,
  type ResultOf,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../../samples.js'
import { BaseConvolver } from './base-convolver.js'
import { type ConvolverOptions, readConvolverOptions } from './convolver-options.js'
import { PreparedKernel, prepareKernel } from './prepared-kernel.js'
import type { Resumable } from '../resumable.js'
import { singleRouting } from './routing.js'
import { openSnapshot, type Snapshot } from '../snapshot/decode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../snapshot/restore-arguments.js'
import { optionsWith } from './saved-options.js'
import { StreamConvolution } from './stream-convolution.js'
import { type ExchangeOptions, readExchange } from './takeover.js'
import { unshared } from './unshared.js'

const NONE: readonly PreparedKernel[] = []
const NOTHING = /* @__PURE__ */ new Float32Array(0)

/**
 * Convolves a stream with a kernel, chunk by chunk.
 *
 * y[n] = Σₖ kernel[k]·x[n − k]. The results of `process`, followed by that of `flush`, are the full linear convolution
 * of all input: N + K − 1 samples, and the same bits however the input is cut into chunks. With `blockSize` 0 every
 * chunk gives as many samples as it has, without delay; with n, results come in whole blocks of n as they are complete.
 *
 * An input that is not finite makes NaN of just the K outputs in which it takes part. When the tail is out, the output is
 * exactly zero. Subnormal inputs, below 2⁻¹²⁶ (float32) or
 * 2⁻¹⁰²² (float64), count as zero, as many processors are slow with them; `convolve` takes them as they are.
 *
 * Cost: some log₂ K operations a sample (the first taps directly, the others by partitioned transforms; see `plan`).
 * Memory: some 4K numbers for each stream, besides the kernel. Allocates nothing in steady state but the results.
 *
 * @example
 * const convolver = new Convolver(Float32Array.of(1, 0.5, 0.25))
 * convolver.process(Float32Array.of(1, 0, 0, 0)) // Float32Array [1, 0.5, 0.25, 0]
 * convolver.process(Float32Array.of(2)) // Float32Array [2]
 * convolver.flush() // Float32Array [1, 0.5]
 * @see PreparedKernel for many streams with one kernel; `convolve` for whole arrays
 *
 * References: W. G. Gardner, Efficient convolution without input-output delay, J. Audio Eng. Soc. 43 (1995).
 */
export class Convolver<Kernel extends Samples = Samples>
  extends BaseConvolver
  implements Resumable<SignalLike, ResultOf<Kernel>>
{
  /** The chunk and the array for its outputs: kept here, as two arrays for every call would be garbage. */
  readonly #chunks: TypedSignal[] = []
  readonly #outs: Samples[] = []

  /**
   * @param kernel The taps, or a prepared kernel.
   * @param options Precision, block size and `initial`; the first two of a prepared kernel are fixed.
   * @throws TypeError, RangeError as `PreparedKernel`; RangeError if the options are not those of a prepared kernel.
   */
  constructor(kernel: Kernel, options?: ConvolverOptions<PrecisionOf<Kernel>>)
  /** That goes on from a snapshot. @internal */
  constructor(kernel: SignalLike | PreparedKernel, options: ConvolverOptions, snapshot: Snapshot)
  /** Of which kind the results are is not known beforehand. */
  constructor(kernel: SignalLike | PreparedKernel, options?: ConvolverOptions)
  constructor(kernel: SignalLike | PreparedKernel, options?: ConvolverOptions, snapshot?: Snapshot) {
    const { initial, ...kernelOptions } = readConvolverOptions(options)
    const prepared = prepareKernel(kernel, kernelOptions)
    const owned = prepared === kernel ? NONE : [prepared]
    super(new StreamConvolution(singleRouting(prepared), owned, initial, snapshot), 'Convolver')
  }

  /**
   * Makes a convolver that resumes where another one was when the snapshot was taken, bit for bit, in another process as
   * well. Bytes from strangers are safe to open: each number in them is checked, and no more memory is taken than they have.
   *
   * @param kernel The taps that the other one had, or the same prepared: those of the last `setKernel`, if there was one. While kernels
   *   were exchanged, any that were in play will do, as the snapshot holds them all.
   * @param rest Options, and what `snapshot` returned. Options that you leave out are those of the other one; a `blockSize` beyond 65,536
   *   is to be given.
   * @throws TypeError if these are not bytes. RangeError if they are not a snapshot, are damaged or forged, or were taken with another
   *   kernel, other options, or another binary (SIMD), which rounds differently.
   */
  static restore<Kernel extends Samples = Samples>(
    kernel: Kernel | SignalLike | PreparedKernel,
    ...rest: RestoreArguments<ConvolverOptions>
  ): Convolver<Kernel> {
    const [options, bytes] = readRestoreArguments(rest)
    const snapshot = openSnapshot(bytes, 'Convolver')
    return new Convolver<Kernel>(kernel, optionsWith(snapshot, options), snapshot)
  }

  /**
   * Takes any number of samples, and returns as many (`blockSize` 0) or as many whole blocks as are complete.
   *
   * @param chunk The samples; they are not kept.
   * @param out Where the outputs go, `outputLength(chunk.length)` samples. It may be the chunk. Default: a new array, which is yours to
   *   keep.
   * @throws TypeError if the chunk is not an array of numbers or `out` is of another kind, RangeError if `out` has another
   *   length; nothing has changed then.
   */
  process(chunk: SignalLike): ResultOf<Kernel>
  process<Out extends Samples>(chunk: SignalLike, out: Out): Out
  process(chunk: SignalLike, out?: Samples): Samples
  process(chunk: SignalLike, out?: Samples): Samples {
    this.requireLive()
    const samples = readSignal(chunk, 'chunk')
    const owed = this.stream.outputLength(samples.length)
    if (out !== undefined) requireOutput(out, 'out', owed, 'as outputLength(chunk.length) says')
    const outputs = out ?? zeros(owed, this.precision)
    this.#run(samples, outputs)
    return outputs
  }

  /** Returns all that is still owed: the tail, and the last block. Nothing if there was no input. Then resets. */
  flush(): ResultOf<Kernel> {
    this.requireLive()
    const outputs = zeros(this.stream.owed, this.precision)
    this.stream.flush([outputs])
    return outputs as ResultOf<Kernel>
  }

  /**
   * Replaces the kernel, from the next sample's output on, or from that of the sample that comes after `delay` others; with a
   * cross-fade over `fade` samples, in which the new kernel's part rises as half a cosine and the old one's falls as much.
   * The new kernel is applied to the input so far as well, of which as much is kept as the old kernel needed. Without a fade,
   * unlike kernels click. Where the kernel takes over does not depend on the chunks.
   *
   * Cost: that of preparing the kernel, and of convolving one kernel length: some 10 ms for 5 s at 48 kHz. With a delay, only
   * the taps are copied and checked in the call, and the rest is spread evenly over the samples until the takeover, so that no
   * chunk has to wait; a sixteenth of the kernel's length makes it some 1 µs for each of these. During a fade both kernels are
   * computed, and more of them where fades overlap: one with a delay waits until the fade before it is over.
   *
   * A kernel that is given while another one is on its way follows after it, and takes the place of one that would have
   * followed; with no delay it comes at once, and instead of these.
   *
   * @param kernel The taps, or a kernel prepared for the same precision and block size.
   * @param options Fade and delay.
   * @throws TypeError, RangeError as the constructor, RangeError if fade or delay is not a whole number of at least 0;
   *   nothing has changed then.
   */
  setKernel(kernel: SignalLike | PreparedKernel, options?: ExchangeOptions): void {
    this.requireLive()
    const { fade, delay } = readExchange(options)
    const { precision, blockSize } = this
    const prepared = prepareKernel(kernel, { precision, blockSize }, { isDeferred: true })
    this.stream.exchange({
      routing: singleRouting(prepared),
      owned: prepared === kernel ? NONE : [prepared],
      fade,
      delay,
    })
  }

  #run(chunk: TypedSignal, outputs: Samples): void {
    this.#outs[0] = outputs
    // Longer chunks are taken piece by piece, with outputs between.
    const isShort = chunk.length <= this.stream.pieceLength
    this.#chunks[0] = isShort ? chunk : unshared(chunk, this.#outs, this.precision)
    this.stream.process(this.#chunks, chunk.length, this.#outs)
    // They are the caller's, and are not to be kept alive.
    this.#chunks[0] = NOTHING
    this.#outs[0] = NOTHING
  }
}
