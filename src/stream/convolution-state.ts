import { type Engine, engine, PADDING } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import { InputState } from './input-state.js'
import { type Memory, OutputState } from './output-state.js'
import type { Level } from './partition.js'
import type { PreparedKernel } from './prepared-kernel.js'
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
 * and gives the outputs. Between the calls of the two at most `lag` outputs may be waiting. All channels lie in one block,
 * so many samples (`stride`) apart.
 */
export class ConvolutionState {
  readonly routing: Routing
  /** One of the kernels, for what all have in common: plan, length, precision, block size. */
  readonly kernel: PreparedKernel
  /** How many outputs may wait. */
  readonly lag: number
  readonly #engine: Engine
  readonly #levels: readonly Level[]
  readonly #inputs: readonly InputState[]
  readonly #outputs: readonly OutputState[]
  /** How much of the past is kept: for the head, and for a kernel that takes over. */
  readonly #past: number
  /** After so many samples, input and tail are moved to the start of their blocks again. A multiple of every block length. */
  readonly #span: number
  /** Sample `i` of an input is at `#past + i − #origin` of its stretch of the block. */
  readonly #input: Block
  readonly #inputStride: number
  /** What is owed to sample `i` of an output already is at `lag + i − #origin` of its stretch of the block. */
  readonly #tail: Block
  readonly #tailStride: number
  #origin: number
  #written: number
  #read: number

  /** @param start The index of the first sample. */
  constructor(routing: Routing, start = 0) {
    const { inputCount, outputCount, routes } = routing
    const { kernel } = routes[0]
    const { precision, plan, blockSize } = kernel
    this.routing = routing
    this.kernel = kernel
    this.lag = Math.max(blockSize, LEAST_LAG)
    this.#engine = engine(precision)
    this.#levels = plan.levels
    this.#inputs = Array.from({ length: inputCount }, () => new InputState(plan.levels, precision))
    this.#past = Math.max(kernel.length - 1, plan.headLength + this.lag)
    const greatest = plan.levels.at(-1)?.blockLength ?? LEAST_LAG
    // Short, for memory's sake; not shorter, as the past is copied once in each span.
    this.#span = Math.ceil(this.#past / 4 / greatest) * greatest
    this.#origin = Math.floor(start / greatest) * greatest
    this.#written = start
    this.#read = start
    const reach = Math.max(0, ...plan.levels.map((level) => level.start + level.blockLength))
    this.#inputStride = this.#past + this.#span + PADDING
    this.#tailStride = this.lag + this.#span + reach + PADDING
    this.#input = new Block(this.#inputStride * inputCount, precision)
    this.#tail = new Block(this.#tailStride * outputCount, precision)
    this.#outputs = Array.from({ length: outputCount }, (_, index) => {
      const own = routes.filter(({ output }) => output === index)
      return new OutputState(own, this.#inputs, plan.levels, this.#memoryOf(index))
    })
  }

  /** The index of the next input. */
  get written(): number {
    return this.#written
  }

  /** How many outputs are waiting. */
  get waiting(): number {
    return this.#written - this.#read
  }

  /** How many of the last inputs are known for sure, though not more than there have been. */
  get past(): number {
    return this.#past
  }

  /** Takes source[from..from + count) for the first input, `stride` samples further on for each other one. */
  push(source: Block, from: number, stride: number, count: number): void {
    const step = this.#levels.at(0)?.blockLength ?? this.#span
    while (count > 0) {
      const used = this.#written - this.#origin
      const run = Math.min(count, step - (this.#written % step), this.#span - used)
      this.#take(source, from, stride, run, this.#past + used)
      this.#written += run
      if (this.#written % step === 0) this.#endStep(step)
      if (this.#written - this.#origin === this.#span) this.#moveBack()
      from += run
      count -= run
    }
  }

  /** Puts the next outputs, which are no more than are waiting, at target[at..at + count), and so on as `push` has it. */
  pull(target: Block, at: number, stride: number, count: number): void {
    const input = this.#past + this.#read - this.#origin
    const tail = this.lag + this.#read - this.#origin
    for (let i = 0; i < this.#outputs.length; i++) {
      this.#outputs[i].pull(target, at + i * stride, count, this.#read, input, tail)
    }
    this.#read += count
  }

  /** Lets another state, which is behind this one, take the next inputs from the past of this one. Its outputs are dropped. */
  replayTo(other: ConvolutionState, count: number): void {
    const end = other.#written + count
    while (other.#written < end) {
      const run = Math.min(other.lag, end - other.#written)
      const from = this.#past + other.#written - this.#origin
      other.push(this.#input, from, this.#inputStride, run)
      other.#read += run
    }
  }

  /** Lets another state know of what was not finite: the past does not show it. */
  bequeathTo(other: ConvolutionState): void {
    other.#inputs.forEach((input, i) => {
      input.inherit(this.#inputs[i])
    })
    for (const output of other.#outputs) output.inherit()
  }

  /** All of the state as bytes. */
  snapshot(): Uint8Array<ArrayBuffer> {
    const parts = [...this.#inputs, ...this.#outputs].flatMap((part) => part.save())
    const state = [this.#origin, this.#written, this.#read, ...parts]
    return encodeSnapshot({ ...describe(this.routing), state }, this.#blocks().map(bytesOf))
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
    for (const part of [...this.#inputs, ...this.#outputs]) part.dispose()
    this.#input.free()
    this.#tail.free()
  }

  #load(numbers: readonly number[], samples: Uint8Array): void {
    let next = 0
    const take = (): number => numbers[next++]
    this.#origin = take()
    this.#written = take()
    this.#read = take()
    for (const part of [...this.#inputs, ...this.#outputs]) part.load(take)
    let at = 0
    for (const block of this.#blocks()) {
      const target = bytesOf(block)
      target.set(samples.subarray(at, at + target.length))
      at += target.length
    }
  }

  #blocks(): Block[] {
    const spectra = this.#inputs.flatMap(({ rings }) => rings.map((ring) => ring.spectra))
    const sums = this.#outputs.flatMap(({ works }) => works.map(({ kept }) => kept))
    return [this.#input, this.#tail, ...spectra, ...sums]
  }

  #memoryOf(output: number): Memory {
    const first = output * this.#tailStride
    return { inputs: this.#input, stride: this.#inputStride, tail: this.#tail, first }
  }

  #take(source: Block, from: number, stride: number, count: number, at: number): void {
    for (let i = 0; i < this.#inputs.length; i++) {
      const target = at + i * this.#inputStride
      this.#inputs[i].take(this.#input, target, source, from + i * stride, count, this.#written)
    }
    for (let i = 0; i < this.#outputs.length; i++) this.#outputs[i].observe()
  }

  /** Lets the levels work. They do so only where a block of the smallest one ends, wherever the chunks end. */
  #endStep(step: number): void {
    for (let index = 0; index < this.#levels.length; index++) {
      const { blockLength, start } = this.#levels[index]
      const elapsed = this.#written % blockLength
      if (elapsed === 0) this.#endBlock(index, this.#written - blockLength, start)
      for (let i = 0; i < this.#outputs.length; i++) {
        const origin = i * this.#tailStride + this.lag - this.#origin
        this.#outputs[i].works[index].work(elapsed / step, blockLength / step, this.#tail, origin)
      }
    }
  }

  /** Gives a level the block that began at index `block` of the stream. */
  #endBlock(level: number, block: number, start: number): void {
    const from = this.#past + block - this.#origin
    for (let i = 0; i < this.#inputs.length; i++) {
      this.#inputs[i].takeBlock(level, this.#input, from + i * this.#inputStride, block)
    }
    for (let i = 0; i < this.#outputs.length; i++) this.#outputs[i].works[level].begin(block + start)
  }

  #moveBack(): void {
    const span = this.#span
    for (let i = 0; i < this.#inputs.length; i++) {
      const first = i * this.#inputStride
      this.#engine.copy(this.#input, first, this.#input, first + span, this.#past)
    }
    for (let i = 0; i < this.#outputs.length; i++) {
      const first = i * this.#tailStride
      const kept = this.#tailStride - span
      this.#engine.copy(this.#tail, first, this.#tail, first + span, kept)
      this.#engine.clear(this.#tail, first + kept, span)
    }
    this.#origin += span
  }
}

function bytesOf({ samples }: Block): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
