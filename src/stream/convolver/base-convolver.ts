import { requireCount } from '../../require.js'
import type { Precision, OwnUint8Array } from '../../samples.js'
import { requireLive } from '../../wasm/heap.js'
import type { Partition } from './partition.js'
import type { StreamConvolution } from './stream-convolution.js'

/** What `Convolver` and `ConvolverMatrix` have in common for users. */
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

  /** The number of samples by which the output can lag behind the input. */
  get latency(): number {
    return this.blockSize
  }

  /** The number of samples that follow after the end of the input: K − 1 of the longest kernel that is in use or scheduled. */
  get tailLength(): number {
    return this.stream.tailLength
  }

  /** How the kernel is divided: which taps are computed directly, and which by transforms of which size. */
  get plan(): Partition {
    return this.stream.kernel.plan
  }

  /** The number of samples that `process` returns for the next chunk, if it has `chunkLength`. */
  outputLength(chunkLength: number): number {
    requireCount(chunkLength, 0, 'chunkLength')
    return this.stream.outputLength(chunkLength)
  }

  /** Forgets the input and keeps the kernels: those that were set last, even if they have not taken over yet. */
  reset(): void {
    this.requireLive()
    this.stream.reset()
  }

  /**
   * Returns the state as bytes, at any moment. Given the same kernels, `restore` resumes from them, bit for bit. They hold the last
   * inputs and nothing that can be computed from them: for each input, K samples, one more block of the longest length in `plan`
   * and one `blockSize`, plus some 300 bytes. While kernels are being exchanged, they also hold all kernels in play.
   *
   * Cost: a copy. `restore` costs little more than the constructor, as it transforms the inputs again.
   */
  snapshot(): OwnUint8Array {
    this.requireLive()
    return this.stream.snapshot(this.#kind)
  }

  /** Frees the memory. Any later call except `dispose` throws. */
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
