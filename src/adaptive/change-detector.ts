import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'

/** How fast a kernel is taken to change, per kernel length: where it has changed, and where nothing tells that. */
const FAST = 1 / 2
const SLOW = 1 / 256
/** How much of the sums of the last block counts for the next one. */
const KEPT = 0.8
/** By which fraction a block's steps lessen the error of the next block, where the kernel seems to have changed; and surely has. */
const GAINED = [0.01, 0.06] as const
/** Which fraction of the energy is left, likewise. */
const LEFT = [0.03, 0.13] as const

/**
 * Tells a kernel that has changed from somebody else who speaks. Both leave a large error. But if the kernel has changed, then what was
 * learned from one block lessens the error of the next one, and if somebody else speaks, it does not.
 */
export class ChangeDetector {
  #gained = 0
  #before = 0
  #desired = 0

  /** How much of a kernel changes in the time of its length. */
  get rate(): number {
    const gained = this.#before > 0 ? ramp(this.#gained / this.#before, GAINED) : 0
    const left = this.#desired > 0 ? ramp(this.#before / this.#desired, LEFT) : 0
    const change = gained * left
    return FAST * change + SLOW * (1 - change)
  }

  /**
   * Takes the energies of a block: of its error before the last steps were taken, of its error now, and of what is desired.
   *
   * @returns Whether they are finite. If not, nothing is taken.
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

/** 0 below the first bound, 1 above the second one. */
function ramp(value: number, [from, to]: readonly [number, number]): number {
  return Math.min(Math.max((value - from) / (to - from), 0), 1)
}
