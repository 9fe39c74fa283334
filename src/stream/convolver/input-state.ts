import { Gaps } from '../../gaps.js'
import type { Precision, Samples } from '../../samples.js'
import type { Block } from '../../wasm/heap.js'
import { ingest, ORDINARY, SILENT } from '../../wasm/samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'

/** The smallest normal numbers. Subnormal input counts as zero, because many CPUs take a hundred times longer for it. */
const LEAST: Record<Precision, number> = { float32: 2 ** -126, float64: 2 ** -1022 }

/** The index of what has not happened yet: before all others, and finite, so that a snapshot can hold it. */
export const NEVER = Number.MIN_SAFE_INTEGER

/**
 * What the transform of a block does not show of an input, because it mixes all samples: where the input was zero, and where it was
 * not finite and so has gaps (the engine sees 0 there).
 */
export class InputState {
  /** The indices of the last sample that was not zero, and of the last one in a gap. */
  #lastSounding = NEVER
  #lastGap = NEVER
  /** In the run that was taken last: the first sample that was not zero, else Infinity; and the gaps. */
  #firstSounding = Infinity
  readonly #gaps = new Gaps()

  get lastSounding(): number {
    return this.#lastSounding
  }

  get lastGap(): number {
    return this.#lastGap
  }

  get firstSounding(): number {
    return this.#firstSounding
  }

  get gaps(): Gaps {
    return this.#gaps
  }

  /** Copies from another state of the same input what its samples do not show: the last gap. */
  inherit(other: InputState): void {
    this.#lastGap = Math.max(this.#lastGap, other.#lastGap)
  }

  /**
   * Copies a run of samples that begins at the index `position` of the stream, with 0 for those that the engine cannot compute
   * with.
   */
  take(target: Block, at: number, source: Block, from: number, count: number, position: number): void {
    const kind = ingest(target, at, source, from, count)
    this.#firstSounding = Infinity
    this.#gaps.clear()
    if (kind === SILENT) return
    const { samples } = target
    if (kind !== ORDINARY) this.#patch(samples, at, count, position, LEAST[target.precision])
    let first = 0
    while (first < count && samples[at + first] === 0) first++
    if (first === count) return
    let last = count - 1
    while (samples[at + last] === 0) last--
    this.#firstSounding = position + first
    this.#lastSounding = position + last
  }

  /** Writes what the samples do not show, for `load`. */
  save(writer: SnapshotWriter): void {
    writer.number(this.#lastGap)
  }

  /** Reads what `save` wrote, after the samples themselves; `written` have come. */
  load(reader: SnapshotReader, written: number): void {
    this.#lastGap = reader.countOr(NEVER, 0, written - 1)
  }

  reset(): void {
    this.#lastSounding = NEVER
    this.#lastGap = NEVER
    this.#firstSounding = Infinity
    this.#gaps.clear()
  }

  #patch(samples: Samples, at: number, count: number, position: number, least: number): void {
    for (let i = 0; i < count; i++) {
      const magnitude = Math.abs(samples[at + i])
      if (magnitude >= least && magnitude < Infinity) continue
      samples[at + i] = 0
      if (magnitude < Infinity) continue
      this.#gaps.note(position + i)
      this.#lastGap = position + i
    }
  }
}
