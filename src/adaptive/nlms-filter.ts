import type { Precision, Samples } from '../samples.js'
import { impossibleState } from '../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { nlms, type NlmsSteps } from '../wasm/adaptive.js'
import { allOrNothing, Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import type { LearningFilter } from './learning-filter.js'
import { PairGaps } from './pair-gaps.js'

/** Longer chunks are taken piece by piece. */
const PIECE_LENGTH = 4096
/**
 * This fraction of the greatest energy so far is added to the energy under the taps, so that quiet passages make no wild steps.
 */
const FLOOR = 0.01
/** The number of kernel lengths in which the greatest energy decays to 1/e. */
const FADE_LENGTHS = 64
/** The greatest energy under the taps, and of a step. Beyond it, no step is taken. */
const GREATEST: Record<Precision, number> = { float32: 2 ** 100, float64: 2 ** 900 }

/** Learns by normalized least mean squares (NLMS), sample by sample. */
export class NlmsFilter implements LearningFilter {
  readonly #length: number
  readonly #steps: NlmsSteps
  readonly #gaps: PairGaps
  readonly #taps: Block
  readonly #peak: Block
  /** The last samples before the piece, and the piece. */
  readonly #reference: Block
  readonly #desired: Block
  readonly #output: Block
  readonly #error: Block
  #written = 0
  #refusals = 0

  constructor(length: number, step: number, precision: Precision) {
    const greatest = GREATEST[precision]
    this.#length = length
    this.#steps = { step, floor: FLOOR, fade: 1 - 1 / (FADE_LENGTHS * length), greatest }
    this.#gaps = new PairGaps(length)
    const block = (count: number): Block => new Block(count, precision)
    const blocks = allOrNothing(() => ({
      taps: block(length),
      peak: block(1),
      reference: block(length - 1 + PIECE_LENGTH),
      desired: block(PIECE_LENGTH),
      output: block(PIECE_LENGTH),
      error: block(PIECE_LENGTH),
    }))
    this.#taps = blocks.taps
    this.#peak = blocks.peak
    this.#reference = blocks.reference
    this.#desired = blocks.desired
    this.#output = blocks.output
    this.#error = blocks.error
  }

  get kernel(): Samples {
    return this.#taps.samples.slice().reverse()
  }

  get refusals(): number {
    return this.#refusals
  }

  process(reference: Samples, desired: Samples, output: Samples, error: Samples, isLearning: boolean): void {
    for (let at = 0; at < reference.length; at += PIECE_LENGTH) {
      const count = Math.min(PIECE_LENGTH, reference.length - at)
      this.#reference.samples.set(reference.subarray(at, at + count), this.#length - 1)
      this.#desired.samples.set(desired.subarray(at, at + count))
      this.#filter(count, isLearning)
      output.set(this.#output.samples.subarray(0, count), at)
      error.set(this.#error.samples.subarray(0, count), at)
      this.#gaps.fill(output, error, at, count, this.#written)
      this.#written += count
      copy(this.#reference, 0, this.#reference, count, this.#length - 1)
    }
  }

  reset(): void {
    for (const block of this.#blocks) clear(block, 0, block.length)
    this.#gaps.reset()
    this.#written = 0
    this.#refusals = 0
  }

  save(writer: SnapshotWriter): void {
    const count = Math.min(this.#written, this.#length - 1)
    writer.number(this.#refusals)
    writer.samples(this.#peak.samples)
    writer.samples(this.#taps.samples)
    writer.samples(this.#reference.samples.subarray(this.#length - 1 - count, this.#length - 1))
    this.#gaps.save(writer, this.#written)
  }

  load(reader: SnapshotReader, written: number): void {
    const past = this.#length - 1
    this.#written = written
    this.#refusals = reader.count(0, written)
    reader.samples(this.#peak.samples)
    reader.samples(this.#taps.samples)
    reader.samples(this.#reference.samples.subarray(past - Math.min(written, past), past))
    this.#gaps.load(reader, written)
    const peak = this.#peak.samples[0]
    const isPossible =
      peak >= 0 &&
      peak <= this.#steps.greatest &&
      areFinite(this.#taps, 0, this.#length) &&
      areFinite(this.#reference, 0, past)
    if (!isPossible) throw impossibleState()
  }

  dispose(): void {
    for (const block of this.#blocks) block.free()
  }

  get #blocks(): readonly Block[] {
    return [this.#taps, this.#peak, this.#reference, this.#desired, this.#output, this.#error]
  }

  /** Filters the piece. No step is taken where the error is not known. */
  #filter(count: number, isLearning: boolean): void {
    this.#gaps.take(this.#reference, this.#length - 1, this.#desired, 0, count, this.#written)
    let from = 0
    for (const gap of this.#gaps.errors.runs) {
      const [start, end] = [Math.max(gap.from - this.#written, 0), Math.min(gap.to - this.#written, count)]
      this.#run(from, start, isLearning)
      this.#run(start, end, false)
      from = end
    }
    this.#run(from, count, isLearning)
  }

  #run(from: number, to: number, learns: boolean): void {
    const count = to - from
    if (count <= 0) return
    const at = this.#length - 1 + from
    this.#refusals += nlms(
      this.#output,
      this.#error,
      from,
      this.#reference,
      at,
      this.#desired,
      this.#taps,
      this.#length,
      count,
      this.#steps,
      this.#peak,
      learns,
    )
  }
}
