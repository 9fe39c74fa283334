import { transformPlan } from '../../transform/block-transform.js'
import type { Block } from '../../wasm/heap.js'
import { clear } from '../../wasm/samples.js'
import { accumulate } from '../../wasm/spectrum.js'
import { finish, forward, type TransformPlan } from '../../wasm/transform.js'
import { scratch } from '../../wasm/workspace.js'
import type { InputState } from './input-state.js'
import { isSpread, type Level } from './partition.js'
import type { Routing } from './routing.js'
import type { Task } from './schedule-of.js'

/**
 * Where channels lie in a block: sample 0 of the first one is (or would be) at `origin`, that of each further one `stride` later.
 */
export interface ChannelPlaces {
  readonly origin: number
  readonly stride: number
}

/** How much of the memory of a state a level takes. */
export function levelLength(level: Level, { inputCount, outputCount }: Routing): number {
  const { blockLength, count } = level
  return 2 * blockLength * (inputCount * count + (isSpread(level) ? outputCount : 0))
}

/**
 * One level of a partitioned convolution: the spectra of the last blocks of each input (its frequency-domain delay line, which all
 * segments and all outputs share), and the work that the last block requires. The work is divided into tasks: the transforms of the
 * inputs, then for each output the sums of products and finally the inverse transform. Tasks run at once if their outputs are due
 * at once. Otherwise they are spread over the time of the next block, so that no chunk has to wait for many large transforms.
 */
export class LevelState {
  readonly #level: Level
  readonly #routing: Routing
  readonly #plan: TransformPlan
  readonly #isSpread: boolean
  /** The spectra of the inputs, one ring for each, then the sums of the outputs, if they are kept from task to task. */
  readonly #memory: Block
  readonly #rings: number
  readonly #sums: number
  readonly #schedule: readonly Task[]
  /** The number of tasks done so far, and the index of the first sample of the block that they belong to. */
  #done: number
  #block = 0
  /** The slot of the last block in the rings. It depends on the block alone. */
  #newest = 0
  /** The first block that requires work, and the first that is transformed. All blocks do, except during a replay. */
  #relevantFrom = -Infinity
  #neededFrom = -Infinity
  /** For each input, the number of blocks up to the last that held only zeros. From `count` on, the whole ring is zero. */
  readonly #silent: number[]

  /** @param at Where the section of this level begins in the memory. */
  constructor(index: number, routing: Routing, memory: Block, at: number) {
    const level = routing.kernel.plan.levels[index]
    const { blockLength, count } = level
    this.#level = level
    this.#routing = routing
    this.#plan = transformPlan(blockLength, memory.precision)
    this.#isSpread = isSpread(level)
    this.#memory = memory
    this.#rings = at
    this.#sums = at + 2 * blockLength * count * routing.inputCount
    this.#schedule = routing.schedules[index]
    this.#done = this.#schedule.length
    this.#silent = new Array<number>(routing.inputCount).fill(count)
  }

  get blockLength(): number {
    return this.#plan.size
  }

  /** Whether tasks are left. */
  get isBusy(): boolean {
    return this.#done < this.#schedule.length
  }

  /** Notes that the block that begins at index `block` of the stream is complete. */
  endBlock(block: number, inputs: readonly InputState[], places: ChannelPlaces): void {
    const { count, blockLength } = this.#level
    if (block < this.#neededFrom) return
    this.#newest = (block / blockLength) % count
    let isSilent = true
    for (const i of this.#routing.usedInputs) {
      const wasSilent = this.#silent[i] >= count
      const at = places.origin + i * places.stride + block
      const isZero = inputs[i].isSilent(this.#memory, at, block, blockLength)
      this.#silent[i] = isZero ? this.#silent[i] + 1 : 0
      if (this.#silent[i] > 0 && !wasSilent) {
        clear(this.#memory, this.#spectrum(i, this.#newest), 2 * blockLength)
      }
      isSilent &&= this.#silent[i] >= count
    }
    if (isSilent) return
    this.#block = block
    if (block >= this.#relevantFrom) this.#done = 0
    else for (const i of this.#routing.usedInputs) this.#transform(i, places)
  }

  /** Runs the tasks that are due at step `step` of the `steps` into which the time of a block is divided. */
  work(step: number, steps: number, inputs: ChannelPlaces, outputs: ChannelPlaces): void {
    const due = this.#dueAt(step, steps)
    while (this.#done < due) this.#doTask(this.#schedule[this.#done++], inputs, outputs)
  }

  /**
   * For a replay of input, in which only outputs from `read` on matter. Blocks that reach none of these require no work. Their
   * spectra are computed only if a later block needs them.
   */
  skipBefore(read: number): void {
    const { start, blockLength, count } = this.#level
    this.#relevantFrom = blockLength * (Math.floor((read - start) / blockLength) - 1)
    this.#neededFrom = this.#relevantFrom - (count - 1) * blockLength
  }

  reset(): void {
    this.#done = this.#schedule.length
    this.#block = 0
    this.#newest = 0
    this.#silent.fill(this.#level.count)
    this.#relevantFrom = -Infinity
    this.#neededFrom = -Infinity
  }

  /** The number of tasks that must be done by the end of this step of a block. */
  #dueAt(step: number, steps: number): number {
    return this.#isSpread ? Math.floor(((step + 1) * this.#schedule.length) / steps) : this.#schedule.length
  }

  #spectrum(input: number, slot: number): number {
    const { blockLength, count } = this.#level
    return this.#rings + 2 * blockLength * (input * count + slot)
  }

  #doTask(task: Task, inputs: ChannelPlaces, outputs: ChannelPlaces): void {
    switch (task.kind) {
      case 'transform':
        this.#transform(task.input, inputs)
        break
      case 'sum':
        this.#sumUp(task)
        break
      case 'finish':
        this.#finish(task.output, outputs)
    }
  }

  #transform(input: number, { origin, stride }: ChannelPlaces): void {
    if (this.#silent[input] > 0) return
    const memory = this.#memory
    const from = origin + input * stride + this.#block
    forward(memory, this.#spectrum(input, this.#newest), memory, from, this.#plan)
  }

  #sumUp({ output, input, spectra, from, to, isAdded }: Task & { readonly kind: 'sum' }): void {
    const { count, blockLength } = this.#level
    const memory = this.#memory
    const history = this.#spectrum(input, 0)
    const length = 2 * blockLength
    accumulate(
      this.#sum,
      this.#sumAt(output),
      memory,
      history,
      this.#newest,
      spectra,
      count,
      length,
      from,
      to,
      isAdded,
    )
  }

  #finish(output: number, { origin, stride }: ChannelPlaces): void {
    const memory = this.#memory
    const target = origin + output * stride + this.#block + this.#level.start
    finish(memory, target, this.#sum, this.#sumAt(output), this.#plan)
  }

  get #sum(): Block {
    return this.#isSpread ? this.#memory : scratch(this.#memory.precision)
  }

  #sumAt(output: number): number {
    return this.#isSpread ? this.#sums + 2 * this.#level.blockLength * output : 0
  }
}
