import { transformPlan } from '../../transform/block-transform.js'
import { fir } from '../../wasm/fir.js'
import { Block, bytesPerSample } from '../../wasm/heap.js'
import { clear, copy } from '../../wasm/samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { InputState } from './input-state.js'
import { type ChannelPlaces, LevelState } from './level-state.js'
import { Reach } from './reach.js'
import type { Routing } from './routing.js'
import { StateLayout } from './state-layout.js'

/**
 * The convolution of a stream with the kernels of a routing: the last samples of the inputs, and their share of coming outputs.
 *
 * `push` takes inputs and runs the levels at the ends of their blocks. These lie at multiples of the block length, counted from the
 * start of the stream, so chunking cannot change a bit. `pull` adds the head and returns the outputs. Between calls of the two, at
 * most `lag` outputs may be waiting. Channels lie in one block, `stride` samples apart.
 */
export class ConvolutionState {
  readonly routing: Routing
  readonly #layout: StateLayout
  readonly #inputs: readonly InputState[]
  readonly #reaches: readonly Reach[]
  readonly #levels: readonly LevelState[]
  /** All samples: the inputs, the tails of the outputs, and what the levels keep. */
  readonly #memory: Block
  /** The index of the sample that is stored directly after the past. */
  #origin = 0
  /** The index of the first input. Everything before it is zero. */
  #begin = 0
  #written = 0
  #read = 0
  /** Where the samples of inputs and outputs are, given the origin. Changed in place, to avoid garbage. */
  readonly #inputPlaces: Mutable<ChannelPlaces>
  readonly #tailPlaces: Mutable<ChannelPlaces>

  /**
   * It begins at index 0, or where `beginAt` says. All memory that it will ever need is allocated here, unless it is given: zeros,
   * of the layout's length.
   */
  constructor(routing: Routing, layout = new StateLayout(routing), memory?: Block) {
    const { inputCount, kernel } = routing
    const { precision, plan } = kernel
    this.routing = routing
    this.#layout = layout
    // If there is no memory for these, there is nothing to free.
    for (const { blockLength } of plan.levels) transformPlan(blockLength, precision)
    this.#memory = memory ?? new Block(layout.length, precision)
    this.#inputs = Array.from({ length: inputCount }, () => new InputState())
    this.#reaches = routing.byOutput.map((routes) => new Reach(routes, this.#inputs))
    this.#levels = layout.levels.map((at, index) => new LevelState(index, routing, this.#memory, at))
    this.#inputPlaces = { origin: 0, stride: layout.inputStride }
    this.#tailPlaces = { origin: 0, stride: layout.tailStride }
    this.beginAt(0)
  }

  /** The number of outputs that may wait. */
  get lag(): number {
    return this.#layout.lag
  }

  /** The index of the next input. */
  get written(): number {
    return this.#written
  }

  /** The number of outputs that are waiting. */
  get waiting(): number {
    return this.#written - this.#read
  }

  /** The number of past inputs that a kernel can read when it takes over. Those before the start of this state are zero. */
  get past(): number {
    return this.routing.kernel.length - 1
  }

  /** Sets the index of the first sample, before any sample has come. */
  beginAt(index: number): void {
    const { greatest } = this.#layout
    this.#moveTo(Math.floor(index / greatest) * greatest)
    this.#begin = index
    this.#written = index
    this.#read = index
  }

  /** Forgets all input; the next sample has this index. */
  reset(index: number): void {
    clear(this.#memory, 0, this.#memory.length)
    for (const part of this.#parts) part.reset()
    this.beginAt(index)
  }

  /**
   * Forgets all input, as if all past samples of an input had been one value. source[from..from + count) holds `count` copies of
   * that value for the first input; each further input follows `stride` samples later.
   */
  presume(source: Block, from: number, stride: number, count: number): void {
    const end = this.#written
    this.reset(Math.max(end - this.#layout.past, 0))
    while (this.#written < end) {
      const run = Math.min(count, this.lag, end - this.#written)
      this.push(source, from, stride, run)
      this.#read += run
    }
  }

  /** Takes source[from..from + count) for the first input. Each further input follows `stride` samples later. */
  push(source: Block, from: number, stride: number, count: number): void {
    const { span, step, longestRun } = this.#layout
    while (count > 0) {
      const left = longestRun - (this.#written % longestRun)
      const run = Math.min(count, left, this.#origin + span - this.#written)
      this.#take(source, from, stride, run)
      const end = this.#written + run
      while (this.#written < end) {
        this.#written = Math.min(end, this.#written - (this.#written % step) + step)
        if (this.#written % step === 0) this.#endStep(step)
      }
      if (end - this.#origin === span) this.#moveBack()
      from += run
      count -= run
    }
  }

  /** Writes the next outputs, at most those that are waiting, to target[at..at + count), with channels laid out as in `push`. */
  pull(target: Block, at: number, stride: number, count: number): void {
    for (let i = 0; i < this.#reaches.length; i++) {
      const reach = this.#reaches[i]
      if (reach.silentFrom > this.#read) this.#addHeads(target, at + i * stride, i, count)
      reach.apply(target.samples, at + i * stride, count, this.#read)
    }
    this.#read += count
  }

  /** Feeds the next inputs to another state, which is behind this one, from the past of this one, and drops its outputs. */
  replayTo(other: ConvolutionState, count: number): void {
    const { origin, stride } = this.#inputPlaces
    const end = other.#written + count
    while (other.#written < end) {
      const run = Math.min(other.lag, end - other.#written)
      other.push(this.#memory, origin + other.#written, stride, run)
      other.#read += run
    }
  }

  /** Tells another state which inputs were not finite, because the past does not show it. */
  bequeathTo(other: ConvolutionState): void {
    other.#inputs.forEach((input, i) => {
      input.inherit(this.#inputs[i])
    })
    for (const reach of other.#reaches) reach.inherit()
  }

  /**
   * Writes everything that outputs from `read` on still depend on: the last inputs, and what these do not show. Spectra and tails
   * can be computed from them.
   */
  save(writer: SnapshotWriter, read: number): void {
    const { origin, stride } = this.#inputPlaces
    const first = Math.max(this.#firstNeeded(read), this.#begin)
    writer.number(this.#written - first)
    const { samples } = this.#memory
    for (let i = 0; i < this.#inputs.length; i++) {
      const at = origin + i * stride
      writer.samples(samples.subarray(at + first, at + this.#written))
    }
    for (const input of this.#inputs) input.save(writer)
    for (const reach of this.#reaches) reach.save(writer, read)
  }

  /**
   * Reads what `save` wrote, after `written` samples have come and `read` outputs have been taken. Blocks begin where they began,
   * and their tasks run in the same order, so all sums have the same bits.
   */
  load(reader: SnapshotReader, read: number, written: number): void {
    const count = reader.count(0, Math.min(written - this.#firstNeeded(read, written), written))
    const { precision } = this.routing.kernel
    reader.require(this.#inputs.length * count * bytesPerSample(precision))
    const history = new Block(this.#inputs.length * count, precision, { isBare: true })
    for (let i = 0; i < this.#inputs.length; i++) {
      reader.samples(history.samples.subarray(i * count, (i + 1) * count))
    }
    this.beginAt(written - count)
    for (const level of this.#levels) level.skipBefore(read)
    this.push(history, 0, count, count)
    history.free()
    this.#read = read
    for (const input of this.#inputs) input.load(reader, written)
    for (const reach of this.#reaches) reach.load(reader, read, written)
  }

  dispose(): void {
    this.#memory.free()
  }

  get #parts(): readonly (InputState | Reach | LevelState)[] {
    return [...this.#inputs, ...this.#reaches, ...this.#levels]
  }

  /** The first input that is still needed when `written` have come, by outputs from `read` on or by a kernel that takes over. */
  #firstNeeded(read: number, written = this.#written): number {
    const { plan, length } = this.routing.kernel
    let first = Math.min(read - plan.headLength, written - length) + 1
    for (const { start, blockLength, count } of plan.levels) {
      first = Math.min(first, blockLength * (Math.floor((read - start) / blockLength) - count))
    }
    return first
  }

  #take(source: Block, from: number, stride: number, count: number): void {
    const places = this.#inputPlaces
    for (let i = 0; i < this.#inputs.length; i++) {
      const at = places.origin + i * places.stride + this.#written
      this.#inputs[i].take(this.#memory, at, source, from + i * stride, count, this.#written)
    }
    for (let i = 0; i < this.#reaches.length; i++) this.#reaches[i].observe()
  }

  /** Runs the levels. They work only where a block of the smallest one ends, wherever the chunks end. */
  #endStep(step: number): void {
    for (let index = 0; index < this.#levels.length; index++) {
      const level = this.#levels[index]
      const { blockLength } = level
      const elapsed = this.#written % blockLength
      if (elapsed === 0) level.endBlock(this.#written - blockLength, this.#inputs, this.#inputPlaces)
      if (level.isBusy) level.work(elapsed / step, blockLength / step, this.#inputPlaces, this.#tailPlaces)
    }
  }

  /** target[at..at + count) = the tail of an output, plus the direct sum over the first taps. */
  #addHeads(target: Block, at: number, output: number, count: number): void {
    const inputs = this.#inputPlaces
    const tails = this.#tailPlaces
    let sum = this.#memory
    let from = tails.origin + output * tails.stride + this.#read
    const routes = this.routing.byOutput[output]
    for (let i = 0; i < routes.length; i++) {
      const { input, kernel } = routes[i]
      const source = inputs.origin + input * inputs.stride + this.#read
      fir(target, at, sum, from, this.#memory, source, kernel.head, 0, kernel.head.length, count)
      sum = target
      from = at
    }
  }

  #moveBack(): void {
    const { span, past, inputStride, tailStride, firstTail } = this.#layout
    const memory = this.#memory
    for (let i = 0; i < this.routing.inputCount; i++) {
      const first = i * inputStride
      copy(memory, first, memory, first + span, past)
    }
    for (let i = 0; i < this.routing.outputCount; i++) {
      const first = firstTail + i * tailStride
      const kept = tailStride - span
      copy(memory, first, memory, first + span, kept)
      clear(memory, first + kept, span)
    }
    this.#moveTo(this.#origin + span)
  }

  #moveTo(origin: number): void {
    const { past, firstTail, lag } = this.#layout
    this.#origin = origin
    this.#inputPlaces.origin = past - origin
    this.#tailPlaces.origin = firstTail + lag - origin
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
