import { requireCount, requireOneOf, requireSignal } from '../require.js'
import { type Precision, precisionOf, type Samples, type SignalLike, typed, zeros } from '../samples.js'
import { transformPlan } from '../transform/block-transform.js'
import { engine, SPECIAL } from '../wasm/engine.js'
import { Block, disposedError } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { fingerprint } from './fingerprint.js'
import { findPartition, type Partition } from './partition.js'

/** The options that fix how a kernel is cut up and computed with. */
export interface KernelOptions {
  /** The arithmetic. Default: that of the kernel, float32 for a `Float32Array` and float64 for all else. */
  readonly precision?: Precision
  /** 0, the default: every output as soon as its input is there. n: outputs in whole blocks of n, which is faster. */
  readonly blockSize?: number
}

/** What else fixes how a kernel is made, inside of the package. */
export interface KernelDetails {
  /** Leaves the spectra to `prepare`. */
  readonly isDeferred?: boolean
  /** So many taps, with zeros behind those that are given; of a matrix, at least so many. */
  readonly length?: number
  /** What messages call the taps. */
  readonly name?: string
  /** The partition, of a kernel that gets its head and spectra from elsewhere, and no taps. */
  readonly plan?: Partition
}

/** What fixes how a kernel is cut up. */
export interface KernelPlan {
  readonly length: number
  readonly precision: Precision
  readonly blockSize: number
  readonly plan: Partition
}

const NO_TAPS = /* @__PURE__ */ new Float32Array(0)

/**
 * A kernel made ready for streaming: its partition, its first taps, and the spectra of the others. It is immutable and
 * may serve any number of `Convolver`s at once, which then hold its memory only once.
 *
 * Cost: about that of convolving K samples. Memory: at most 2K numbers.
 *
 * @example
 * const kernel = new PreparedKernel(Float32Array.of(0.25, 0.5, 0.25))
 * const [left, right] = [new Convolver(kernel), new Convolver(kernel)]
 * @see Convolver
 */
export class PreparedKernel {
  /** The number of taps, K. */
  readonly length: number
  readonly precision: Precision
  readonly blockSize: number
  /** How the taps are computed with. */
  readonly plan: Partition
  /** The first taps. @internal */
  readonly head: Block
  /** For each level the spectra of its segments, divided by N. @internal */
  readonly spectra: readonly Block[]
  /** The taps, and the segments of them that are not transformed yet. Free, and none, but in a kernel that is prepared bit by bit. */
  readonly #taps: Block
  readonly #undone: Segment[]
  #fingerprint: number | undefined

  /**
   * @param kernel The taps, at least one, all finite. They are copied.
   * @param options Precision and block size.
   * @throws TypeError if the kernel is no array of numbers. RangeError if it is empty or holds a value that is not
   *   finite, or if an option is out of range.
   */
  constructor(kernel: SignalLike, options?: KernelOptions)
  /** With details that are not for users. @internal */
  constructor(kernel: SignalLike, options: KernelOptions, details: KernelDetails)
  constructor(kernel: SignalLike, options: KernelOptions = {}, details: KernelDetails = {}) {
    const { name = 'kernel', isDeferred = false, plan } = details
    const isBare = plan !== undefined
    requireSignal(kernel, name)
    const { length = kernel.length } = details
    const { precision = precisionOf(kernel), blockSize = 0 } = options
    requireOneOf(precision, ['float32', 'float64'], 'precision')
    requireCount(blockSize, 0, 'blockSize')
    this.length = length
    this.precision = precision
    this.blockSize = blockSize
    this.plan = plan ?? findPartition(this.length, blockSize, precision)
    this.#taps = isBare ? new Block(0, precision) : tapBlock(kernel, length, precision, name)
    this.head = new Block(this.plan.headLength, precision, { isBare })
    this.spectra = this.plan.levels.map(
      ({ blockLength, count }) => new Block(2 * blockLength * count, precision, { isBare }),
    )
    this.#undone = isBare ? [] : segmentsOf(this.plan)
    if (!isBare) this.head.samples.set(this.#taps.samples.subarray(0, this.plan.headLength))
    if (!isDeferred) this.prepare(Infinity)
  }

  /** A kernel whose head and spectra are filled in later, by who has them. @internal */
  static planned({ length, precision, blockSize, plan }: KernelPlan): PreparedKernel {
    return new PreparedKernel(NO_TAPS, { precision, blockSize }, { length, plan })
  }

  /** Tells apart kernels of the same plan, in this binary: a checksum of all that is computed with. @internal */
  get fingerprint(): number {
    return (this.#fingerprint ??= fingerprintOf([this.head, ...this.spectra]))
  }

  /** How many taps `prepare` has still to transform. @internal */
  get unprepared(): number {
    return this.#undone.reduce((sum, { level }) => sum + this.plan.levels[level].blockLength, 0)
  }

  /** Transforms the segments of at least `tapCount` taps more, or all of them; returns how many taps that were. @internal */
  prepare(tapCount: number): number {
    let done = 0
    while (done < tapCount) {
      const segment = this.#undone.pop()
      if (segment === undefined) break
      done += this.#transform(segment)
    }
    if (this.#undone.length === 0) this.#taps.free()
    return done
  }

  /** @internal */
  get isDisposed(): boolean {
    return this.head.isFree
  }

  /** Frees the memory now. The convolvers that use the kernel cannot go on. */
  dispose(): void {
    for (const block of [this.#taps, this.head, ...this.spectra]) block.free()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Puts the spectrum of a segment, divided by N, where it belongs; returns how many taps it has. */
  #transform({ level, index }: Segment): number {
    const { start, blockLength, count } = this.plan.levels[level]
    const { precision } = this
    const work = scratch(precision)
    const plan = transformPlan(blockLength, precision)
    engine(precision).forward(work, 0, this.#taps, start + index * blockLength, plan)
    engine(precision).place(this.spectra[level], work, 0, 2 * blockLength, index, count, 1 / blockLength)
    return blockLength
  }
}

function segmentsOf({ levels }: Partition): Segment[] {
  return levels.flatMap(({ count }, level) => Array.from({ length: count }, (_, index) => ({ level, index })))
}

/** Neighbouring taps that are transformed together: the level, and which segment of it. */
interface Segment {
  readonly level: number
  readonly index: number
}

/**
 * Prepares a kernel, or returns it where it is prepared already, and as it should be.
 *
 * @throws RangeError if it was prepared with other options.
 */
export function prepareKernel(
  kernel: SignalLike | PreparedKernel,
  options: KernelOptions,
  details: KernelDetails = {},
): PreparedKernel {
  if (!(kernel instanceof PreparedKernel)) return new PreparedKernel(kernel, options, details)
  if (kernel.isDisposed) throw disposedError()
  const { precision = kernel.precision, blockSize = kernel.blockSize } = options
  if (precision === kernel.precision && blockSize === kernel.blockSize) return kernel
  throw new RangeError(
    `the kernel was prepared for ${kernel.precision} and blockSize ${kernel.blockSize}, ` +
      `but ${precision} and blockSize ${blockSize} are wanted: prepare it with these`,
  )
}

/** A copy of the taps, which are at least one and finite; `name` is what messages call them. */
export function checkedTaps(kernel: SignalLike, precision: Precision, name: string): Samples {
  requireTaps(kernel, name)
  const taps = zeros(kernel.length, precision)
  taps.set(kernel)
  requireFinite(taps, kernel, name)
  return taps
}

/** The taps in the memory of the engine, checked by it: half a millisecond sooner than here for 5 s of them. */
function tapBlock(kernel: SignalLike, length: number, precision: Precision, name: string): Block {
  requireTaps(kernel, name)
  const taps = typed(kernel)
  const block = new Block(length, precision)
  block.samples.set(taps)
  if (engine(precision).ingest(block, 0, block, 0, taps.length) !== SPECIAL) return block
  try {
    requireFinite(block.samples, kernel, name)
    return block
  } catch (error) {
    block.free()
    throw error
  }
}

function requireTaps(kernel: SignalLike, name: string): void {
  if (kernel.length === 0) throw new RangeError(`${name} is empty: give at least one tap`)
}

/** @param kernel As it was given, for the message. */
function requireFinite(taps: Samples, kernel: SignalLike, name: string): void {
  const precision = precisionOf(taps)
  for (let k = 0; k < taps.length; k++) {
    if (Number.isFinite(taps[k])) continue
    throw new RangeError(`${name}[${k}] is ${kernel[k]}, not a finite ${precision} number: mend or remove it`)
  }
}

function fingerprintOf(blocks: readonly Block[]): number {
  const prints = blocks.map(({ samples }) =>
    fingerprint(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
  )
  return fingerprint(new Uint8Array(Uint32Array.from(prints).buffer))
}
