import {
  type Precision,
  precisionOf,
  requireCount,
  requireOneOf,
  requireSignal,
  type Samples,
  type SignalLike,
  zeros,
} from '../samples.js'
import { transformPlan } from '../transform/block-transform.js'
import { engine } from '../wasm/engine.js'
import { Block, disposedError } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { fingerprint } from './fingerprint.js'
import { findPartition, type Level, type Partition } from './partition.js'
import { Routing } from './routing.js'

/** The options that fix how a kernel is cut up and computed with. */
export interface KernelOptions {
  /** The arithmetic. Default: that of the kernel, float32 for a `Float32Array` and float64 for all else. */
  readonly precision?: Precision
  /** 0, the default: every output as soon as its input is there. n: outputs in whole blocks of n, which is faster. */
  readonly blockSize?: number
  /** Leaves the spectra to `prepare`. @internal */
  readonly isDeferred?: boolean
}

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
  /** Tells apart kernels of the same plan. @internal */
  readonly fingerprint: number
  /** The first taps. @internal */
  readonly head: Block
  /** For each level the spectra of its segments, divided by N. @internal */
  readonly spectra: readonly Block[]
  /** From one input to one output. @internal */
  readonly routing: Routing
  /** What is not transformed yet: nothing, but in a kernel that is prepared bit by bit. */
  readonly #undone: Segment[]

  /**
   * @param kernel The taps, at least one, all finite. They are copied.
   * @param options Precision and block size.
   * @throws TypeError if the kernel is no array of numbers. RangeError if it is empty or holds a value that is not
   *   finite, or if an option is out of range.
   */
  constructor(kernel: SignalLike, options: KernelOptions = {}) {
    requireSignal(kernel, 'kernel')
    const { precision = precisionOf(kernel), blockSize = 0, isDeferred = false } = options
    requireOneOf(precision, ['float32', 'float64'], 'precision')
    requireCount(blockSize, 0, 'blockSize')
    const taps = checkedTaps(kernel, precision, 'kernel')
    this.length = taps.length
    this.fingerprint = fingerprint(new Uint8Array(taps.buffer))
    this.precision = precision
    this.blockSize = blockSize
    this.plan = findPartition(taps.length, blockSize, precision)
    this.head = new Block(this.plan.headLength, precision)
    this.head.samples.set(taps.subarray(0, this.plan.headLength))
    this.spectra = this.plan.levels.map(
      ({ blockLength, count }) => new Block(2 * blockLength * count, precision),
    )
    this.#undone = this.plan.levels.flatMap((level, index) => segmentsOf(taps, level, this.spectra[index]))
    this.routing = new Routing(1, 1, [{ input: 0, output: 0, kernel: this, length: taps.length }])
    if (!isDeferred) this.prepare(Infinity)
  }

  /** How many taps `prepare` has still to transform. @internal */
  get unprepared(): number {
    return this.#undone.reduce((sum, { taps }) => sum + taps.length, 0)
  }

  /** Transforms the segments of at least `tapCount` taps more, or all of them; returns how many taps that were. @internal */
  prepare(tapCount: number): number {
    let done = 0
    while (done < tapCount) {
      const segment = this.#undone.pop()
      if (segment === undefined) break
      transformSegment(segment)
      done += segment.taps.length
    }
    return done
  }

  /** @internal */
  get isDisposed(): boolean {
    return this.head.isFree
  }

  /** Frees the memory now. The convolvers that use the kernel cannot go on. */
  dispose(): void {
    this.head.free()
    for (const block of this.spectra) block.free()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/**
 * Prepares a kernel, or returns it where it is prepared already, and as it should be.
 *
 * @throws RangeError if it was prepared with other options.
 */
export function prepareKernel(kernel: SignalLike | PreparedKernel, options: KernelOptions): PreparedKernel {
  if (!(kernel instanceof PreparedKernel)) return new PreparedKernel(kernel, options)
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
  if (kernel.length === 0) throw new RangeError(`${name} is empty: give at least one tap`)
  const taps = zeros(kernel.length, precision)
  taps.set(kernel)
  for (let k = 0; k < taps.length; k++) {
    if (Number.isFinite(taps[k])) continue
    throw new RangeError(`${name}[${k}] is ${kernel[k]}, not a finite ${precision} number: mend or remove it`)
  }
  return taps
}

/** Neighbouring taps that are transformed together, and where their spectrum goes. */
interface Segment {
  readonly taps: Samples
  readonly spectra: Block
  readonly index: number
  readonly count: number
}

function segmentsOf(taps: Samples, { start, blockLength, count }: Level, spectra: Block): Segment[] {
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * blockLength
    return { taps: taps.subarray(from, from + blockLength), spectra, index, count }
  })
}

function transformSegment({ taps, spectra, index, count }: Segment): void {
  const { precision } = spectra
  const size = taps.length
  const work = scratch(precision)
  const { samples } = work
  samples.set(taps)
  for (let k = 0; k < size; k++) samples[k] /= size
  engine(precision).forward(work, size, work, 0, transformPlan(size, precision))
  engine(precision).place(spectra, work, size, 2 * size, index, count)
}
