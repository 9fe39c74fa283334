import { transformPlan } from '../transform/block-transform.js'
import { type Engine, engine, type TransformPlan } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import type { Level } from './partition.js'
import type { PreparedKernel } from './prepared-kernel.js'

/** One level of a partitioned convolution: the spectra of the last blocks of input (its frequency-domain delay line). */
export class LevelState {
  readonly blockLength: number
  /** The first tap. */
  readonly start: number
  readonly #count: number
  readonly #kernel: Block
  readonly #history: Block
  readonly #engine: Engine
  readonly #plan: TransformPlan
  /** The slot of the last block in the ring. */
  #newest = 0
  /** How many blocks, up to the last, held nothing but zeros. From `count` on the whole ring is zero. */
  #silent: number

  constructor(kernel: PreparedKernel, index: number) {
    const level: Level = kernel.plan.levels[index]
    this.blockLength = level.blockLength
    this.start = level.start
    this.#count = level.count
    this.#kernel = kernel.spectra[index]
    this.#history = new Block(2 * level.blockLength * level.count, kernel.precision)
    this.#engine = engine(kernel.precision)
    this.#plan = transformPlan(level.blockLength, kernel.precision)
    this.#silent = level.count
  }

  /**
   * Takes the block input[from..from + B) and adds what the last blocks give through the taps of this level to
   * tail[at..at + 2B − 1), where `at` is where the first of these taps meets the first sample of the block.
   */
  advance(input: Block, from: number, isSilent: boolean, tail: Block, at: number): void {
    this.#newest = this.#newest + 1 === this.#count ? 0 : this.#newest + 1
    this.#silent = isSilent ? this.#silent + 1 : 0
    if (this.#silent > this.#count) return
    this.#engine.advance(
      isSilent ? undefined : input,
      from,
      this.#history,
      this.#newest,
      this.#kernel,
      this.#count,
      this.#plan,
      scratch(this.#engine.precision),
      tail,
      at,
    )
  }

  /** The spectra of the last blocks. */
  get history(): Block {
    return this.#history
  }

  /** The rest of the state in numbers, for `load`. */
  save(): number[] {
    return [this.#newest, this.#silent]
  }

  /** Takes the numbers of `save` from the start of a list. */
  load(numbers: number[]): void {
    this.#newest = numbers.shift() ?? NaN
    this.#silent = numbers.shift() ?? NaN
  }

  dispose(): void {
    this.#history.free()
  }
}
