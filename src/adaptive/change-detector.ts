import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'

/** The rate at which a kernel is assumed to change, per kernel length: after a change has been detected, and otherwise. */
const FAST = 1 / 2
const SLOW = 1 / 256
/** The factor by which the sums decay from block to block. */
const KEPT = 0.8
/**
 * The fraction by which the steps after one block reduce the energy of the error in the next. Below the first value, nothing
 * indicates that the kernel has changed. Above the second value, it is certain. In between, the detector interpolates.
 */
const GAINED = [0.01, 0.06] as const
/** The same for the fraction of the energy of the desired signal that is left in the error. */
const LEFT = [0.03, 0.13] as const

/**
 * Distinguishes a changed kernel from a second voice. Both cause a large error. If the kernel has changed, what was learned from
 * one block reduces the error of the next one. If somebody else speaks, it does not.
 */
export class ChangeDetector {
  #gained = 0
  #before = 0
  #desired = 0

  /** The fraction of the kernel that is assumed to change in one kernel length. */
  get rate(): number {
    const gained = this.#before > 0 ? ramp(this.#gained / this.#before, GAINED) : 0
    const left = this.#desired > 0 ? ramp(this.#before / this.#desired, LEFT) : 0
    const change = gained * left
    return FAST * change + SLOW * (1 - change)
  }

  /**
   * Takes the energies of a block: of its error with the taps before the last steps, of its error now, and of the desired signal.
   *
   * @returns Whether the sums stay finite. If not, they do not change.
   */
  take(before: number, now: number, desired: number): boolean {
    const next = [
      KEPT * this.#gained + (before - now),
      KEPT * this.#before + before,
      KEPT * this.#desired + desired,
    ] as const
    if (!next.every(Number.isFinite)) return false
    ;[this.#gained, this.#before, this.#desired] = next
    return true
  }

  reset(): void {
    this.#gained = 0
    this.#before = 0
    this.#desired = 0
  }

  save(writer: SnapshotWriter): void {
    for (const number of [this.#gained, this.#before, this.#desired]) writer.number(number)
  }

  load(reader: SnapshotReader): void {
    this.#gained = reader.finite()
    this.#before = reader.finite(0)
    this.#desired = reader.finite(0)
  }
}

/** Rises from 0 at the first bound to 1 at the second one. */
function ramp(value: number, [from, to]: readonly [number, number]): number {
  return Math.min(Math.max((value - from) / (to - from), 0), 1)
}
