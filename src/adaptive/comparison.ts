import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'

/** The factor by which the sums decay from block to block. */
const KEPT = 0.7

/**
 * Tells which of two filters leaves the smaller error. The two errors differ by as much as the two outputs. By chance alone, their
 * energies differ by at most about √(energy of the error · energy of the difference of the outputs).
 */
export class Comparison {
  #gained = 0
  #spread = 0

  /** The gain in the last blocks, relative to what chance can explain. Negative for a loss. */
  get significance(): number {
    return this.#spread > 0 ? this.#gained / Math.sqrt(this.#spread) : 0
  }

  /** Takes a block: the energy by which the other filter's error is smaller, that of the error, and that of the difference. */
  take(gain: number, error: number, difference: number): void {
    this.#gained = KEPT * this.#gained + gain
    this.#spread = KEPT ** 2 * this.#spread + error * difference
  }

  reset(): void {
    this.#gained = 0
    this.#spread = 0
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.#gained)
    writer.number(this.#spread)
  }

  load(reader: SnapshotReader): void {
    this.#gained = reader.finite()
    this.#spread = reader.finite(0)
  }
}
