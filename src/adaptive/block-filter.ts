import type { Precision, Samples } from '../samples.js'
import { impossibleState } from '../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { errorOf } from '../wasm/adaptive.js'
import { fir, PADDING } from '../wasm/fir.js'
import { allOrNothing, Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import { BlockLearner } from './block-learner.js'
import { blockShape } from './block-shape.js'
import type { LearningFilter } from './learning-filter.js'
import { PairGaps } from './pair-gaps.js'

/**
 * Filters without delay, and learns at the end of each block. Blocks begin at multiples of their length, counted from the start of
 * the stream. What the later segments contribute to a block is known before it begins; the first segment is computed directly.
 */
export class BlockFilter implements LearningFilter {
  readonly #learner: BlockLearner
  readonly #gaps: PairGaps
  /** The block before the current one, and the current one. */
  readonly #reference: Block
  /** Of the current block: what the later segments contribute, the outputs, and the errors. */
  readonly #tail: Block
  readonly #output: Block
  readonly #error: Block
  #written = 0
  #refusals = 0
  /** Whether the current block can be learned from so far. */
  #isUsable = true

  constructor(length: number, gain: number, precision: Precision) {
    const shape = blockShape(length)
    const { size } = shape
    this.#gaps = new PairGaps(length)
    const parts = allOrNothing(() => ({
      learner: new BlockLearner(shape, gain, precision),
      reference: new Block(2 * size + PADDING, precision),
      tail: new Block(size + PADDING, precision),
      output: new Block(size + PADDING, precision),
      error: new Block(size + PADDING, precision),
    }))
    this.#learner = parts.learner
    this.#reference = parts.reference
    this.#tail = parts.tail
    this.#output = parts.output
    this.#error = parts.error
  }

  get kernel(): Samples {
    return this.#learner.taps.samples.slice(0, this.#learner.shape.length)
  }

  get refusals(): number {
    return this.#refusals
  }

  process(reference: Samples, desired: Samples, output: Samples, error: Samples, isLearning: boolean): void {
    const { size } = this.#learner.shape
    for (let at = 0; at < reference.length;) {
      const place = this.#written % size
      const count = Math.min(size - place, reference.length - at)
      this.#put(reference.subarray(at, at + count), desired.subarray(at, at + count), place)
      const { past } = this.#learner
      const from = past.desiredAt(this.#index) + place
      this.#gaps.take(this.#reference, size + place, past.desired, from, count, this.#written)
      this.#isUsable &&= isLearning && this.#gaps.errors.isEmpty
      this.#filter(place, count)
      output.set(this.#output.samples.subarray(place, place + count), at)
      error.set(this.#error.samples.subarray(place, place + count), at)
      this.#gaps.fill(output, error, at, count, this.#written)
      this.#written += count
      at += count
      if (place + count === size) this.#endBlock()
    }
  }

  reset(): void {
    this.#learner.reset()
    for (const block of this.#blocks) clear(block, 0, block.length)
    this.#gaps.reset()
    this.#written = 0
    this.#refusals = 0
    this.#isUsable = true
  }

  save(writer: SnapshotWriter): void {
    const { taps, earlierTaps, variances, noise, changes, past, shape } = this.#learner
    writer.number(this.#refusals)
    writer.flag(this.#isUsable)
    for (const block of [taps, earlierTaps]) writer.samples(block.samples.subarray(0, shape.length))
    for (const block of [variances, noise]) writer.samples(block.samples)
    changes.save(writer)
    this.#gaps.save(writer, this.#written)
    past.save(writer, this.#index)
    const place = this.#written % shape.size
    writer.samples(this.#reference.samples.subarray(shape.size, shape.size + place))
    const from = past.desiredAt(this.#index)
    writer.samples(past.desired.samples.subarray(from, from + place))
  }

  load(reader: SnapshotReader, written: number): void {
    const learner = this.#learner
    const { taps, earlierTaps, variances, noise, changes, past, shape } = learner
    const { size, length } = shape
    this.#written = written
    this.#refusals = reader.count(0, this.#index)
    this.#isUsable = reader.flag()
    for (const block of [taps, earlierTaps]) reader.samples(block.samples.subarray(0, length))
    for (const block of [variances, noise]) reader.samples(block.samples)
    changes.load(reader)
    this.#gaps.load(reader, written)
    past.load(reader, this.#index, this.#reference)
    const place = written % size
    reader.samples(this.#reference.samples.subarray(size, size + place))
    const from = past.desiredAt(this.#index)
    reader.samples(past.desired.samples.subarray(from, from + place))
    const blocks = [taps, earlierTaps, variances, noise, this.#reference, ...past.blocks]
    if (!blocks.every((block) => areFinite(block, 0, block.length))) throw impossibleState()
    if ([variances, noise].some((block) => block.samples.some((value) => value < 0))) throw impossibleState()
    learner.prepare()
    if (this.#index > 0) learner.respondAhead(this.#tail, this.#index - 1)
    if (place > 0) this.#filter(0, place)
  }

  dispose(): void {
    this.#learner.dispose()
    for (const block of this.#blocks) block.free()
  }

  get #blocks(): readonly Block[] {
    return [this.#reference, this.#tail, this.#output, this.#error]
  }

  /** The number of the current block. */
  get #index(): number {
    return Math.floor(this.#written / this.#learner.shape.size)
  }

  #put(reference: Samples, desired: Samples, place: number): void {
    const { past, shape } = this.#learner
    this.#reference.samples.set(reference, shape.size + place)
    past.desired.samples.set(desired, past.desiredAt(this.#index) + place)
  }

  /** Computes outputs and errors of the current block. */
  #filter(place: number, count: number): void {
    const { taps, past, shape } = this.#learner
    const { size } = shape
    const from = past.desiredAt(this.#index) + place
    const tapCount = Math.min(size, shape.length)
    fir(this.#output, place, this.#tail, place, this.#reference, size + place, taps, 0, tapCount, count)
    errorOf(this.#error, place, past.desired, from, this.#output, place, count, 1)
  }

  #endBlock(): void {
    const { size } = this.#learner.shape
    const index = this.#index - 1
    this.#learner.past.take(index, this.#reference)
    if (this.#isUsable && !this.#learner.learn(index, this.#error)) this.#refusals++
    this.#isUsable = true
    copy(this.#reference, 0, this.#reference, size, size)
    this.#learner.respondAhead(this.#tail, index)
  }
}
