import type { Precision, Samples } from '../samples.js'
import { instance } from './module.js'

/** Vectors may be read and written past the end of a block by less than this many bytes. */
const MARGIN = 128

/**
 * The garbage collector does not see WASM memory, and would wait too long with collecting the small objects that own it.
 * So for each of so many bytes, a block holds a buffer of that size: it counts for the collector, but is never written to,
 * and so the system gives no memory for it.
 */
const BALLAST_BYTES = 2 ** 20

const ballast = /* @__PURE__ */ new WeakMap<Block, ArrayBuffer>()
let bytesWithoutBallast = 0

/** Frees the memory of a block that was collected without having been freed. */
const collected = /* @__PURE__ */ new FinalizationRegistry<number>((address) => {
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
    const bytes = length * bytesPerSample(precision) + MARGIN
    this.length = length
    this.precision = precision
    this.address = allocate(bytes)
    instance().float32.clear(this.address, bytes)
    this.#samples = view(this.address, length, precision)
    addBallast(this, bytes)
    collected.register(this, this.address, this)
  }

  /** The samples themselves, not a copy. Not to be kept: memory that grows detaches all views of it. */
  get samples(): Samples {
    if (this.isFree) throw disposedError()
    if (this.#samples.length === 0) this.#samples = view(this.address, this.length, this.precision)
    return this.#samples
  }

  get isFree(): boolean {
    return this.address === 0
  }

  /** Gives the memory back. Harmless when done twice. */
  free(): void {
    if (this.isFree) return
    collected.unregister(this)
    instance().free(this.address)
    this.address = 0
    ballast.delete(this)
  }
}

/** The address of a sample. Only this folder asks for it. */
export function addressOf(block: Block, index: number): number {
  if (block.isFree) throw disposedError()
  return block.address + index * bytesPerSample(block.precision)
}

/** What is thrown when something is used after its end. */
export function disposedError(): Error {
  return new Error('this object was disposed: make a new one')
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

/** The memory of WebAssembly ends at 4 GiB; the allocator, at blocks of 1 GiB. */
const GREATEST_BYTES = 2 ** 30 - 16

function allocate(bytes: number): number {
  try {
    if (bytes <= GREATEST_BYTES) return instance().allocate(bytes)
  } catch {
    // The allocator stops where memory cannot grow; nothing of its state has changed then.
  }
  throw new RangeError(
    `there is no memory for ${bytes} bytes more: dispose of what is no longer used, or use shorter kernels or blocks`,
  )
}

function addBallast(block: Block, bytes: number): void {
  bytesWithoutBallast += bytes
  if (bytesWithoutBallast < BALLAST_BYTES) return
  ballast.set(block, new ArrayBuffer(bytesWithoutBallast))
  bytesWithoutBallast = 0
}
