import type { Precision, Samples } from '../samples.js'
import { instance } from './module.js'

/** Vectors may be read and written past the end of a block by less than this many bytes. */
const MARGIN = 128

/** Frees the memory of a block that was collected without having been freed. */
const collected = new FinalizationRegistry<number>((address) => {
  instance().free(address)
})

/**
 * A block of WASM memory that holds samples, zero at first. The memory is freed by `free`, or when the block is
 * garbage-collected.
 */
export class Block {
  /** In bytes. 0 once the block is free. */
  address: number
  readonly length: number
  readonly precision: Precision
  #samples: Samples

  constructor(length: number, precision: Precision) {
    this.length = length
    this.precision = precision
    this.address = instance().allocate(length * bytesPerSample(precision) + MARGIN)
    this.#samples = view(this.address, length, precision)
    new Uint8Array(instance().memory.buffer, this.address, length * bytesPerSample(precision) + MARGIN).fill(
      0,
    )
    collected.register(this, this.address, this)
  }

  /** The samples themselves, not a copy. Not to be kept: memory that grows detaches all views of it. */
  get samples(): Samples {
    if (this.#samples.length === 0) this.#samples = view(this.address, this.length, this.precision)
    return this.#samples
  }

  /** Gives the memory back. Harmless when done twice. */
  free(): void {
    if (this.address === 0) return
    collected.unregister(this)
    instance().free(this.address)
    this.address = 0
  }
}

/** The address of a sample. Only this folder asks for it. */
export function addressOf(block: Block, index: number): number {
  if (block.address === 0) throw new Error('this object was disposed: make a new one')
  return block.address + index * bytesPerSample(block.precision)
}

export function bytesPerSample(precision: Precision): 4 | 8 {
  return precision === 'float32' ? 4 : 8
}

function view(address: number, length: number, precision: Precision): Samples {
  const { buffer } = instance().memory
  return precision === 'float32'
    ? new Float32Array(buffer, address, length)
    : new Float64Array(buffer, address, length)
}
