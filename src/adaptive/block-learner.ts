import type { Precision, Samples } from '../samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { transformPlan } from '../transform/block-transform.js'
import {
  addScaled,
  energy,
  errorOf,
  gradient,
  normalizeError,
  rescale,
  respond,
  shrink,
  type SpectrumRing,
  trackNoise,
} from '../wasm/adaptive.js'
import { Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import { forward, forwardFolded, inverse, type TransformPlan } from '../wasm/transform.js'
import type { BlockShape } from './block-shape.js'
import { ChangeDetector } from './change-detector.js'

/** How many earlier blocks are learned from again after each new one. */
const REPLAYS = 3
/**
 * The factor by which the unexplained power is raised when a block is learned from again, since it carries less new information.
 */
const REPLAY_WEIGHT = 4
/** The factor by which the estimate of the noise decays from block to block. */
const NOISE_KEPT = 0.8
/** How fast the first guess of the taps' variance falls: by 1 + this/P from segment to segment. */
const FALL = 2.5
/** No tap is known better than this, relative to the gain. */
const LEAST_VARIANCE = 1e-20
/** What is added to the divisor of a step, so that it is never zero. */
const LEAST_DIVISOR: Record<Precision, number> = { float32: 1e-30, float64: 1e-280 }

/**
 * Learns a kernel from blocks: a Kalman filter for each frequency of each segment. See `AdaptiveConvolver` for the formulas.
 */
export class BlockLearner {
  readonly shape: BlockShape
  /** The taps of all segments, with zeros after the last tap, and the taps from before the last block was learned from. */
  readonly taps: Block
  readonly earlierTaps: Block
  /** How uncertain each frequency of each segment is, and the noise at each frequency. */
  readonly variances: Block
  readonly noise: Block
  /** The last blocks of both signals, and whether they can be learned from, by slot. */
  readonly reference: Block
  readonly desired: Block
  readonly isUsable: boolean[]
  readonly changes: ChangeDetector
  readonly #gain: number
  readonly #plan: TransformPlan
  /** The spectra of the last blocks of the reference, each with the block before it. */
  readonly #ring: SpectrumRing
  readonly #weights: Block
  readonly #earlierWeights: Block
  /** Room for what is computed on the way. */
  readonly #response: Block
  readonly #sum: Block
  readonly #errors: Block
  readonly #errorSpectrum: Block
  readonly #drive: Block
  readonly #inverse: Block
  readonly #newestInverse: Block

  constructor(shape: BlockShape, gain: number, precision: Precision) {
    const { size, segments, slots } = shape
    const [spectrum, all] = [2 * size, segments * size]
    this.shape = shape
    this.#gain = gain
    this.#plan = transformPlan(size, precision)
    this.changes = new ChangeDetector()
    this.isUsable = new Array<boolean>(slots).fill(false)
    this.taps = new Block(all, precision)
    this.earlierTaps = new Block(all, precision)
    this.variances = new Block(all, precision)
    this.noise = new Block(size, precision)
    this.reference = new Block(slots * size, precision)
    this.desired = new Block(slots * size, precision)
    this.#ring = { spectra: new Block(slots * spectrum, precision), slots }
    this.#weights = new Block(2 * all, precision)
    this.#earlierWeights = new Block(2 * all, precision)
    this.#response = new Block(spectrum, precision)
    this.#sum = new Block(spectrum, precision)
    this.#errors = new Block(spectrum, precision)
    this.#errorSpectrum = new Block(spectrum, precision)
    this.#drive = new Block(spectrum, precision)
    this.#inverse = new Block(size, precision)
    this.#newestInverse = new Block(size, precision)
    this.#forgetVariances()
  }

  /** The index in `desired` at which a block begins. */
  desiredAt(index: number): number {
    return this.#slot(index) * this.shape.size
  }

  /** Takes a block of the reference, source[0..2N): the block before it, and the block itself. */
  take(index: number, source: Block): void {
    const { size } = this.shape
    const slot = this.#slot(index)
    copy(this.reference, slot * size, source, size, size)
    forwardFolded(this.#ring.spectra, 2 * size * slot, source, 0, this.#plan)
  }

  /** target[0..N) = what all segments but the first contribute to the block after block `index`. */
  respondAhead(target: Block, index: number): void {
    const { size, segments } = this.shape
    respond(this.#sum, this.#ring, this.#slot(index), this.#weights, 2 * size, segments - 1, 2 * size)
    inverse(this.#response, 0, this.#sum, 0, this.#plan)
    copy(target, 0, this.#response, size, size)
    rescale(target, 0, size, 1 / size, 0)
  }

  /**
   * Learns from block `index`, which `take` has stored, and again from earlier ones. `errors` are those of the taps in this block.
   *
   * @returns Whether the new taps are finite. If not, the taps are as before.
   */
  learn(index: number, errors: Block): boolean {
    const { size, segments } = this.shape
    const slot = this.#slot(index)
    this.#errorsOf(slot, this.#earlierWeights)
    const energies = [energy(this.#errors, size, size), energy(errors, 0, size)] as const
    if (!this.changes.take(...energies, energy(this.desired, slot * size, size))) {
      this.isUsable[slot] = false
      return false
    }
    copy(this.earlierTaps, 0, this.taps, 0, this.taps.length)
    copy(this.#earlierWeights, 0, this.#weights, 0, this.#weights.length)
    this.#letChange()
    copy(this.#errors, size, errors, 0, size)
    this.#step(slot, true)
    for (let i = 0; i < REPLAYS; i++) this.#replay(index, REPLAYS * index + i)
    for (let p = 0; p < segments; p++) {
      const { spectra } = this.#ring
      shrink(this.variances, p * size, spectra, this.#spectrumAt(slot, p), this.#newestInverse, 2 * size)
    }
    const { length } = this.taps
    return (areFinite(this.taps, 0, length) && areFinite(this.variances, 0, length)) || this.#undo(slot)
  }

  /** Writes the blocks before block `index` that will be needed. */
  saveBlocks(writer: SnapshotWriter, index: number): void {
    const { size, slots, memory } = this.shape
    const part = (block: Block, i: number): Samples =>
      block.samples.subarray(this.#slot(i) * size, (this.#slot(i) + 1) * size)
    for (let i = Math.max(index - memory, 0); i < index; i++) {
      writer.flag(this.isUsable[this.#slot(i)])
      writer.samples(part(this.desired, i))
    }
    for (let i = Math.max(index - slots, 0); i < index; i++) writer.samples(part(this.reference, i))
  }

  /** Reads what `saveBlocks` wrote. Then pair[0..N) holds the last block of the reference. */
  loadBlocks(reader: SnapshotReader, index: number, pair: Block): void {
    const { size, slots, memory } = this.shape
    for (let i = Math.max(index - memory, 0); i < index; i++) {
      const slot = this.#slot(i)
      this.isUsable[slot] = reader.flag()
      reader.samples(this.desired.samples.subarray(slot * size, (slot + 1) * size))
    }
    const first = Math.max(index - slots, 0)
    for (let i = first; i < index; i++) {
      reader.samples(pair.samples.subarray(size, 2 * size))
      this.take(i, pair)
      copy(pair, 0, pair, size, size)
    }
  }

  /** Computes the weights from the taps. */
  prepare(): void {
    this.#transformTaps(this.taps, this.#weights)
    this.#transformTaps(this.earlierTaps, this.#earlierWeights)
  }

  reset(): void {
    for (const block of this.#blocks) clear(block, 0, block.length)
    this.isUsable.fill(false)
    this.changes.reset()
    this.#forgetVariances()
  }

  dispose(): void {
    for (const block of this.#blocks) block.free()
  }

  get #blocks(): readonly Block[] {
    const { taps, earlierTaps, variances, noise, reference, desired } = this
    const kept = [taps, earlierTaps, variances, noise, reference, desired, this.#ring.spectra]
    const work = [this.#response, this.#sum, this.#errors, this.#errorSpectrum, this.#drive]
    return [...kept, this.#weights, this.#earlierWeights, ...work, this.#inverse, this.#newestInverse]
  }

  #slot(index: number): number {
    return index % this.shape.slots
  }

  /** The index of a spectrum in the ring: that of the block `earlier` blocks before the one in a slot. */
  #spectrumAt(slot: number, earlier: number): number {
    const { size, slots } = this.shape
    return 2 * size * ((slot - earlier + slots) % slots)
  }

  /** Raises the variances by as much as the taps may have changed since the last block. */
  #letChange(): void {
    const { size, segments, length } = this.shape
    const kept = 1 / (1 + (2 * size * this.changes.rate) / length)
    for (let p = 0; p < segments; p++) {
      const growth = (1 - kept) * energy(this.taps, p * size, size)
      rescale(this.variances, p * size, size, kept, growth + LEAST_VARIANCE * this.#gain ** 2)
    }
  }

  /** Sets the second half of `#errors` to the errors of the weights in the block of a slot. The first half stays zero. */
  #errorsOf(slot: number, weights: Block): void {
    const { size, segments } = this.shape
    respond(this.#sum, this.#ring, slot, weights, 0, segments, 2 * size)
    inverse(this.#response, 0, this.#sum, 0, this.#plan)
    errorOf(this.#errors, size, this.desired, slot * size, this.#response, size, size, 1 / size)
  }

  /** Learns again from an earlier block. The choice looks random, but is the same in every run. */
  #replay(index: number, count: number): void {
    const fraction = (((count % 65_536) * 40_503) % 65_536) / 65_536
    const earlier = 1 + Math.floor(fraction * Math.min(index, this.shape.memory))
    if (earlier > index) return
    const slot = this.#slot(index - earlier)
    if (!this.isUsable[slot]) return
    this.#errorsOf(slot, this.#weights)
    this.#step(slot, false)
  }

  /** Corrects the weights by the errors of the block in a slot. */
  #step(slot: number, isNew: boolean): void {
    const { size, segments } = this.shape
    const { spectra } = this.#ring
    forwardFolded(this.#errorSpectrum, 0, this.#errors, 0, this.#plan)
    if (isNew) trackNoise(this.noise, this.#errorSpectrum, 2 * size, NOISE_KEPT)
    normalizeError(
      this.#drive,
      isNew ? this.#newestInverse : this.#inverse,
      this.#errorSpectrum,
      {
        noise: this.noise,
        share: isNew ? 1 : 0,
        weight: isNew ? 1 : REPLAY_WEIGHT,
        least: LEAST_DIVISOR[this.taps.precision],
      },
      this.#ring,
      slot,
      this.variances,
      segments,
      2 * size,
    )
    for (let p = 0; p < segments; p++) {
      gradient(this.#sum, spectra, this.#spectrumAt(slot, p), this.#drive, this.variances, p * size, 2 * size)
      inverse(this.#response, 0, this.#sum, 0, this.#plan)
      addScaled(this.taps, p * size, this.#response, size, 1 / size)
    }
    clear(this.taps, this.shape.length, this.taps.length - this.shape.length)
    this.#transformTaps(this.taps, this.#weights)
  }

  #transformTaps(taps: Block, weights: Block): void {
    const { size, segments } = this.shape
    for (let p = 0; p < segments; p++) forward(weights, 2 * size * p, taps, size * p, this.#plan)
  }

  /** Undoes what the block in a slot has changed, excludes it from replays, and makes the taps as uncertain as at first. */
  #undo(slot: number): false {
    copy(this.taps, 0, this.earlierTaps, 0, this.taps.length)
    this.prepare()
    clear(this.noise, 0, this.noise.length)
    this.isUsable[slot] = false
    this.changes.reset()
    this.#forgetVariances()
    return false
  }

  #forgetVariances(): void {
    const { size, segments } = this.shape
    const fall = 1 + FALL / segments
    const shares = Array.from({ length: segments }, (_, p) => fall ** -p)
    const sum = shares.reduce((a, b) => a + b, 0)
    const { samples } = this.variances
    for (const [p, share] of shares.entries()) {
      samples.fill((this.#gain ** 2 * share) / sum, p * size, (p + 1) * size)
    }
  }
}
