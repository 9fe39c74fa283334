import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { Comparison } from './comparison.js'

/** The factor by which the energies decay from block to block. */
const KEPT = 0.7
/** How much more significant the gain without a kernel must be before the kernel is forgotten. */
const WORTHLESS = 0.5
/** The product of two such energies does not overflow. */
const GREATEST_ENERGY = 2 ** 500

/** The energies of a block. */
export interface BlockEnergies {
  /** Of the error without the last step, and by how much the last step reduced it. */
  readonly before: number
  readonly gain: number
  /** Of the difference that the last step makes to the output. */
  readonly moved: number
  /** Of the error, the desired signal, and the output. */
  readonly error: number
  readonly desired: number
  readonly output: number
}

/**
 * Distinguishes a changed kernel from a second voice. Both cause a large error. If the kernel has changed, what was learned from
 * one block reduces the error of the next one. If somebody else speaks, it does not.
 */
export class ChangeDetector {
  /** The significance above which a gain may have another cause than chance. From twice this value on, it is certain. */
  readonly #threshold: number
  /** The last step against none, and no kernel against the one learned. */
  readonly #step = new Comparison()
  readonly #nothing = new Comparison()
  #error = 0
  #desired = 0

  /** @param size The length of a block. In long blocks, chance averages out; less so for tones, hence the constant. */
  constructor(size: number) {
    this.#threshold = 0.5 + 4 / Math.sqrt(size)
  }

  /** The fraction of the desired signal's energy that is left because the kernel is wrong: 0 unless that is likely. */
  get misfit(): number {
    if (this.#desired === 0) return 0
    const certainty = Math.min(Math.max(this.#step.significance / this.#threshold - 1, 0), 1)
    return certainty * Math.min(this.#error / this.#desired, 1)
  }

  /** Whether the error would certainly be smaller without the kernel. */
  get isWorthless(): boolean {
    return this.#nothing.significance > this.#threshold + WORTHLESS
  }

  /**
   * Takes the energies of a block.
   *
   * @returns Whether they are in bounds. If not, nothing is taken.
   */
  take({ before, gain, moved, error, desired, output }: BlockEnergies): boolean {
    const all = [before, gain, moved, error, desired, output]
    if (!all.every((energy) => Math.abs(energy) <= GREATEST_ENERGY)) return false
    this.#step.take(gain, before, moved)
    this.#nothing.take(error - desired, desired, output)
    this.#error = KEPT * this.#error + error
    this.#desired = KEPT * this.#desired + desired
    return true
  }

  reset(): void {
    this.#step.reset()
    this.#nothing.reset()
    this.#error = 0
    this.#desired = 0
  }

  save(writer: SnapshotWriter): void {
    this.#step.save(writer)
    this.#nothing.save(writer)
    writer.number(this.#error)
    writer.number(this.#desired)
  }

  load(reader: SnapshotReader): void {
    this.#step.load(reader)
    this.#nothing.load(reader)
    this.#error = reader.finite(0)
    this.#desired = reader.finite(0)
  }
}
