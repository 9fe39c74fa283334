import { type Engine, engine, PADDING } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import { LevelState } from './level-state.js'
import type { PreparedKernel } from './prepared-kernel.js'
import { NEVER, Reach } from './reach.js'
import { encodeSnapshot, type Snapshot } from './snapshot.js'
import { describe, requireSame } from './snapshot-header.js'

/** Outputs may lag behind inputs by at least this many samples, so that long chunks are computed in long runs. */
const LEAST_LAG = 256

/**
 * One stream's convolution with one kernel: the last inputs, and the outputs that they owe.
 *
 * `push` takes inputs and lets the levels work at the ends of their blocks, which lie at multiples of the block length,
 * counted from the start of the stream: that is why the cut of the chunks cannot change a bit. `pull` adds the head,
 * and gives the outputs. Between the calls of the two at most `lag` outputs may be waiting.
 */
export class ConvolutionState {
  readonly kernel: PreparedKernel
  /** How many outputs may wait. */
  readonly lag: number
  readonly #engine: Engine
  readonly #levels: readonly LevelState[]
  readonly #reach: Reach
  /** How much of the past is kept: for the head, and for a kernel that takes over. */
  readonly #past: number
  /** After so many samples, input and tail are moved to the start of their blocks again. A multiple of every block length. */
  readonly #span: number
  /** Input `i` is at `#past + i − #origin`. */
  readonly #input: Block
  /** What is owed to output `i` already is at `lag + i − #origin`. */
  readonly #tail: Block
  #origin: number
  #written: number
  #read: number

  /** @param start The index of the first sample. */
  constructor(kernel: PreparedKernel, start = 0) {
    const { precision, plan, blockSize } = kernel
    this.kernel = kernel
    this.lag = Math.max(blockSize, LEAST_LAG)
    this.#engine = engine(precision)
    this.#levels = plan.levels.map((_, index) => new LevelState(kernel, index))
    this.#reach = new Reach(kernel.length, precision)
    this.#past = Math.max(kernel.length - 1, plan.headLength + this.lag)
    const greatest = plan.levels.at(-1)?.blockLength ?? LEAST_LAG
    // Short, for memory's sake; not shorter, as the past is copied once in each span.
    this.#span = Math.ceil(this.#past / 4 / greatest) * greatest
    this.#origin = Math.floor(start / greatest) * greatest
    this.#written = start
    this.#read = start
    this.#input = new Block(this.#past + this.#span + PADDING, precision)
    const reach = Math.max(0, ...plan.levels.map((level) => level.start + level.blockLength))
    this.#tail = new Block(this.lag + this.#span + reach + PADDING, precision)
  }

  /** The index of the next input. */
  get written(): number {
    return this.#written
  }

  /** How many outputs are waiting. */
  get waiting(): number {
    return this.#written - this.#read
  }

  /** Takes source[from..from + count). */
  push(source: Block, from: number, count: number): void {
    const step = this.#levels.at(0)?.blockLength ?? this.#span
    while (count > 0) {
      const used = this.#written - this.#origin
      const run = Math.min(count, step - (this.#written % step), this.#span - used)
      const at = this.#past + used
      const kind = this.#engine.ingest(this.#input, at, source, from, run)
      this.#reach.observe(this.#input.samples, at, run, this.#written, kind)
      this.#written += run
      this.#advance()
      from += run
      count -= run
    }
  }

  /** target[at..at + count) = the next outputs, which are no more than are waiting. */
  pull(target: Block, at: number, count: number): void {
    const { head, plan } = this.kernel
    if (this.#reach.silentFrom > this.#read) {
      const input = this.#past + this.#read - this.#origin
      const tail = this.lag + this.#read - this.#origin
      this.#engine.fir(target, at, this.#tail, tail, this.#input, input, head, 0, plan.headLength, count)
    }
    this.#reach.apply(target.samples, at, count, this.#read)
    this.#read += count
  }

  /**
   * The state of another kernel at the same place of the same stream: as if it had been the kernel all the time, as far
   * as the past is kept. No outputs are waiting in it.
   */
  continueWith(kernel: PreparedKernel): ConvolutionState {
    const length = Math.min(kernel.length - 1, this.#past, this.#written)
    const next = new ConvolutionState(kernel, this.#written - length)
    const from = this.#past + this.#written - this.#origin - length
    for (let done = 0; done < length; done += next.lag) {
      const count = Math.min(next.lag, length - done)
      next.push(this.#input, from + done, count)
      next.#read += count
    }
    if (this.#reach.lastNonFinite !== NEVER) next.#reach.poison(this.#reach.lastNonFinite)
    return next
  }

  /** All of the state as bytes. */
  snapshot(): Uint8Array<ArrayBuffer> {
    const levels = this.#levels.flatMap((level) => level.save())
    const state = [this.#origin, this.#written, this.#read, ...this.#reach.save(), ...levels]
    return encodeSnapshot({ ...describe(this.kernel), state }, this.#blocks().map(bytesOf))
  }

  /**
   * The state that a snapshot was taken of.
   *
   * @throws RangeError if it was taken with another kernel or binary.
   */
  static restore(kernel: PreparedKernel, { header, samples }: Snapshot): ConvolutionState {
    requireSame(header, describe(kernel))
    const restored = new ConvolutionState(kernel)
    restored.#load(header.state, samples)
    return restored
  }

  dispose(): void {
    for (const level of this.#levels) level.dispose()
    this.#input.free()
    this.#tail.free()
  }

  #load(numbers: readonly number[], samples: Uint8Array): void {
    let next = 0
    const take = (): number => numbers[next++]
    this.#origin = take()
    this.#written = take()
    this.#read = take()
    this.#reach.load(take)
    for (const level of this.#levels) level.load(take)
    let at = 0
    for (const block of this.#blocks()) {
      const target = bytesOf(block)
      target.set(samples.subarray(at, at + target.length))
      at += target.length
    }
  }

  #blocks(): Block[] {
    return [this.#input, this.#tail, ...this.#levels.flatMap(({ history, kept }) => [history, kept])]
  }

  /**
   * Lets the levels work, and makes room at the end of the blocks. Levels work only where a block of the smallest one ends,
   * wherever the chunks end.
   */
  #advance(): void {
    const step = this.#levels.at(0)?.blockLength ?? this.#span
    if (this.#written % step === 0) {
      for (const level of this.#levels) {
        const { blockLength, start } = level
        const elapsed = this.#written % blockLength
        if (elapsed === 0) {
          const block = this.#written - blockLength
          const isSilent = this.#reach.isSilentSince(block)
          level.take(this.#input, this.#past + block - this.#origin, isSilent, block + start)
        }
        level.work(elapsed / step, blockLength / step, this.#tail, this.lag - this.#origin)
      }
    }
    if (this.#written - this.#origin === this.#span) this.#moveBack()
  }

  #moveBack(): void {
    const span = this.#span
    this.#engine.copy(this.#input, 0, this.#input, span, this.#past)
    this.#engine.copy(this.#tail, 0, this.#tail, span, this.#tail.length - span)
    this.#engine.clear(this.#tail, this.#tail.length - span, span)
    this.#origin += span
  }
}

function bytesOf({ samples }: Block): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
