import { Gaps } from '../gaps.js'
import type { Samples } from '../samples.js'
import { InputState, NEVER } from '../stream/convolver/input-state.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import type { Block } from '../wasm/heap.js'

/**
 * The gaps of a reference and of a desired signal. A gap in the reference reaches the outputs and errors of all taps that read
 * it; one in the desired signal reaches only the error at its own place.
 */
export class PairGaps {
  readonly #reach: number
  readonly #reference = new InputState()
  readonly #desired = new InputState()
  /** The unknown outputs and errors of the last run. */
  readonly #outputs = new Gaps()
  readonly #errors = new Gaps()

  constructor(tapCount: number) {
    this.#reach = tapCount - 1
  }

  /** The unknown errors of the last run. */
  get errors(): Gaps {
    return this.#errors
  }

  /** Takes a run whose first sample has the index `position`. Puts zeros where the signals have gaps. */
  take(
    reference: Block,
    atReference: number,
    desired: Block,
    atDesired: number,
    count: number,
    position: number,
  ): void {
    this.#outputs.clear()
    this.#errors.clear()
    const earlier = this.#reference.lastGap
    if (earlier !== NEVER && earlier + this.#reach >= position) {
      this.#outputs.note(earlier, earlier + this.#reach + 1)
    }
    this.#reference.take(reference, atReference, reference, atReference, count, position)
    this.#desired.take(desired, atDesired, desired, atDesired, count, position)
    for (const { from, to } of this.#reference.gaps.runs) this.#outputs.note(from, to + this.#reach)
    for (const { from, to } of this.#outputs.runs) this.#errors.note(from, to)
    for (const { from, to } of this.#desired.gaps.runs) this.#errors.note(from, to)
  }

  /** Makes NaN of the unknown outputs and errors of the last run. */
  fill(output: Samples, error: Samples, at: number, count: number, position: number): void {
    this.#outputs.fill(NaN, output, at, count, position)
    this.#errors.fill(NaN, error, at, count, position)
  }

  reset(): void {
    this.#reference.reset()
    this.#desired.reset()
  }

  /** Writes what outputs to come still depend on. */
  save(writer: SnapshotWriter, written: number): void {
    const { lastGap } = this.#reference
    writer.number(lastGap + this.#reach >= written ? lastGap : NEVER)
  }

  load(reader: SnapshotReader, written: number): void {
    this.#reference.load(reader, written)
  }
}
