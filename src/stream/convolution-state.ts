import { type Engine, engine, PADDING } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import { InputState } from './input-state.js'
import { type Channels, levelLength, LevelState } from './level-state.js'
import { Reach } from './reach.js'
import type { Routing } from './routing.js'
import { encodeSnapshot, type Snapshot } from './snapshot.js'
import { describe, requireSame } from './snapshot-header.js'

/** Outputs may lag behind inputs by at least this many samples, so that long chunks are computed in long runs. */
const LEAST_LAG = 256

/**
 * A stream's convolution with the kernels of a routing: the last samples of the inputs, and what they owe to the outputs.
 *
 * `push` takes inputs and lets the levels work at the ends of their blocks, which lie at multiples of the block length,
 * counted from the start of the stream: that is why the cut of the chunks cannot change a bit. `pull` adds the head,
 * and gives the outputs. Between the calls of the two at most `lag` outputs may be waiting. Channels lie in one block, so many
 * samples (`stride`) apart.
 */
export class ConvolutionState {
  readonly routing: Routing
  /** How many outputs may wait. */
  readonly lag: number
  readonly #engine: Engine
  readonly #inputs: readonly InputState[]
  readonly #reaches: readonly Reach[]
  readonly #levels: readonly LevelState[]
  /** How much of the past is kept: for the head, and for a kernel that takes over. */
  readonly #past: number
  /** After so many samples, inputs and tails are moved to the start of their places again. A multiple of every block length. */
  readonly #span: number
  /** All samples: the inputs, what is owed to the outputs already (their tails), and what the levels keep. */
  readonly #memory: Block
  readonly #inputStride: number
  readonly #tailStride: number
  readonly #firstTail: number
  /** The index of the sample that has its place right behind the past. */
  #origin: number
  #written: number
  #read: number
  /** Where the samples of inputs and outputs are, while the origin is what it is. Changed in place, not to be garbage. */
  readonly #inputPlaces: Mutable<Channels>
  readonly #tailPlaces: Mutable<Channels>

  /** @param start The index of the first sample. */
  constructor(routing: Routing, start = 0) {
    const { inputCount, outputCount, kernel } = routing
    const { precision, plan, blockSize } = kernel
    this.routing = routing
    this.lag = Math.max(blockSize, LEAST_LAG)
    this.#engine = engine(precision)
    this.#past = Math.max(kernel.length - 1, plan.headLength + this.lag)
    const greatest = plan.levels.at(-1)?.blockLength ?? LEAST_LAG
    // Short, for memory's sake; not shorter, as the past is copied once in each span.
    this.#span = Math.ceil(this.#past / 4 / greatest) * greatest
    const reach = Math.max(0, ...plan.levels.map((level) => level.start + level.blockLength))
    this.#inputStride = rounded(this.#past + this.#span + PADDING)
    this.#tailStride = rounded(this.lag + this.#span + reach + PADDING)
    this.#firstTail = this.#inputStride * inputCount
    const firstLevel = this.#firstTail + this.#tailStride * outputCount
    const lengths = plan.levels.map((level) => levelLength(level, routing))
    this.#memory = new Block(
      lengths.reduce((sum, length) => sum + length, firstLevel),
      precision,
    )
    this.#inputs = Array.from({ length: inputCount }, () => new InputState())
    this.#reaches = routing.byOutput.map((routes) => new Reach(routes, this.#inputs))
    let at = firstLevel
    this.#levels = lengths.map((length, index) => {
      at += length
      return new LevelState(index, routing, this.#memory, at - length)
    })
    this.#origin = 0
    this.#inputPlaces = { origin: 0, stride: this.#inputStride }
    this.#tailPlaces = { origin: 0, stride: this.#tailStride }
    this.#moveTo(Math.floor(start / greatest) * greatest)
    this.#written = start
    this.#read = start
  }

  /** The index of the next input. */
  get written(): number {
    return this.#written
  }

  /** How many outputs are waiting. */
  get waiting(): number {
    return this.#written - this.#read
  }

  /** How many of the last inputs are kept; what was before the start of this state is zero among them. */
  get past(): number {
    return this.#past
  }

  /** Takes source[from..from + count) for the first input, `stride` samples further on for each other one. */
  push(source: Block, from: number, stride: number, count: number): void {
    const step = this.routing.kernel.plan.levels.at(0)?.blockLength ?? this.#span
    while (count > 0) {
      const run = Math.min(count, step - (this.#written % step), this.#origin + this.#span - this.#written)
      this.#take(source, from, stride, run)
      this.#written += run
      if (this.#written % step === 0) this.#endStep(step)
      if (this.#written - this.#origin === this.#span) this.#moveBack()
      from += run
      count -= run
    }
  }

  /** Puts the next outputs, which are no more than are waiting, at target[at..at + count), and so on as `push` has it. */
  pull(target: Block, at: number, stride: number, count: number): void {
    for (let i = 0; i < this.#reaches.length; i++) {
      const reach = this.#reaches[i]
      if (reach.silentFrom > this.#read) this.#addHeads(target, at + i * stride, i, count)
      reach.apply(target.samples, at + i * stride, count, this.#read)
    }
    this.#read += count
  }

  /** Lets another state, which is behind this one, take the next inputs from the past of this one. Its outputs are dropped. */
  replayTo(other: ConvolutionState, count: number): void {
    const { origin, stride } = this.#inputPlaces
    const end = other.#written + count
    while (other.#written < end) {
      const run = Math.min(other.lag, end - other.#written)
      other.push(this.#memory, origin + other.#written, stride, run)
      other.#read += run
    }
  }

  /** Lets another state know of what was not finite: the past does not show it. */
  bequeathTo(other: ConvolutionState): void {
    other.#inputs.forEach((input, i) => {
      input.inherit(this.#inputs[i])
    })
    for (const reach of other.#reaches) reach.inherit()
  }

  /** All of the state as bytes. */
  snapshot(): Uint8Array<ArrayBuffer> {
    const state = [this.#origin, this.#written, this.#read, ...this.#parts.flatMap((part) => part.save())]
    return encodeSnapshot({ ...describe(this.routing), state }, bytesOf(this.#memory))
  }

  /**
   * The state that a snapshot was taken of.
   *
   * @throws RangeError if it was taken with another kernel or binary.
   */
  static restore(routing: Routing, { header, samples }: Snapshot): ConvolutionState {
    requireSame(header, describe(routing))
    const restored = new ConvolutionState(routing)
    restored.#load(header.state, samples)
    return restored
  }

  dispose(): void {
    this.#memory.free()
  }

  get #parts(): readonly (InputState | Reach | LevelState)[] {
    return [...this.#inputs, ...this.#reaches, ...this.#levels]
  }

  #load(numbers: readonly number[], samples: Uint8Array): void {
    let next = 0
    const take = (): number => numbers[next++]
    this.#moveTo(take())
    this.#written = take()
    this.#read = take()
    for (const part of this.#parts) part.load(take)
    bytesOf(this.#memory).set(samples)
  }

  #take(source: Block, from: number, stride: number, count: number): void {
    const places = this.#inputPlaces
    for (let i = 0; i < this.#inputs.length; i++) {
      const at = places.origin + i * places.stride + this.#written
      this.#inputs[i].take(this.#memory, at, source, from + i * stride, count, this.#written)
    }
    for (let i = 0; i < this.#reaches.length; i++) this.#reaches[i].observe()
  }

  /** Lets the levels work. They do so only where a block of the smallest one ends, wherever the chunks end. */
  #endStep(step: number): void {
    for (let index = 0; index < this.#levels.length; index++) {
      const { blockLength } = this.routing.kernel.plan.levels[index]
      const elapsed = this.#written % blockLength
      const level = this.#levels[index]
      if (elapsed === 0) level.endBlock(this.#written - blockLength, this.#inputs)
      level.work(elapsed / step, blockLength / step, this.#inputPlaces, this.#tailPlaces)
    }
  }

  /** target[at..at + count) = what is owed to an output already, and what the first taps give. */
  #addHeads(target: Block, at: number, output: number, count: number): void {
    const inputs = this.#inputPlaces
    const tails = this.#tailPlaces
    let sum = this.#memory
    let from = tails.origin + output * tails.stride + this.#read
    const routes = this.routing.byOutput[output]
    for (let i = 0; i < routes.length; i++) {
      const { input, kernel } = routes[i]
      const source = inputs.origin + input * inputs.stride + this.#read
      this.#engine.fir(target, at, sum, from, this.#memory, source, kernel.head, 0, kernel.head.length, count)
      sum = target
      from = at
    }
  }

  #moveBack(): void {
    const span = this.#span
    const memory = this.#memory
    for (let i = 0; i < this.routing.inputCount; i++) {
      const first = i * this.#inputStride
      this.#engine.copy(memory, first, memory, first + span, this.#past)
    }
    for (let i = 0; i < this.routing.outputCount; i++) {
      const first = this.#firstTail + i * this.#tailStride
      const kept = this.#tailStride - span
      this.#engine.copy(memory, first, memory, first + span, kept)
      this.#engine.clear(memory, first + kept, span)
    }
    this.#moveTo(this.#origin + span)
  }

  #moveTo(origin: number): void {
    this.#origin = origin
    this.#inputPlaces.origin = this.#past - origin
    this.#tailPlaces.origin = this.#firstTail + this.lag - origin
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** To whole lines of the cache, some 64 bytes. */
function rounded(length: number): number {
  return 16 * Math.ceil(length / 16)
}

function bytesOf({ samples }: Block): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
