import type { Precision } from '../samples.js'
import { transformPlan } from '../transform/block-transform.js'
import { engine, type TransformPlan } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { isSpread, type Level } from './partition.js'
import type { SpectraRing } from './spectra-ring.js'

/** The partitions that are multiplied and summed in one go where the work is spread. A multiple of four. */
const PARTITIONS_AT_A_TIME = 4

/** An input's last blocks, and the spectra of the kernel's segments that they are multiplied with. */
export interface Factors {
  readonly ring: SpectraRing
  readonly kernel: Block
}

/**
 * What the last block of the inputs has given an output to do at one level of a partitioned convolution. It is done in
 * tasks: sums of products, for one input after the other, and at last the inverse transform. They are done at once where
 * their outputs are due at once, and over the time of the next block where that is early enough, so that no chunk has to
 * wait for a large transform.
 */
export class LevelWork {
  /** The sum of products, where it is kept from task to task; without samples where not. */
  readonly kept: Block
  readonly #factors: readonly Factors[]
  readonly #plan: TransformPlan
  readonly #count: number
  readonly #isSpread: boolean
  /** How many partitions a task sums, and how many tasks that makes for an input. */
  readonly #taskLength: number
  readonly #tasksPerInput: number
  /** How many tasks have been done, and where the first output lies. */
  #done: number
  #target = 0

  constructor(level: Level, factors: readonly Factors[], precision: Precision) {
    this.#factors = factors
    this.#plan = transformPlan(level.blockLength, precision)
    this.#count = level.count
    this.#isSpread = isSpread(level)
    this.#taskLength = this.#isSpread ? PARTITIONS_AT_A_TIME : level.count
    this.#tasksPerInput = Math.ceil(level.count / this.#taskLength)
    this.kept = new Block(this.#isSpread ? 2 * level.blockLength : 0, precision)
    this.#done = this.#taskCount
  }

  /** A block is complete, of which the first output is `target`, counted from the stream's start. */
  begin(target: number): void {
    if (this.#factors.every(({ ring }) => ring.isSilent)) return
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

  /** The state besides the sum, in numbers, for `load`. */
  save(): number[] {
    return [this.#done, this.#target]
  }

  /** Takes the numbers of `save`, one by one. */
  load(take: () => number): void {
    this.#done = take()
    this.#target = take()
  }

  dispose(): void {
    this.kept.free()
  }

  get #taskCount(): number {
    return this.#factors.length * this.#tasksPerInput + 1
  }

  #doTask(task: number, tail: Block, origin: number): void {
    const { precision } = this.kept
    const sum = this.#isSpread ? this.kept : scratch(precision)
    if (task === this.#taskCount - 1) {
      engine(precision).finish(tail, this.#target + origin, sum, this.#plan)
      return
    }
    const { ring, kernel } = this.#factors[Math.floor(task / this.#tasksPerInput)]
    const from = (task % this.#tasksPerInput) * this.#taskLength
    const to = Math.min(from + this.#taskLength, this.#count)
    const length = 2 * this.#plan.size
    const { spectra, newest } = ring
    engine(precision).accumulate(sum, spectra, newest, kernel, this.#count, length, from, to, task > 0)
  }
}
