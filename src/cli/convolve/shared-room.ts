import type { Precision, Samples } from '../../samples.js'
import { BLOCK_SIZE, type BlockKernels } from './block-kernels.js'
import type { SharedChunk } from './group-thread.js'

/** Room in shared memory for a chunk and its outputs. It is reused for other chunks, and grows if necessary. */
export class SharedRoom {
  readonly #inputCount: number
  readonly #outputCount: number
  readonly #precision: Precision
  #length = -1
  #inputs: readonly Samples[] = []
  #outputs: readonly Samples[] = []

  constructor({ kernels, precision }: BlockKernels) {
    this.#inputCount = kernels.length
    this.#outputCount = kernels[0].length
    this.#precision = precision
  }

  /** Stores a chunk. There is room for all outputs that it can complete: its own, and those of a block. */
  put(chunk: readonly Samples[]): SharedChunk {
    const { length } = chunk[0]
    if (length > this.#length) {
      this.#length = length
      this.#inputs = this.#arrays(this.#inputCount, length)
      this.#outputs = this.#arrays(this.#outputCount, length + BLOCK_SIZE)
    }
    const inputs = this.#inputs.map((samples) => samples.subarray(0, length))
    for (const [i, samples] of inputs.entries()) samples.set(chunk[i])
    return { inputs, outputs: this.#outputs }
  }

  #arrays(count: number, length: number): Samples[] {
    return Array.from({ length: count }, () =>
      this.#precision === 'float32'
        ? new Float32Array(new SharedArrayBuffer(4 * length))
        : new Float64Array(new SharedArrayBuffer(8 * length)),
    )
  }
}
