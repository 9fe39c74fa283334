import { transformPlan } from '../transform/block-transform.js'
import { engine, type TransformPlan } from '../wasm/engine.js'
import { Block } from '../wasm/heap.js'
import type { Precision } from '../samples.js'
import type { Level } from './partition.js'

/** The spectra of an input's last blocks of one length: the frequency-domain delay line that a level's partitions share. */
export class SpectraRing {
  readonly spectra: Block
  readonly #plan: TransformPlan
  readonly #count: number
  /** The slot of the last block. */
  #newest = 0
  /** How many blocks, up to the last, held nothing but zeros. */
  #silent: number

  constructor({ blockLength, count }: Level, precision: Precision) {
    this.spectra = new Block(2 * blockLength * count, precision)
    this.#plan = transformPlan(blockLength, precision)
    this.#count = count
    this.#silent = count
  }

  get newest(): number {
    return this.#newest
  }

  /** Whether all of it is zero. */
  get isSilent(): boolean {
    return this.#silent >= this.#count
  }

  /** Takes the block input[from..from + B). */
  take(input: Block, from: number, isSilent: boolean): void {
    const { precision } = this.spectra
    const length = 2 * this.#plan.size
    const wasSilent = this.isSilent
    this.#newest = this.#newest + 1 === this.#count ? 0 : this.#newest + 1
    this.#silent = isSilent ? this.#silent + 1 : 0
    if (!isSilent) engine(precision).forward(this.spectra, length * this.#newest, input, from, this.#plan)
    else if (!wasSilent) engine(precision).clear(this.spectra, length * this.#newest, length)
  }

  /** The state besides the spectra, in numbers, for `load`. */
  save(): number[] {
    return [this.#newest, this.#silent]
  }

  /** Takes the numbers of `save`, one by one. */
  load(take: () => number): void {
    this.#newest = take()
    this.#silent = take()
  }

  dispose(): void {
    this.spectra.free()
  }
}
