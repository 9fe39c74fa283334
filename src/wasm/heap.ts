import type { Precision, Samples } from '../samples.js'
import type { Instance } from './instance.js'
import { instance } from './module.js'

/** Vectors may be read and written past the end of a block by less than this many bytes. */
const MARGIN = 128

/** WebAssembly addresses 4 GiB. The first page, and the last one, are not for blocks. */
const GREATEST_BYTES = 2 ** 32 - 2 ** 17

/**
 * The garbage collector does not see WASM memory, and would wait too long with collecting the small objects that own it.
 * So for each of so many bytes, a block holds a buffer of that size: it counts for the collector, but is never written to,
 * and so the system gives no memory for it.
 */
const BALLAST_BYTES = 2 ** 20

const ballast = /* @__PURE__ */ new WeakMap<Block, ArrayBuffer>()
let bytesWithoutBallast = 0

/** What blocks hold that are neither freed nor collected. */
let heldBytes = 0

interface Allocation {
  readonly address: number
  readonly bytes: number
}

/** Frees the memory of a block that was collected without having been freed. Some hosts tell nobody what they collect. */
const collected =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : /* @__PURE__ */ new FinalizationRegistry<Allocation>(giveBack)

/** The blocks made so far within the innermost `allOrNothing`. */
let made: Block[] | undefined

/**
 * A block of WASM memory that holds samples, zero at first. The memory is freed by `free`, or when the block is
 * garbage-collected.
 */
export class Block {
  /** In bytes. 0 once the block is free. */
  address: number
  readonly length: number
  readonly precision: Precision
  #allocation: Allocation | undefined
  #samples: Samples

  /**
   * @param details Whether it is bare: it may hold any samples at first, and the garbage collector is not told how much memory it has.
   *   For who fills and frees it, and must not be held up.
   * @throws RangeError if there is no memory for it; nothing has changed then.
   */
  constructor(length: number, precision: Precision, { isBare = false }: { readonly isBare?: boolean } = {}) {
    this.length = length
    this.precision = precision
    this.#allocation = allocate(length * bytesPerSample(precision) + MARGIN, isBare)
    this.address = this.#allocation.address
    this.#samples = view(this.address, length, precision)
    if (!isBare) addBallast(this, this.#allocation.bytes)
    collected?.register(this, this.#allocation, this)
    made?.push(this)
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
    if (this.#allocation === undefined) return
    collected?.unregister(this)
    giveBack(this.#allocation)
    this.#allocation = undefined
    this.address = 0
    ballast.delete(this)
  }
}

/**
 * Runs `make`, and if it throws, frees the blocks that were made meanwhile: whoever makes several blocks leaves none behind
 * when there is no memory for the last of them. Blocks that others share from then on are made by `lasting`.
 */
export function allOrNothing<Result>(make: () => Result): Result {
  const outer = made
  const mine: Block[] = []
  made = mine
  try {
    const result = make()
    for (const block of mine) outer?.push(block)
    return result
  } catch (error) {
    for (const block of mine) block.free()
    throw error
  } finally {
    made = outer
  }
}

/** Runs `make`, whose blocks stay whatever becomes of an `allOrNothing` around it: for what is kept for later use. */
export function lasting<Result>(make: () => Result): Result {
  const outer = made
  made = undefined
  try {
    return allOrNothing(make)
  } finally {
    made = outer
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

function allocate(bytes: number, isBare: boolean): Allocation {
  const address = bytes <= GREATEST_BYTES ? reserve(instance(), bytes) : 0
  if (address === 0) throw memoryError(bytes)
  if (!isBare) instance().zero(address)
  heldBytes += bytes
  return { address, bytes }
}

function reserve(engine: Instance, bytes: number): number {
  try {
    return engine.allocate(bytes)
  } catch {
    // A host may stop the engine where it refuses memory. Nothing has changed then.
    return 0
  }
}

function giveBack({ address, bytes }: Allocation): void {
  instance().free(address)
  heldBytes -= bytes
}

function memoryError(bytes: number): RangeError {
  return new RangeError(
    `there is no memory for ${bytes} bytes more, as ${heldBytes} of at most ${GREATEST_BYTES} bytes are in use: ` +
      'dispose of what is no longer needed (in a loop that never awaits, garbage keeps its memory), ' +
      'or use shorter kernels or blocks',
  )
}

function addBallast(block: Block, bytes: number): void {
  bytesWithoutBallast += bytes
  if (bytesWithoutBallast < BALLAST_BYTES) return
  try {
    ballast.set(block, new ArrayBuffer(bytesWithoutBallast))
  } catch {
    // A host without room for it collects later, that is all.
  }
  bytesWithoutBallast = 0
}
