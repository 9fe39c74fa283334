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
 * y[n] = Σₖ kernel[k]·x[n − k]. The results of `process`, followed by that of `flush`, are the full linear convolution of the whole
 * input: N + K − 1 samples, with the same bits however the input is cut into chunks. With `blockSize` 0, `process` returns as many
 * samples as it is given, without delay. With `blockSize` n, it returns whole blocks of n samples once they are complete.
 *
 * A non-finite input makes NaN of exactly the K outputs that read it. After the tail, the output is exactly zero. Subnormal inputs,
 * below 2⁻¹²⁶ (float32) or 2⁻¹⁰²² (float64), count as zero because many CPUs are slow with them; `convolve` takes them as they are.
 *
 * Cost: some log₂ K operations per sample (the first taps directly, the others by partitioned transforms; see `plan`). Memory: some
 * 4K numbers for each stream, besides the kernel. In steady state, allocates only the results.
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
  /** The chunk and the array for its outputs. They are kept here so that calls create no garbage. */
  readonly #chunks: TypedSignal[] = []
  readonly #outs: Samples[] = []

  /**
   * @param kernel The taps, or a prepared kernel.
   * @param options Precision, block size and `initial`; the first two of a prepared kernel are fixed.
   * @throws TypeError, RangeError as `PreparedKernel`; RangeError if the options are not those of a prepared kernel.
   */
  constructor(kernel: Kernel, options?: ConvolverOptions<PrecisionOf<Kernel>>)
  /** Continues from a snapshot. @internal */
  constructor(kernel: SignalLike | PreparedKernel, options: ConvolverOptions, snapshot: Snapshot)
  /** The type of the results is not known at compile time. */
  constructor(kernel: SignalLike | PreparedKernel, options?: ConvolverOptions)
  constructor(kernel: SignalLike | PreparedKernel, options?: ConvolverOptions, snapshot?: Snapshot) {
    const { initial, ...kernelOptions } = readConvolverOptions(options)
    const prepared = prepareKernel(kernel, kernelOptions)
    const owned = prepared === kernel ? NONE : [prepared]
    super(new StreamConvolution(singleRouting(prepared), owned, initial, snapshot), 'Convolver')
  }

  /**
   * Makes a convolver that continues where another one was when the snapshot was taken, bit for bit, even in another process.
   * Untrusted bytes are safe to restore: every number in them is checked, and no more memory is allocated than they account for.
   *
   * @param kernel The kernel of the other one, prepared or not: that of the last `setKernel`, if there was one. If kernels were
   *   being exchanged, any of those in play will do, because the snapshot holds them all.
   * @param rest Options, and what `snapshot` returned. Options that you leave out are those of the other one; a `blockSize` beyond
   *   65,536 must be given.
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
   * Takes any number of samples, and returns as many (`blockSize` 0) or all whole blocks that are complete.
   *
   * @param chunk The samples; they are not kept.
   * @param out Receives the outputs, `outputLength(chunk.length)` samples. It may be the chunk itself. Default: a new array, which
   *   is yours to keep.
   * @throws TypeError if the chunk is not an array of numbers or `out` is of another kind, RangeError if `out` has the wrong
   *   length. Nothing has changed then.
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

  /** Returns the rest of the output, the last block and the tail; nothing if there was no input. Then resets. */
  flush(): ResultOf<Kernel> {
    this.requireLive()
    const outputs = zeros(this.stream.owed, this.precision)
    this.stream.flush([outputs])
    return outputs as ResultOf<Kernel>
  }

  /**
   * Replaces the kernel, from the output of the next sample on, or `delay` samples later. With `fade`, the old and the new kernel
   * cross-fade over that many samples, along half a cosine; without it, different kernels click. The new kernel also applies to
   * past input, as far back as the old kernel needed it. The sample at which the kernel takes over does not depend on the chunking.
   *
   * Cost: preparing the kernel and convolving one kernel length, some 10 ms for 5 s at 48 kHz. With a delay, the call only copies
   * and checks the taps; the rest of the work is spread evenly over the samples until the takeover, so that no chunk has to wait. A
   * delay of a sixteenth of the kernel's length costs some 1 µs per sample. During a fade both kernels are computed, and more of
   * them if fades overlap. A kernel with a delay waits until the fade before it is over.
   *
   * If another kernel is already scheduled, the new one follows it, and replaces any that was waiting to follow. Without a delay,
   * the new kernel takes over at once and replaces all scheduled ones.
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
    // Longer chunks are taken piece by piece, and outputs are written in between.
    const isShort = chunk.length <= this.stream.pieceLength
    this.#chunks[0] = isShort ? chunk : unshared(chunk, this.#outs, this.precision)
    this.stream.process(this.#chunks, chunk.length, this.#outs)
    // They belong to the caller and must not be kept alive.
    this.#chunks[0] = NOTHING
    this.#outs[0] = NOTHING
  }
}
