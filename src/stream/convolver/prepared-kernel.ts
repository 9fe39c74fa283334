import { type OptionNames, readOptions, requireCount, requirePrecision } from '../../require.js'
import { type Precision, precisionOf, type SignalLike } from '../../samples.js'
import { transformPlan } from '../../transform/block-transform.js'
import { allOrNothing, Block, bytesPerSample, requireLive } from '../../wasm/heap.js'
import { place } from '../../wasm/spectrum.js'
import { forward } from '../../wasm/transform.js'
import { scratch } from '../../wasm/workspace.js'
import { fingerprint } from '../snapshot/fingerprint.js'
import { impossibleState } from '../snapshot/impossible-state.js'
import { resumed } from '../snapshot/resumed.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { readTaps, tapBlock } from './kernel-taps.js'
import { findPartition, type Partition } from './partition.js'

/** The options that determine how a kernel is divided and computed. */
export interface KernelOptions {
  /** The arithmetic. Default: 'float32' if the kernel is a `Float32Array`, else 'float64'. */
  readonly precision?: Precision
  /** 0, the default: every output is returned with its input. n: outputs are returned in whole blocks of n, which is faster. */
  readonly blockSize?: number
}

export const KERNEL_OPTIONS: OptionNames<KernelOptions> = { precision: true, blockSize: true }

/** The options, read once and checked. */
export function readKernelOptions(options: KernelOptions | undefined): KernelOptions {
  const read = readOptions(options, KERNEL_OPTIONS)
  const { precision, blockSize } = read
  if (precision !== undefined) requirePrecision(precision)
  if (blockSize !== undefined) requireCount(blockSize, 0, 'blockSize')
  return read
}

/** What else determines how a kernel is prepared, for use within the package. */
export interface KernelDetails {
  /** Leaves the spectra to `prepare`. */
  readonly isDeferred?: boolean
  /** The number of taps, including zeros after those that are given; for a matrix, the least number. */
  readonly length?: number
  /** The name of the taps in messages. */
  readonly name?: string
  /** The partition of a kernel that is given its head and spectra, and no taps. */
  readonly plan?: Partition
}

/** What determines how a kernel is divided. */
export interface KernelPlan {
  readonly length: number
  readonly precision: Precision
  readonly blockSize: number
  readonly plan: Partition
}

const NO_TAPS = /* @__PURE__ */ new Float32Array(0)

/**
 * A kernel prepared for streaming: its partition, its first taps, and the spectra of the others. It is immutable, and any number of
 * `Convolver`s can share it and its memory.
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
  /** How the taps are divided: which are computed directly, and which by transforms. */
  readonly plan: Partition
  /** The first taps. @internal */
  readonly head: Block
  /** For each level, the spectra of its segments, divided by N. @internal */
  readonly spectra: readonly Block[]
  /** The taps, and the segments of them that are not transformed yet. Only a kernel that is prepared in steps has any. */
  readonly #taps: Block
  readonly #undone: Segment[]
  #fingerprint: number | undefined

  /**
   * @param kernel The taps, at least one, all finite. They are copied.
   * @param options Precision and block size.
   * @throws TypeError if the kernel is not an array of numbers, or an option is of another kind or unknown. RangeError if the
   *   kernel is empty or has a value that is not finite in this precision, or if an option is out of range.
   */
  constructor(kernel: SignalLike, options?: KernelOptions)
  /** With details that are not for users. @internal */
  constructor(kernel: SignalLike, options: KernelOptions | undefined, details: KernelDetails)
  constructor(kernel: SignalLike, options?: KernelOptions, details: KernelDetails = {}) {
    const { precision = precisionOf(kernel), blockSize = 0 } = readKernelOptions(options)
    const { name = 'kernel', isDeferred = false } = details
    const isPlanned = details.plan !== undefined
    const taps = isPlanned ? NO_TAPS : readTaps(kernel, name)
    const { length = taps.length, plan = findPartition(length, blockSize, precision) } = details
    this.length = length
    this.precision = precision
    this.blockSize = blockSize
    this.plan = plan
    // A kernel with a given plan also gets the tables of its transforms.
    if (!isPlanned) makeTables(plan, precision)
    const blocks = allOrNothing(() => ({
      taps: isPlanned ? new Block(0, precision) : tapBlock(taps, length, precision, name),
      ...blocksOf(plan, precision, isPlanned),
    }))
    this.#taps = blocks.taps
    this.head = blocks.head
    this.spectra = blocks.spectra
    this.#undone = isPlanned ? [] : segmentsOf(plan)
    if (!isPlanned) this.head.samples.set(this.#taps.samples.subarray(0, plan.headLength))
    if (!isDeferred) this.prepare(Infinity)
  }

  /** A kernel whose head and spectra are filled in later. @internal */
  static planned({ length, precision, blockSize, plan }: KernelPlan): PreparedKernel {
    return new PreparedKernel(NO_TAPS, { precision, blockSize }, { length, plan })
  }

  /** Writes the head and the spectra, or the taps if they are not all transformed yet. @internal */
  save(writer: SnapshotWriter): void {
    const isUnprepared = this.#undone.length > 0
    writer.flag(isUnprepared)
    for (const block of isUnprepared ? [this.#taps] : [this.head, ...this.spectra]) {
      writer.samples(block.samples)
    }
  }

  /** Reads what `save` wrote. @internal */
  static load(
    reader: SnapshotReader,
    { length, precision, blockSize }: Omit<KernelPlan, 'plan'>,
  ): PreparedKernel {
    if (reader.flag()) {
      const taps = reader.newSamples(length, precision)
      if (!taps.every(Number.isFinite)) throw impossibleState()
      return new PreparedKernel(taps, { precision, blockSize })
    }
    const plan = findPartition(length, blockSize, precision)
    const lengths = [plan.headLength, ...plan.levels.map(({ blockLength, count }) => 2 * blockLength * count)]
    reader.require(lengths.reduce((sum, one) => sum + one, 0) * bytesPerSample(precision))
    const kernel = PreparedKernel.planned({ length, precision, blockSize, plan })
    return resumed(kernel, () => {
      for (const block of [kernel.head, ...kernel.spectra]) reader.samples(block.samples)
    })
  }

  /** Distinguishes kernels of the same plan, in this binary: a checksum of the head and the spectra. @internal */
  get fingerprint(): number {
    return (this.#fingerprint ??= fingerprintOf([this.head, ...this.spectra]))
  }

  /** The number of taps that `prepare` still has to transform. @internal */
  get unprepared(): number {
    return this.#undone.reduce((sum, { level }) => sum + this.plan.levels[level].blockLength, 0)
  }

  /**
   * Transforms the segments of at least `tapCount` more taps, or all that are left. Returns the number of taps transformed.
   * @internal
   */
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

  /** Frees the memory now. Convolvers that use the kernel cannot continue. */
  dispose(): void {
    for (const block of [this.#taps, this.head, ...this.spectra]) block.free()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Stores the spectrum of a segment, divided by N. Returns the number of its taps. */
  #transform({ level, index }: Segment): number {
    const { start, blockLength, count } = this.plan.levels[level]
    const { precision } = this
    const work = scratch(precision)
    const plan = transformPlan(blockLength, precision)
    forward(work, 0, this.#taps, start + index * blockLength, plan)
    place(this.spectra[level], work, 0, 2 * blockLength, index, count, 1 / blockLength)
    return blockLength
  }
}

function segmentsOf({ levels }: Partition): Segment[] {
  return levels.flatMap(({ count }, level) => Array.from({ length: count }, (_, index) => ({ level, index })))
}

/** Neighbouring taps that are transformed together: the level, and the index of the segment in it. */
interface Segment {
  readonly level: number
  readonly index: number
}

/**
 * Prepares a kernel, or returns it if it is already prepared with these options.
 *
 * @throws RangeError if it was prepared with other options.
 */
export function prepareKernel(
  kernel: SignalLike | PreparedKernel,
  options: KernelOptions | undefined,
  details: KernelDetails = {},
): PreparedKernel {
  if (!(kernel instanceof PreparedKernel)) return new PreparedKernel(kernel, options, details)
  requirePrepared(kernel, 'kernel', options)
  return kernel
}

/**
 * Throws unless a kernel, or a matrix of them, was prepared for these options and has not been disposed of.
 *
 * @param name Its name in messages.
 */
export function requirePrepared(
  kernel: { readonly precision: Precision; readonly blockSize: number; readonly isDisposed: boolean },
  name: string,
  options: KernelOptions | undefined,
): void {
  const { precision = kernel.precision, blockSize = kernel.blockSize } = readKernelOptions(options)
  requireLive(kernel.isDisposed)
  if (precision === kernel.precision && blockSize === kernel.blockSize) return
  throw new RangeError(
    `${name} must be prepared for ${precision} and blockSize ${blockSize}, ` +
      `got one for ${kernel.precision} and blockSize ${kernel.blockSize}: prepare it with these options`,
  )
}

/** Allocates what `prepare` needs, so that it allocates nothing itself. */
function makeTables({ levels }: Partition, precision: Precision): void {
  scratch(precision)
  for (const { blockLength } of levels) transformPlan(blockLength, precision)
}

/** Memory for the head and the spectra of a kernel. */
function blocksOf(
  { headLength, levels }: Partition,
  precision: Precision,
  isBare: boolean,
): { readonly head: Block; readonly spectra: readonly Block[] } {
  const lengths = levels.map(({ blockLength, count }) => 2 * blockLength * count)
  const [head, ...spectra] = [headLength, ...lengths].map(
    (length) => new Block(length, precision, { isBare }),
  )
  return { head, spectra }
}

function fingerprintOf(blocks: readonly Block[]): number {
  const prints = blocks.map(({ samples }) =>
    fingerprint(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
  )
  return fingerprint(new Uint8Array(Uint32Array.from(prints).buffer))
}
