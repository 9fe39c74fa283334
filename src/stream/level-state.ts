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
  /** How many of the last blocks held nothing but zeros, at most `count`. */
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
    const length = 2 * this.blockLength
    this.#newest = this.#newest + 1 === this.#count ? 0 : this.#newest + 1
    if (isSilent) {
      this.#silent = Math.min(this.#silent + 1, this.#count)
      this.#engine.clear(this.#history, length * this.#newest, length)
    } else {
      this.#silent = 0
      this.#engine.forward(this.#history, length * this.#newest, input, from, this.#plan)
    }
    if (this.#silent === this.#count) return
    const sum = scratch(this.#engine.precision)
    this.#engine.accumulate(sum, this.#history, this.#newest, this.#kernel, this.#count, length)
    // Blocks and segments of B reach 2B − 1 samples. The last one of the inverse is rounding noise, and is kept out: it
    // would lie behind the last tap.
    const { samples } = tail
    const beyond = samples[at + length - 1]
    this.#engine.inverseAdd(tail, at, sum, 0, this.#plan)
    samples[at + length - 1] = beyond
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
