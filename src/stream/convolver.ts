import {
  copyInto,
  requireCount,
  requireOutput,
  requireSignal,
  type Precision,
  type Samples,
  type SignalLike,
  typed,
  type TypedSignal,
  zeros,
} from '../samples.js'
import { disposedError } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { ConvolutionState } from './convolution-state.js'
import { ExchangeableState } from './exchangeable-state.js'
import type { Partition } from './partition.js'
import { type KernelOptions, PreparedKernel, prepareKernel } from './prepared-kernel.js'
import type { Processor } from './processor.js'
import { decodeSnapshot } from './snapshot.js'

// The parts of the scratch block: its first half is for the spectra of a level, then follow a piece of the input and
// the outputs.
const PIECE_LENGTH = 2 ** 14
const INCOMING = 2 ** 16
const OUTGOING = INCOMING + PIECE_LENGTH
const OUTGOING_LENGTH = 2 * PIECE_LENGTH
const SPARE = OUTGOING + OUTGOING_LENGTH

/**
 * Convolves a stream with a kernel, chunk by chunk.
 *
 * y[n] = Σₖ kernel[k]·x[n − k]. The results of `process`, followed by that of `flush`, are the full linear convolution
 * of all input: N + K − 1 samples, and the same bits however the input is cut into chunks. With `blockSize` 0 every
 * chunk gives as many samples as it has, without delay; with n, results come in whole blocks of n as they are complete.
 *
 * An input that is not finite makes NaN of just the K outputs in which it takes part. When the tail is out, the output is
 * exactly zero. Inputs below 1e−30 (float32) or 1e−290 (float64) count as zero.
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
export class Convolver implements Processor<SignalLike, Samples> {
  #state: ExchangeableState
  /** The outputs in the scratch block, as long as the last ones were: made once for chunks of one length. */
  #outgoing: Samples
  #isDisposed = false

  /**
   * @param kernel The taps, or a prepared kernel.
   * @param options Precision and block size; those of a prepared kernel are fixed.
   * @throws TypeError, RangeError as `PreparedKernel`; RangeError if the options are not those of a prepared kernel.
   */
  constructor(kernel: SignalLike | PreparedKernel, options: KernelOptions = {}) {
    const state = new ConvolutionState(prepareKernel(kernel, options))
    this.#state = new ExchangeableState(state, !(kernel instanceof PreparedKernel))
    this.#outgoing = zeros(0, this.precision)
  }

  /**
   * Makes a convolver that goes on where another one was when the snapshot was taken, bit for bit, in another process as
   * well.
   *
   * @param kernel The taps the other one had, or the same prepared.
   * @param bytes What `snapshot` returned.
   * @throws TypeError if these are no bytes. RangeError if they are no snapshot, are damaged, or were taken with another
   *   kernel, or with another binary (SIMD), which rounds differently.
   */
  static restore(kernel: SignalLike | PreparedKernel, bytes: Uint8Array): Convolver {
    const snapshot = decodeSnapshot(bytes)
    const { precision, blockSize } = snapshot.header
    const convolver = new Convolver(kernel, { precision, blockSize })
    try {
      const state = ConvolutionState.restore(convolver.#state.kernel, snapshot)
      convolver.#state = convolver.#state.replaced(state)
      return convolver
    } catch (error) {
      convolver.dispose()
      throw error
    }
  }

  get precision(): Precision {
    return this.#state.kernel.precision
  }

  get blockSize(): number {
    return this.#state.kernel.blockSize
  }

  /** By how many samples the output can lag behind the input. */
  get latency(): number {
    return this.blockSize
  }

  /** How many samples follow after the end of the input: K − 1, or more while a longer kernel fades out. */
  get tailLength(): number {
    return this.#state.tailLength
  }

  /** Which taps are computed directly and which by transforms of which size. */
  get plan(): Partition {
    return this.#state.kernel.plan
  }

  /** How many samples `process` returns for the next chunk, if it has `chunkLength`. */
  outputLength(chunkLength: number): number {
    const complete = this.#state.waiting + chunkLength
    return this.blockSize === 0 ? complete : complete - (complete % this.blockSize)
  }

  /**
   * Takes any number of samples, and returns as many (`blockSize` 0) or as many whole blocks as are complete.
   *
   * @param chunk The samples; they are not kept.
   * @param out Where the outputs go, `outputLength(chunk.length)` samples; then nothing is allocated. It may be the chunk.
   *   Default: a new array, which is yours to keep.
   * @throws TypeError if the chunk is no array of numbers or `out` is of another kind, RangeError if `out` has another
   *   length; nothing has changed then.
   */
  process(chunk: SignalLike, out?: Samples): Samples {
    this.#requireLive()
    requireSignal(chunk, 'chunk')
    const samples = typed(chunk)
    const owed = this.outputLength(samples.length)
    if (out !== undefined) requireOutput(out)
    if (out !== undefined && out.length !== owed) {
      throw new RangeError(
        `out has ${out.length} samples, but the chunk completes ${owed}: give outputLength(chunk.length)`,
      )
    }
    // Long chunks are taken piece by piece, with outputs between.
    const isShared = samples.length > PIECE_LENGTH && samples.buffer === out?.buffer
    return this.#feed(isShared ? Float64Array.from(samples) : samples, samples.length, out)
  }

  /** Returns all that is still owed: the tail, and the last block. Nothing if there was no input. Then resets. */
  flush(): Samples {
    this.#requireLive()
    if (this.#state.written === 0) {
      // A kernel may be fading out already.
      this.reset()
      return zeros(0, this.precision)
    }
    const owed = this.#state.waiting + this.tailLength
    const whole = this.blockSize === 0 ? owed : Math.ceil(owed / this.blockSize) * this.blockSize
    const outputs = this.#feed(undefined, whole - this.#state.waiting)
    this.reset()
    return outputs.length === owed ? outputs : outputs.slice(0, owed)
  }

  /** Forgets the input and keeps the kernel. */
  reset(): void {
    this.#requireLive()
    this.#state = this.#state.replaced(new ConvolutionState(this.#state.kernel))
  }

  /**
   * Replaces the kernel, from the next sample's output on: at once, or with a cross-fade over `fade` samples, in which
   * the new kernel's part rises as half a cosine and the old one's falls as much. The new kernel is applied to the input
   * so far as well, of which as much is kept as the old kernel needed. Without a fade, unlike kernels click.
   *
   * Cost: that of preparing the kernel, and of convolving one kernel length; during a fade both kernels are computed.
   *
   * @param next The taps, or a kernel prepared for the same precision and block size.
   * @param options `fade`: the length of the cross-fade in samples. Default 0.
   * @throws TypeError, RangeError as the constructor, RangeError if the fade is not a whole number of at least 0; nothing
   *   has changed then.
   */
  setKernel(next: SignalLike | PreparedKernel, options: { readonly fade?: number } = {}): void {
    this.#requireLive()
    const { fade = 0 } = options
    requireCount(fade, 0, 'fade')
    const kernel = prepareKernel(next, { precision: this.precision, blockSize: this.blockSize })
    this.#state.exchange(kernel, kernel !== next, fade)
  }

  /**
   * Returns all of the state as bytes: with the kernel, `restore` goes on from them. Cost: a copy of the state, which has
   * some 4K numbers.
   *
   * @throws Error while a kernel fades out: take the snapshot later.
   */
  snapshot(): Uint8Array<ArrayBuffer> {
    this.#requireLive()
    return this.#state.snapshot()
  }

  /** Gives the memory back. To use the convolver afterwards is an error. */
  dispose(): void {
    this.#isDisposed = true
    this.#state.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #requireLive(): void {
    if (this.#isDisposed) throw disposedError()
  }

  /** Takes `length` samples of a chunk, or zeros, and returns the outputs that are complete then. */
  #feed(chunk: TypedSignal | undefined, length: number, out?: Samples): Samples {
    const block = scratch(this.precision)
    const owed = this.outputLength(length)
    const result = owed > OUTGOING_LENGTH ? (out ?? zeros(owed, this.precision)) : undefined
    let filled = 0
    for (let from = 0; from < length; from += PIECE_LENGTH) {
      const count = Math.min(PIECE_LENGTH, length - from)
      if (chunk === undefined) block.samples.fill(0, INCOMING, INCOMING + count)
      else copyInto(block.samples, INCOMING, chunk, from, from + count)
      filled = this.#run(count, result, filled)
    }
    if (result !== undefined) return result
    if (out === undefined) return block.samples.slice(OUTGOING, OUTGOING + owed)
    if (this.#outgoing.length !== owed || this.#outgoing.buffer !== block.samples.buffer) {
      this.#outgoing = block.samples.subarray(OUTGOING, OUTGOING + owed)
    }
    out.set(this.#outgoing)
    return out
  }

  /** Takes the piece in the scratch block; returns how many outputs there are then. */
  #run(count: number, result: Samples | undefined, filled: number): number {
    const block = scratch(this.precision)
    const most = this.blockSize === 0 ? this.#state.lag : this.blockSize
    for (let done = 0; done < count;) {
      const run = Math.min(most - this.#state.waiting, count - done)
      this.#state.push(block, INCOMING + done, run)
      done += run
      if (this.blockSize === 0 || this.#state.waiting === this.blockSize) filled = this.#take(result, filled)
    }
    return filled
  }

  /** Takes all outputs that wait, into the result or else into the scratch block; returns how many there are then. */
  #take(result: Samples | undefined, filled: number): number {
    const block = scratch(this.precision)
    while (this.#state.waiting > 0) {
      const count = Math.min(this.#state.waiting, PIECE_LENGTH)
      if (result === undefined) this.#state.pull(block, OUTGOING + filled, count, SPARE)
      else {
        this.#state.pull(block, OUTGOING, count, SPARE)
        result.set(block.samples.subarray(OUTGOING, OUTGOING + count), filled)
      }
      filled += count
    }
    return filled
  }
}
