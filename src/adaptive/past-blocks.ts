import type { Precision, Samples } from '../samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { energy, type SpectrumRing } from '../wasm/adaptive.js'
import { Block } from '../wasm/heap.js'
import { clear, copy } from '../wasm/samples.js'
import { forwardFolded, type TransformPlan } from '../wasm/transform.js'
import type { BlockShape } from './block-shape.js'

/** A block whose error has grown to this many times its least energy … */
const GROWN = 4
/** … and to this fraction of the energy of the desired signal belongs to an earlier kernel. */
const LEAST_GROWN = 0.03

/** The last blocks of both signals, by slot, and which of them can be learned from again. */
export class PastBlocks {
  readonly desired: Block
  /** The spectra of the reference, each block with the block before it. */
  readonly ring: SpectrumRing
  readonly #shape: BlockShape
  readonly #plan: TransformPlan
  readonly #reference: Block
  readonly #isUsable: boolean[]
  /** The least energy of the error of each block, of all the times that it was learned from. */
  readonly #leastErrors: Float64Array

  constructor(shape: BlockShape, plan: TransformPlan, precision: Precision) {
    const { size, slots } = shape
    this.#shape = shape
    this.#plan = plan
    this.#reference = new Block(slots * size, precision)
    this.desired = new Block(slots * size, precision)
    this.ring = { spectra: new Block(2 * slots * size, precision), slots }
    this.#isUsable = new Array<boolean>(slots).fill(false)
    this.#leastErrors = new Float64Array(slots)
  }

  get blocks(): readonly Block[] {
    return [this.#reference, this.desired, this.ring.spectra]
  }

  slotOf(index: number): number {
    return index % this.#shape.slots
  }

  /** The index in `desired` at which a block begins. */
  desiredAt(index: number): number {
    return this.slotOf(index) * this.#shape.size
  }

  /** The index of a spectrum in the ring: that of the block `earlier` blocks before the one in a slot. */
  spectrumAt(slot: number, earlier: number): number {
    const { size, slots } = this.#shape
    return 2 * size * ((slot - earlier + slots) % slots)
  }

  /** Takes a block of the reference, source[0..2N): the block before it, and the block itself. */
  take(index: number, source: Block): void {
    const { size } = this.#shape
    const slot = this.slotOf(index)
    this.#isUsable[slot] = false
    copy(this.#reference, slot * size, source, size, size)
    forwardFolded(this.ring.spectra, 2 * size * slot, source, 0, this.#plan)
  }

  /** Notes that a block is learned from for the first time, and the energy of its error. */
  begin(slot: number, error: number): void {
    this.#isUsable[slot] = true
    this.#leastErrors[slot] = error
  }

  /** Whether the block in a slot can be learned from again, given the energy of its error. If not, it never will be. */
  mayRepeat(slot: number, error: number): boolean {
    const { size } = this.#shape
    const isGrown = error > GROWN * this.#leastErrors[slot]
    if (isGrown && error > LEAST_GROWN * energy(this.desired, slot * size, size)) this.forget(slot)
    this.#leastErrors[slot] = Math.min(this.#leastErrors[slot], error)
    return this.#isUsable[slot]
  }

  isUsable(slot: number): boolean {
    return this.#isUsable[slot]
  }

  /** Excludes the block in a slot from replays. */
  forget(slot: number): void {
    this.#isUsable[slot] = false
  }

  /** Excludes all blocks from replays. */
  forgetAll(): void {
    this.#isUsable.fill(false)
  }

  reset(): void {
    for (const block of this.blocks) clear(block, 0, block.length)
    this.#leastErrors.fill(0)
    this.forgetAll()
  }

  /** Writes the blocks before block `index` that will be needed. */
  save(writer: SnapshotWriter, index: number): void {
    const { slots, memory } = this.#shape
    for (let i = Math.max(index - memory, 0); i < index; i++) {
      const slot = this.slotOf(i)
      writer.flag(this.#isUsable[slot])
      writer.number(this.#leastErrors[slot])
      writer.samples(this.#samplesOf(this.desired, slot))
    }
    for (let i = Math.max(index - slots, 0); i < index; i++) {
      writer.samples(this.#samplesOf(this.#reference, this.slotOf(i)))
    }
  }

  /** Reads what `save` wrote. Then pair[0..N) holds the last block of the reference. */
  load(reader: SnapshotReader, index: number, pair: Block): void {
    const { size, slots, memory } = this.#shape
    const usable = this.#isUsable.slice()
    for (let i = Math.max(index - memory, 0); i < index; i++) {
      const slot = this.slotOf(i)
      usable[slot] = reader.flag()
      this.#leastErrors[slot] = reader.number()
      reader.samples(this.#samplesOf(this.desired, slot))
    }
    for (let i = Math.max(index - slots, 0); i < index; i++) {
      reader.samples(pair.samples.subarray(size, 2 * size))
      this.take(i, pair)
      copy(pair, 0, pair, size, size)
    }
    for (const [slot, isUsable] of usable.entries()) this.#isUsable[slot] = isUsable
  }

  #samplesOf(block: Block, slot: number): Samples {
    const { size } = this.#shape
    return block.samples.subarray(slot * size, (slot + 1) * size)
  }
}
