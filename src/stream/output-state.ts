import { engine } from '../wasm/engine.js'
import type { Block } from '../wasm/heap.js'
import type { InputState } from './input-state.js'
import { LevelWork } from './level-work.js'
import type { Level } from './partition.js'
import { Reach } from './reach.js'
import type { Route } from './routing.js'

/** Where a state keeps its samples: those of its inputs, `stride` apart, and the tail of one output, from `first` on. */
export interface Memory {
  readonly inputs: Block
  readonly stride: number
  readonly tail: Block
  readonly first: number
}

/** One output of a stream: what the blocks of its inputs owe to it, and what its first taps give. */
export class OutputState {
  /** One for each level of the partition. */
  readonly works: readonly LevelWork[]
  readonly #routes: readonly Route[]
  readonly #memory: Memory
  readonly #reach: Reach

  /** @param routes Those that lead to this output. */
  constructor(
    routes: readonly Route[],
    inputs: readonly InputState[],
    levels: readonly Level[],
    memory: Memory,
  ) {
    this.#routes = routes
    this.#memory = memory
    this.#reach = new Reach(
      routes.map(({ input, length }) => ({ input: inputs[input], kernelLength: length })),
    )
    this.works = levels.map((level, index) => {
      const factors = routes.map(({ input, kernel }) => ({
        ring: inputs[input].rings[index],
        kernel: kernel.spectra[index],
      }))
      return new LevelWork(level, factors, memory.tail.precision)
    })
  }

  /** Takes note of the run of samples that all inputs have just taken. */
  observe(): void {
    this.#reach.observe()
  }

  /** Takes note of what the inputs have taken over from another state of the same stream. */
  inherit(): void {
    this.#reach.inherit()
  }

  /**
   * target[at..at + count) = the outputs from index `position` on. To the first of them belongs the sample at `fromInput` of
   * each input's stretch of the memory, and what is owed to it already is at `fromTail` of the output's stretch.
   */
  pull(
    target: Block,
    at: number,
    count: number,
    position: number,
    fromInput: number,
    fromTail: number,
  ): void {
    if (this.#reach.silentFrom > position) this.#addHeads(target, at, count, fromInput, fromTail)
    this.#reach.apply(target.samples, at, count, position)
  }

  /** The state besides the sums, in numbers, for `load`. */
  save(): number[] {
    return [...this.#reach.save(), ...this.works.flatMap((work) => work.save())]
  }

  /** Takes the numbers of `save`, one by one. */
  load(take: () => number): void {
    this.#reach.load(take)
    for (const work of this.works) work.load(take)
  }

  dispose(): void {
    for (const work of this.works) work.dispose()
  }

  #addHeads(target: Block, at: number, count: number, fromInput: number, fromTail: number): void {
    const { inputs, stride, tail, first } = this.#memory
    let sum = tail
    let from = first + fromTail
    for (let i = 0; i < this.#routes.length; i++) {
      const { input, kernel } = this.#routes[i]
      const { head } = kernel
      const source = fromInput + input * stride
      engine(head.precision).fir(target, at, sum, from, inputs, source, head, 0, head.length, count)
      sum = target
      from = at
    }
  }
}
