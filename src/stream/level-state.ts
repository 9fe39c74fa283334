import { transformPlan } from '../transform/block-transform.js'
import { type Engine, engine, type TransformPlan } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { isSpread, type Level } from './partition.js'
import type { PreparedKernel } from './prepared-kernel.js'

/** The partitions that are multiplied and summed in one go where the work is spread. A multiple of four. */
const PARTITIONS_AT_A_TIME = 4

/**
 * One level of a partitioned convolution: the spectra of the last blocks of input (its frequency-domain delay line), and
 * the work that the last block has given. It is done in tasks: sums of products, and at last the inverse transform. They
 * are done at once where their outputs are due at once, and over the time of the next block where that is early enough,
 * so that no chunk has to wait for a large transform.
 */
export class LevelState {
  readonly blockLength: number
  /** The first tap. */
  readonly start: number
  /** The spectra of the last blocks, a ring. */
  readonly history: Block
  /** The sum of products, where it is kept from task to task; without samples where not. */
  readonly kept: Block
  readonly #count: number
  readonly #kernel: Block
  readonly #engine: Engine
  readonly #plan: TransformPlan
  readonly #isSpread: boolean
  /** How many partitions a task sums. */
  readonly #taskLength: number
  readonly #taskCount: number
  /** How many tasks have been done, and where the first output lies. */
  #done: number
  #target = 0
  /** The slot of the last block in the ring. */
  #newest = 0
  /** How many blocks, up to the last, held nothing but zeros. From `count` on the whole ring is zero. */
  #silent: number

  constructor(kernel: PreparedKernel, index: number) {
    const level: Level = kernel.plan.levels[index]
    const { precision } = kernel
    this.blockLength = level.blockLength
    this.start = level.start
    this.#count = level.count
    this.#kernel = kernel.spectra[index]
    this.#engine = engine(precision)
    this.#plan = transformPlan(level.blockLength, precision)
    this.#isSpread = isSpread(level)
    this.#taskLength = this.#isSpread ? PARTITIONS_AT_A_TIME : level.count
    this.#taskCount = Math.ceil(level.count / this.#taskLength) + 1
    this.#done = this.#taskCount
    this.#silent = level.count
    this.history = new Block(2 * level.blockLength * level.count, precision)
    this.kept = new Block(this.#isSpread ? 2 * level.blockLength : 0, precision)
  }

  /** Takes the block input[from..from + B), of which the first output is `target`, counted from the stream's start. */
  take(input: Block, from: number, isSilent: boolean, target: number): void {
    const length = 2 * this.blockLength
    this.#newest = this.#newest + 1 === this.#count ? 0 : this.#newest + 1
    this.#silent = isSilent ? this.#silent + 1 : 0
    if (this.#silent > this.#count) return
    if (isSilent) this.#engine.clear(this.history, length * this.#newest, length)
    else this.#engine.forward(this.history, length * this.#newest, input, from, this.#plan)
    this.#done = 0
    this.#target = target
  }

  /**
   * Does the tasks that are due at step `step` of the `steps` into which the time of a block is cut, and adds what they
   * give to the tail, in which output 0 of the stream is at index `origin`.
   */
  work(step: number, steps: number, tail: Block, origin: number): void {
    const due = this.#isSpread ? Math.floor(((step + 1) * this.#taskCount) / steps) : this.#taskCount
    while (this.#done < due) this.#doTask(this.#done++, tail, origin)
  }

  /** The state besides the blocks, in numbers, for `load`. */
  save(): number[] {
    return [this.#newest, this.#silent, this.#done, this.#target]
  }

  /** Takes the numbers of `save`, one by one. */
  load(take: () => number): void {
    this.#newest = take()
    this.#silent = take()
    this.#done = take()
    this.#target = take()
  }

  dispose(): void {
    this.history.free()
    this.kept.free()
  }

  #doTask(task: number, tail: Block, origin: number): void {
    const sum = this.#isSpread ? this.kept : scratch(this.#engine.precision)
    if (task === this.#taskCount - 1) {
      this.#engine.finish(tail, this.#target + origin, sum, this.#plan)
      return
    }
    const from = task * this.#taskLength
    const to = Math.min(from + this.#taskLength, this.#count)
    const length = 2 * this.blockLength
    this.#engine.accumulate(sum, this.history, this.#newest, this.#kernel, this.#count, length, from, to)
  }
}
