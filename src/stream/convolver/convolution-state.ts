import { transformPlan } from '../../transform/block-transform.js'
import { fir } from '../../wasm/fir.js'
import { Block, bytesPerSample } from '../../wasm/heap.js'
import { LevelTable } from '../../wasm/level-table.js'
import { clear, copy } from '../../wasm/samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { InputState } from './input-state.js'
import { Reach } from './reach.js'
import type { Routing } from './routing.js'
import { layoutOf, type StateLayout } from './state-layout.js'

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
  readonly #levels: LevelTable
  /** The table of the levels, the inputs, the tails of the outputs, and what the levels keep. */
  readonly #memory: Block
  /** The index of the sample at the start of the inputs' rings, and of the first one in the tails after those that may wait. */
  #lap = 0
  #tailOrigin = 0
  /** The index of the first input. Everything before it is zero. */
  #begin = 0
  #written = 0
  #read = 0

  /**
   * It begins at index 0, or where `beginAt` says. All memory that it will ever need is allocated here, unless it is given: zeros,
   * of the layout's length.
   */
  constructor(routing: Routing, memory?: Block) {
    const { inputCount, kernel } = routing
    const layout = layoutOf(routing)
    const { precision, plan } = kernel
    this.routing = routing
    this.#layout = layout
    // If there is no memory for these, there is nothing to free.
    const plans = plan.levels.map(({ blockLength }) => transformPlan(blockLength, precision))
    this.#memory = memory ?? new Block(layout.length, precision)
    this.#inputs = Array.from({ length: inputCount }, () => new InputState())
    this.#reaches = routing.byOutput.map((routes) => new Reach(routes, this.#inputs))
    this.#levels = new LevelTable(this.#memory, layout.table, plans)
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
    const { ringLength } = this.#layout
    this.#moveTo(Math.floor(index / ringLength) * ringLength, index)
    this.#levels.begin(index)
    this.#begin = index
    this.#written = index
    this.#read = index
  }

  /** Forgets all input; the next sample has this index. */
  reset(index: number): void {
    const { firstInput, length } = this.#layout
    clear(this.#memory, firstInput, length - firstInput)
    for (const part of [...this.#inputs, ...this.#reaches]) part.reset()
    this.beginAt(index)
  }

  /**
   * Forgets all input, as if all past samples of an input had been one value. source[from..from + count) holds `count` copies of
   * that value for the first input; each further input follows `stride` samples later.
   */
  presume(source: Block, from: number, stride: number, count: number): void {
    const end = this.#written
    this.reset(Math.max(end - this.#layout.ringLength, 0))
    while (this.#written < end) {
      const run = Math.min(count, this.lag, end - this.#written)
      this.push(source, from, stride, run)
      this.#read += run
    }
  }

  /** Takes source[from..from + count) for the first input. Each further input follows `stride` samples later. */
  push(source: Block, from: number, stride: number, count: number): void {
    const { ringLength, tailSpan, longestRun } = this.#layout
    while (count > 0) {
      const untilLap = this.#lap + ringLength - this.#written
      const untilMove = this.#tailOrigin + tailSpan - this.#written
      const run = Math.min(count, longestRun - (this.#written % longestRun), untilLap, untilMove)
      this.#take(source, from, stride, run)
      this.#levels.advance(this.#written, run)
      this.#written += run
      if (run === untilLap) this.#startLap()
      if (run === untilMove) this.#moveTails()
      from += run
      count -= run
    }
  }

  /** Writes the next outputs, at most those that are waiting, to target[at..at + count), with channels laid out as in `push`. */
  pull(target: Block, at: number, stride: number, count: number): void {
    while (count > 0) {
      // The head reads a ring up to its end, then from its start.
      const run = Math.min(count, this.#untilEnd(this.#read))
      for (let i = 0; i < this.#reaches.length; i++) {
        const reach = this.#reaches[i]
        if (reach.silentFrom > this.#read) this.#addHeads(target, at + i * stride, i, run)
        reach.apply(target.samples, at + i * stride, run, this.#read)
      }
      this.#read += run
      at += run
      count -= run
    }
  }

  /** Feeds the next inputs to another state, which is behind this one, from the past of this one, and drops its outputs. */
  replayTo(other: ConvolutionState, count: number): void {
    const end = other.#written + count
    while (other.#written < end) {
      const run = Math.min(other.lag, end - other.#written, this.#untilEnd(other.#written))
      other.push(this.#memory, this.#inputAt(other.#written), this.#layout.inputStride, run)
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
    const { inputStride } = this.#layout
    const { samples } = this.#memory
    const first = Math.max(this.#firstNeeded(read), this.#begin)
    const count = this.#written - first
    const older = Math.min(count, this.#untilEnd(first))
    writer.number(count)
    for (let i = 0; i < this.#inputs.length; i++) {
      const [from, rest] = [first, first + older].map((index) => this.#inputAt(index) + i * inputStride)
      writer.samples(samples.subarray(from, from + older), samples.subarray(rest, rest + count - older))
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
    this.#skipBefore(read)
    this.push(history, 0, count, count)
    history.free()
    this.#read = read
    for (const input of this.#inputs) input.load(reader, written)
    for (const reach of this.#reaches) reach.load(reader, read, written)
  }

  dispose(): void {
    this.#memory.free()
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
    const at = this.#inputAt(this.#written)
    for (let i = 0; i < this.#inputs.length; i++) {
      const to = at + i * this.#layout.inputStride
      this.#inputs[i].take(this.#memory, to, source, from + i * stride, count, this.#written)
    }
    for (let i = 0; i < this.#reaches.length; i++) this.#reaches[i].observe()
    const { usedInputs } = this.routing
    for (let i = 0; i < usedInputs.length; i++) {
      this.#levels.setLastSounding(i, this.#inputs[usedInputs[i]].lastSounding, this.#written + count)
    }
  }

  /**
   * For a replay of input, in which only outputs from `read` on matter. Blocks that reach none of these require no work. Their
   * spectra are computed only if a later block needs them.
   */
  #skipBefore(read: number): void {
    for (const [i, { start, blockLength, count }] of this.routing.kernel.plan.levels.entries()) {
      const block = Math.floor(this.#written / blockLength)
      const relevant = Math.floor((read - start) / blockLength) - 1
      const needed = Math.max(relevant - (count - 1), block)
      // The sums of a block are begun with the one before it.
      const worked = count > 1 ? relevant - (relevant & 1) : relevant
      this.#levels.skip(i, needed - block, Math.max(worked - needed, 0))
    }
  }

  /** target[at..at + count) = the tail of an output, plus the direct sum over the first taps. */
  #addHeads(target: Block, at: number, output: number, count: number): void {
    const { inputStride, tailStride } = this.#layout
    let sum = this.#memory
    let from = this.#tailAt(this.#read) + output * tailStride
    const routes = this.routing.byOutput[output]
    for (let i = 0; i < routes.length; i++) {
      const { input, kernel } = routes[i]
      const source = this.#inputAt(this.#read) + input * inputStride
      fir(target, at, sum, from, this.#memory, source, kernel.head, 0, kernel.head.length, count)
      sum = target
      from = at
    }
  }

  /** The inputs go on at the start of their rings. What the head reads is copied there. */
  #startLap(): void {
    const { ringLength, headRoom, firstInput, inputStride } = this.#layout
    for (let i = 0; i < this.#inputs.length; i++) {
      const first = firstInput + i * inputStride
      copy(this.#memory, first, this.#memory, first + ringLength, headRoom)
    }
    this.#moveTo(this.#lap + ringLength, this.#tailOrigin)
  }

  /** The tails move to the start of their places: the outputs that wait, and those that have a share already. */
  #moveTails(): void {
    const { lag, tailSpan, reach, firstTail, tailStride } = this.#layout
    // In a replay, more may wait, but those do not matter.
    const waiting = Math.min(this.waiting, lag)
    const first = this.#tailAt(this.#written - waiting)
    for (let i = 0; i < this.#reaches.length; i++) {
      const from = first + i * tailStride
      copy(this.#memory, from - tailSpan, this.#memory, from, waiting + reach)
      clear(this.#memory, firstTail + i * tailStride + lag + reach, tailSpan)
    }
    this.#moveTo(this.#lap, this.#tailOrigin + tailSpan)
  }

  #moveTo(lap: number, tailOrigin: number): void {
    const { headRoom, firstInput, firstTail, lag } = this.#layout
    this.#lap = lap
    this.#tailOrigin = tailOrigin
    this.#levels.moveTo(firstInput + headRoom - lap, firstTail + lag - tailOrigin)
  }

  /** Where the sample with this index is in the first input. It may belong to the lap before. */
  #inputAt(index: number): number {
    const { firstInput, headRoom, ringLength } = this.#layout
    const place = index - this.#lap
    return firstInput + headRoom + (place < 0 ? place + ringLength : place)
  }

  /** The number of samples from this one to the end of the rings. */
  #untilEnd(index: number): number {
    return (index < this.#lap ? 0 : this.#layout.ringLength) + this.#lap - index
  }

  #tailAt(index: number): number {
    const { firstTail, lag } = this.#layout
    return firstTail + lag + index - this.#tailOrigin
  }
}
