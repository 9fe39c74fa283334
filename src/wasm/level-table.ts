import { addressOf, type Block, bytesPerSample, words } from './heap.js'
import { instance } from './module.js'
import type { TransformPlan } from './transform.js'
import { scratch } from './workspace.js'

/** The kinds of tasks, as in assembly/levels.ts. */
export const TRANSFORM = 0
export const PAIR = 1
export const NEWEST = 2
export const FINISH = 3

/**
 * A piece of the work that a block requires of a level: the transform of an input; the products of the blocks before this one with the
 * segments from..to of a kernel, for this block and the next; those of this block with segment 0; the inverse transform of a sum.
 * Inputs and outputs are those of the table.
 */
export interface Task {
  readonly kind: number
  readonly input: number
  readonly output: number
  /** Whether it is about the sum that was begun with the block before. */
  readonly isSecond: boolean
  /** The kernel, filled by `place`. */
  readonly spectra?: Block
  readonly from: number
  readonly to: number
  /** 0: products begin the sum. 1: they are added to it. `IF_BEGUN`: they are added to it if there is one. */
  readonly added: number
}

export const IF_BEGUN = 2

/** A level of a stream. Places are indices in the memory. */
export interface TableLevel {
  /** The length of its blocks. */
  readonly size: number
  /** The number of samples by which the outputs of a block come after it. */
  readonly start: number
  /** The number of blocks whose spectra are kept, and where they are: for each input, a ring of them. */
  readonly count: number
  readonly rings: number
  /** Where the sums of the outputs are: for the next block and, if tasks are spread over the time of the next block, for this one. */
  readonly sums: number
  readonly isSpread: boolean
  /** For the first of two blocks, and for the second. The transforms of the inputs come first. */
  readonly tasks: readonly [readonly Task[], readonly Task[]]
}

/** What a table describes. */
export interface TableContents {
  /** For each input and output, by how many samples it lies behind the first one. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly levels: readonly TableLevel[]
  readonly places: TablePlaces
}

/** The indices of the words of each level, and of its tasks; and their end. */
export interface TablePlaces {
  readonly levels: readonly number[]
  readonly tasks: readonly number[]
  readonly end: number
}

// The words of assembly/levels.ts.
const INPUTS = 0
const OUTPUTS = 1
const STEP = 2
const HEAD = 6
const INPUT = 2
const LAST_SOUNDING = 1
const SLOT = 11
const SKIPPED = 15
const SILENT = 17
const TASK = 8

/** Longer than any block. */
const LONG = 2 ** 30

/**
 * The levels of a stream, as `advance` in assembly/levels.ts reads them: a table at the start of the stream's memory. It holds the state
 * of the levels as well, so that a chunk takes one call, and one stream few pieces of memory.
 */
export class LevelTable {
  readonly #memory: Block
  readonly #contents: TableContents

  /**
   * @param memory The memory of the stream. Its first samples are for the table, the others are zero.
   * @param plans The transforms of the levels.
   */
  constructor(memory: Block, contents: TableContents, plans: readonly TransformPlan[]) {
    this.#memory = memory
    this.#contents = contents
    this.#write(plans)
  }

  /** Notes where sample 0 of the first input and of the first output would lie, as indices in the memory. */
  moveTo(inputs: number, outputs: number): void {
    const bytes = bytesPerSample(this.#memory.precision)
    this.#set(INPUTS, this.#memory.address + inputs * bytes)
    this.#set(OUTPUTS, this.#memory.address + outputs * bytes)
  }

  /** Starts again: all past samples are zero, and the next one has this index. */
  begin(index: number): void {
    const { inputs, levels, places } = this.#contents
    for (const [i, { size, count }] of levels.entries()) {
      const slot = (((Math.floor(index / size) - 1) % count) + count) % count
      const task = this.#addressOfWord(places.tasks[i])
      const silent = inputs.map(() => count)
      this.#setAll(places.levels[i] + SLOT, [slot, 0, task, task, 0, 0, ...silent])
    }
  }

  /** For a replay of input: the next `skipped` blocks of a level require nothing, and `idle` after them only transforms. */
  skip(level: number, skipped: number, idle: number): void {
    this.#setAll(this.#contents.places.levels[level] + SKIPPED, [skipped, idle])
  }

  /** Notes the index of the last sample of an input that is not zero, before `advance` to the index `end`. */
  setLastSounding(input: number, index: number, end: number): void {
    this.#set(HEAD + INPUT * input + LAST_SOUNDING, Math.max(index, end - LONG))
  }

  /** Runs the levels for the inputs from..from + count, which are in their places: wherever a block of the smallest level ends. */
  advance(from: number, count: number): void {
    instance().advance(addressOf(this.#memory, 0), from | 0, count)
  }

  #write(plans: readonly TransformPlan[]): void {
    const { inputs, levels, places } = this.#contents
    const bytes = bytesPerSample(this.#memory.precision)
    this.#setAll(STEP, [
      levels.at(0)?.size ?? LONG,
      this.#addressOfWord(HEAD + INPUT * inputs.length),
      this.#addressOfWord(places.tasks.at(0) ?? places.end),
      bytes,
    ])
    for (const [i, distance] of inputs.entries()) this.#set(HEAD + INPUT * i, distance * bytes)
    for (const [i, level] of levels.entries()) {
      const { size, start, rings, count, isSpread, tasks } = level
      const [first, second] = tasks
      this.#setAll(places.levels[i], [
        size,
        addressOf(plans[i].twiddles, 0),
        start * bytes,
        addressOf(this.#memory, rings),
        count,
        Number(isSpread),
        this.#addressOfWord(places.tasks[i]),
        this.#addressOfWord(places.tasks[i] + TASK * first.length),
        this.#addressOfWord(places.tasks[i] + TASK * (first.length + second.length)),
      ])
      let at = places.tasks[i]
      for (const task of first) at = this.#setAll(at, this.#wordsOf(task, level))
      for (const task of second) at = this.#setAll(at, this.#wordsOf(task, level))
    }
  }

  #wordsOf(task: Task, level: TableLevel): number[] {
    const { kind, input, output, isSecond, spectra, from, to, added } = task
    const { outputs } = this.#contents
    const which = kind === FINISH ? outputs[output] * bytesPerSample(this.#memory.precision) : input
    const next = addressOf(this.#memory, level.sums + 2 * level.size * output)
    const sum = isSecond ? next : this.#addressOfSum(output, level)
    return [kind, which, sum, next, spectra === undefined ? 0 : addressOf(spectra, 0), from, to, added]
  }

  /** The sum for a block. If it is finished at once, it lies in the workspace. */
  #addressOfSum(output: number, { size, sums, isSpread }: TableLevel): number {
    if (!isSpread) return addressOf(scratch(this.#memory.precision), 0)
    return addressOf(this.#memory, sums + 2 * size * (this.#contents.outputs.length + output))
  }

  #addressOfWord(index: number): number {
    return this.#memory.address + 4 * index
  }

  /** Sets neighbouring words. Returns the index of the next one. */
  #setAll(index: number, values: readonly number[]): number {
    for (let i = 0; i < values.length; i++) this.#set(index + i, values[i])
    return index + values.length
  }

  /** Sets a word, modulo 2³². */
  #set(index: number, value: number): void {
    words()[this.#memory.address / 4 + index] = value
  }
}

/** The places of a table with these numbers of inputs and, for each level, of tasks. */
export function tablePlaces(inputCount: number, taskCounts: readonly number[]): TablePlaces {
  const first = HEAD + INPUT * inputCount
  const each = SILENT + inputCount
  let end = first + each * taskCounts.length
  const tasks = taskCounts.map((count) => {
    end += TASK * count
    return end - TASK * count
  })
  return { levels: taskCounts.map((_, i) => first + each * i), tasks, end }
}
