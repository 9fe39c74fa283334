import type { Precision, Samples } from '../../samples.js'
import type { Block } from '../../wasm/heap.js'
import { ingest, ORDINARY, SILENT } from '../../wasm/samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'

/** The least normal numbers. Subnormal input counts as zero: many processors take a hundred times as long for it. */
const LEAST: Record<Precision, number> = { float32: 2 ** -126, float64: 2 ** -1022 }

/** The index of what has not happened: before all others, and finite, so that it can be written down. */
export const NEVER = Number.MIN_SAFE_INTEGER

const NONE: readonly number[] = []

/**
 * What is special in an input, and what a transform cannot tell, as it mixes all samples of a block: where the input was
 * zero, and where it was not finite (the engine sees 0 there).
 */
export class InputState {
  /** The indices of the last sample that was not zero, and of the last one that was not finite. */
  #lastSounding = NEVER
  #lastNonFinite = NEVER
  /** Of the run that was taken last: the first sample that was not zero, else Infinity; and those that were not finite. */
  #firstSounding = Infinity
  #nonFinite = NONE

  get lastSounding(): number {
    return this.#lastSounding
  }

  get lastNonFinite(): number {
    return this.#lastNonFinite
  }

  get firstSounding(): number {
    return this.#firstSounding
  }

  get nonFinite(): readonly number[] {
    return this.#nonFinite
  }

  /** Takes over from another state of the same input what its samples do not show: what was not finite. */
  inherit(other: InputState): void {
    this.#lastNonFinite = Math.max(this.#lastNonFinite, other.#lastNonFinite)
  }

  /** Copies a run of samples, of which the first has the index `position` in the stream, and mends what is special in it. */
  take(target: Block, at: number, source: Block, from: number, count: number, position: number): void {
    const kind = ingest(target, at, source, from, count)
    this.#firstSounding = Infinity
    this.#nonFinite = NONE
    if (kind === SILENT) return
    const { samples } = target
    if (kind !== ORDINARY) this.#mend(samples, at, count, position, LEAST[target.precision])
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
    writer.number(this.#lastNonFinite)
  }

  /** Takes what `save` wrote, after the samples themselves; `written` have come. */
  load(reader: SnapshotReader, written: number): void {
    this.#lastNonFinite = reader.countOr(NEVER, 0, written - 1)
  }

  reset(): void {
    this.#lastSounding = NEVER
    this.#lastNonFinite = NEVER
    this.#firstSounding = Infinity
    this.#nonFinite = NONE
  }

  #mend(samples: Samples, at: number, count: number, position: number, least: number): void {
    const nonFinite: number[] = []
    for (let i = 0; i < count; i++) {
      const magnitude = Math.abs(samples[at + i])
      if (magnitude >= least && magnitude < Infinity) continue
      samples[at + i] = 0
      if (!(magnitude < Infinity)) nonFinite.push(position + i)
    }
    if (nonFinite.length === 0) return
    this.#nonFinite = nonFinite
    this.#lastNonFinite = nonFinite[nonFinite.length - 1]
  }
}
