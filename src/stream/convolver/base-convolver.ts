import { requireCount } from '../../require.js'
import type { Precision, OwnUint8Array } from '../../samples.js'
import { requireLive } from '../../wasm/heap.js'
import type { Partition } from './partition.js'
import type { StreamConvolution } from './stream-convolution.js'

/** What `Convolver` and `ConvolverMatrix` show alike. */
export abstract class BaseConvolver {
  /** @internal */
  protected readonly stream: StreamConvolution
  readonly #kind: string
  #isDisposed = false

  /** @internal */
  constructor(stream: StreamConvolution, kind: string) {
    this.stream = stream
    this.#kind = kind
  }

  get precision(): Precision {
    return this.stream.kernel.precision
  }

  get blockSize(): number {
    return this.stream.kernel.blockSize
  }

  /** By how many samples the output can lag behind the input. */
  get latency(): number {
    return this.blockSize
  }

  /** How many samples follow after the end of the input: K − 1 of the longest kernel that is, or will be, heard. */
  get tailLength(): number {
    return this.stream.tailLength
  }

  /** Which taps are computed directly and which by transforms of which size. */
  get plan(): Partition {
    return this.stream.kernel.plan
  }

  /** How many samples `process` gives for the next chunk, if it has `chunkLength`. */
  outputLength(chunkLength: number): number {
    requireCount(chunkLength, 0, 'chunkLength')
    return this.stream.outputLength(chunkLength)
  }

  /** Forgets the input and keeps what it is convolved with: what came last, even if it has not taken over yet. */
  reset(): void {
    this.requireLive()
    this.stream.reset()
  }

  /**
   * Returns the state as bytes, at any moment. Given the same kernels, `restore` resumes from them, bit for bit. They hold the last
   * inputs, and not what follows from these: for each input, K samples and those of one more block of the longest kind in `plan`,
   * and of one `blockSize`; and some 300 bytes. While kernels are exchanged, they hold all kernels in play, too.
   *
   * Cost: a copy. `restore` costs little more than the constructor, as it transforms the inputs again.
   */
  snapshot(): OwnUint8Array {
    this.requireLive()
    return this.stream.snapshot(this.#kind)
  }

  /** Gives the memory back. To use it afterwards is an error. */
  dispose(): void {
    this.#isDisposed = true
    this.stream.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** @internal */
  protected requireLive(): void {
    requireLive(this.#isDisposed)
    this.stream.requireKernels()
  }
}
