import type { Precision, Samples } from '../samples.js'
import type { Instance } from './instance.js'
import { instance } from './module.js'

/** Vectors may be read and written past the end of a block by less than this many bytes. */
const MARGIN = 128

/** WebAssembly addresses 4 GiB. Blocks use neither the first page nor the last. */
const GREATEST_BYTES = 2 ** 32 - 2 ** 17

/**
 * The garbage collector does not see WASM memory, and would collect the small objects that own it too late. So for every full
 * multiple of this size, a block holds a buffer of this size. The collector counts the buffer, but nobody writes to it, so the
 * system does not provide memory for it.
 */
const BALLAST_BYTES = 2 ** 20

const ballast = /* @__PURE__ */ new WeakMap<Block, ArrayBuffer>()
let bytesWithoutBallast = 0

/** The bytes of all blocks that are neither freed nor collected. */
let heldBytes = 0

interface Allocation {
  readonly address: number
  readonly bytes: number
}

/** Frees the memory of a block that was collected without having been freed. Some hosts do not report what they collect. */
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
   * @param details `isBare`: the memory is not cleared, and the garbage collector is not told its size, as both take time. For
   *   callers that fill and free the block themselves, where every microsecond counts.
   * @throws RangeError if there is no memory for it. Nothing has changed then.
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

  /** The samples themselves, not a copy. Do not keep the view: growing the memory detaches all views. */
  get samples(): Samples {
    requireLive(this.isFree)
    if (this.#samples.length === 0) this.#samples = view(this.address, this.length, this.precision)
    return this.#samples
  }

  get isFree(): boolean {
    return this.address === 0
  }

  /** Frees the memory. Calling it twice is harmless. */
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
 * Runs `make`. If it throws, frees the blocks made meanwhile, so that none are left behind if there is no memory for the last one.
 * Make blocks that others will share with `lasting`.
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

/** Runs `make`, whose blocks stay even if an `allOrNothing` around it fails. For blocks that are kept for later use. */
export function lasting<Result>(make: () => Result): Result {
  const outer = made
  made = undefined
  try {
    return allOrNothing(make)
  } finally {
    made = outer
  }
}

/**
 * The first index from `at` on that lies as large arrays of hosts do: 16 bytes after a multiple of 32. Copy between such places: glibc
 * copies by `rep movsb`, and AMD's processors are ten times slower at it if the target lies less than 32 bytes after the source modulo a
 * page, as it does for ever if rows are as long as pages.
 */
export function copyPlace(block: Block, at: number): number {
  const bytes = bytesPerSample(block.precision)
  return at + ((48 - (addressOf(block, at) % 32)) % 32) / bytes
}

/** By how many samples `copyPlace` moves an index, at most. */
export const COPY_MARGIN = 8

/** The address of a sample. For this folder only. */
export function addressOf(block: Block, index: number): number {
  requireLive(block.isFree)
  return block.address + index * bytesPerSample(block.precision)
}

let kept = new Uint32Array(0)

/** All of the memory as words of four bytes. For this folder only. Do not keep them: growing the memory detaches them. */
export function words(): Uint32Array {
  if (kept.length === 0) kept = new Uint32Array(instance().memory.buffer)
  return kept
}

/** Throws if an object is used after `dispose`. */
export function requireLive(isDisposed: boolean): void {
  if (isDisposed) throw disposedError()
}

function disposedError(): Error {
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
    return engine.allocate(bytes) >>> 0 // WebAssembly passes addresses as signed numbers.
  } catch {
    // Some hosts trap when they refuse memory. Nothing has changed then.
    return 0
  }
}

function giveBack({ address, bytes }: Allocation): void {
  instance().free(address)
  heldBytes -= bytes
}

function memoryError(bytes: number): RangeError {
  return new RangeError(
    `there is no memory for ${bytes} more bytes, because ${heldBytes} of at most ${GREATEST_BYTES} bytes are in use: ` +
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
    // Without memory for it, the host merely collects later.
  }
  bytesWithoutBallast = 0
}
