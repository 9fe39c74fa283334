import type { Precision } from '../samples.js'
import { transformPlan } from '../transform/block-transform.js'
import {
  addScaled,
  dot,
  energy,
  errorOf,
  gradient,
  normalizeError,
  raise,
  rescale,
  respond,
  shrink,
  trackNoise,
} from '../wasm/adaptive.js'
import { Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import { forward, forwardFolded, inverse, type TransformPlan } from '../wasm/transform.js'
import type { BlockShape } from './block-shape.js'
import { ChangeDetector } from './change-detector.js'
import { PastBlocks } from './past-blocks.js'

/** The rate at which a kernel is assumed to change, per kernel length. */
const DRIFT = 1 / 4096
/** The variance of the taps, relative to the misfit that was measured. */
const DOUBT = 2
/** How many earlier blocks are learned from again before each new one. */
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
  /** The taps of all segments, with zeros after the last tap, and the taps from before the last step. */
  readonly taps: Block
  readonly earlierTaps: Block
  /** How uncertain each frequency of each segment is, and the noise at each frequency. */
  readonly variances: Block
  readonly noise: Block
  readonly past: PastBlocks
  readonly changes: ChangeDetector
  readonly #gain: number
  readonly #plan: TransformPlan
  readonly #weights: Block
  readonly #earlierWeights: Block
  /** The taps before the last block was learned from. */
  readonly #spareTaps: Block
  /** Room for what is computed on the way. */
  readonly #response: Block
  readonly #sum: Block
  readonly #errors: Block
  readonly #errorSpectrum: Block
  readonly #drive: Block
  readonly #inverse: Block
  readonly #newestInverse: Block

  constructor(shape: BlockShape, gain: number, precision: Precision) {
    const { size, segments } = shape
    const [spectrum, all] = [2 * size, segments * size]
    this.shape = shape
    this.#gain = gain
    this.#plan = transformPlan(size, precision)
    this.changes = new ChangeDetector(size)
    this.past = new PastBlocks(shape, this.#plan, precision)
    this.taps = new Block(all, precision)
    this.earlierTaps = new Block(all, precision)
    this.#spareTaps = new Block(all, precision)
    this.variances = new Block(all, precision)
    this.noise = new Block(size, precision)
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

  /** target[0..N) = what all segments but the first contribute to the block after block `index`. */
  respondAhead(target: Block, index: number): void {
    const { size, segments } = this.shape
    respond(
      this.#sum,
      this.past.ring,
      this.past.slotOf(index),
      this.#weights,
      2 * size,
      segments - 1,
      2 * size,
    )
    inverse(this.#response, 0, this.#sum, 0, this.#plan)
    copy(target, 0, this.#response, size, size)
    rescale(target, 0, size, 1 / size, 0)
  }

  /**
   * Learns from block `index`, which `past` has taken, after it has learned again from earlier ones. `errors` are those of
   * the taps in this block.
   *
   * @returns Whether the new taps are finite. If not, the taps are as before.
   */
  learn(index: number, errors: Block): boolean {
    const { size, segments } = this.shape
    const slot = this.past.slotOf(index)
    if (!this.#detectChange(slot, errors)) return false
    copy(this.#spareTaps, 0, this.taps, 0, this.taps.length)
    if (this.changes.isWorthless) this.#forget()
    this.#letChange()
    for (let i = 0; i < REPLAYS; i++) this.#replay(index, REPLAYS * index + i)
    copy(this.earlierTaps, 0, this.taps, 0, this.taps.length)
    copy(this.#earlierWeights, 0, this.#weights, 0, this.#weights.length)
    this.#errorsOf(slot, this.#weights)
    this.past.begin(slot, energy(this.#errors, size, size))
    this.#step(slot, true)
    for (let p = 0; p < segments; p++) {
      const { spectra } = this.past.ring
      shrink(this.variances, p * size, spectra, this.past.spectrumAt(slot, p), this.#newestInverse, 2 * size)
    }
    const { length } = this.taps
    return (areFinite(this.taps, 0, length) && areFinite(this.variances, 0, length)) || this.#undo(slot)
  }

  /** Computes the weights from the taps. */
  prepare(): void {
    this.#transformTaps(this.taps, this.#weights)
    this.#transformTaps(this.earlierTaps, this.#earlierWeights)
  }

  reset(): void {
    for (const block of this.#blocks) clear(block, 0, block.length)
    this.past.reset()
    this.changes.reset()
    this.#forgetVariances()
  }

  dispose(): void {
    for (const block of [...this.#blocks, ...this.past.blocks]) block.free()
  }

  get #blocks(): readonly Block[] {
    const kept = [this.taps, this.earlierTaps, this.variances, this.noise, this.#spareTaps]
    const work = [this.#response, this.#sum, this.#errors, this.#errorSpectrum, this.#drive]
    return [...kept, this.#weights, this.#earlierWeights, ...work, this.#inverse, this.#newestInverse]
  }

  /** Compares the errors with those of the taps before the last step. Returns whether their energies are in bounds. */
  #detectChange(slot: number, errors: Block): boolean {
    const { size } = this.shape
    const { desired } = this.past
    this.#errorsOf(slot, this.#earlierWeights)
    const before = energy(this.#errors, size, size)
    errorOf(this.#sum, 0, this.#errors, size, errors, 0, size, 1)
    const moved = energy(this.#sum, 0, size)
    // More precise than the difference of the energies.
    const gain = dot(this.#sum, 0, this.#errors, size, size) + dot(this.#sum, 0, errors, 0, size)
    errorOf(this.#sum, 0, desired, slot * size, errors, 0, size, 1)
    return this.changes.take({
      before,
      gain,
      moved,
      error: energy(errors, 0, size),
      desired: energy(desired, slot * size, size),
      output: energy(this.#sum, 0, size),
    })
  }

  /** Raises the variances by as much as the taps may have changed since the last block, and to what the last errors indicate. */
  #letChange(): void {
    const { size, segments, length } = this.shape
    const kept = 1 / (1 + (2 * size * DRIFT) / length)
    const doubt = DOUBT * this.changes.misfit
    for (let p = 0; p < segments; p++) {
      const strength = energy(this.taps, p * size, size)
      rescale(this.variances, p * size, size, kept, (1 - kept) * strength + LEAST_VARIANCE * this.#gain ** 2)
      if (doubt > 0) raise(this.variances, p * size, size, doubt * strength)
    }
  }

  /** Sets the second half of `#errors` to the errors of the weights in the block of a slot. The first half stays zero. */
  #errorsOf(slot: number, weights: Block): void {
    const { size, segments } = this.shape
    respond(this.#sum, this.past.ring, slot, weights, 0, segments, 2 * size)
    inverse(this.#response, 0, this.#sum, 0, this.#plan)
    errorOf(this.#errors, size, this.past.desired, slot * size, this.#response, size, size, 1 / size)
  }

  /** Learns again from an earlier block. The choice looks random, but is the same in every run. */
  #replay(index: number, count: number): void {
    const fraction = (((count % 65_536) * 40_503) % 65_536) / 65_536
    const earlier = 1 + Math.floor(fraction * Math.min(index, this.shape.memory))
    if (earlier > index) return
    const { size } = this.shape
    const slot = this.past.slotOf(index - earlier)
    if (!this.past.isUsable(slot)) return
    this.#errorsOf(slot, this.#weights)
    if (this.past.mayRepeat(slot, energy(this.#errors, size, size))) this.#step(slot, false)
  }

  /** Corrects the weights by the errors of the block in a slot. */
  #step(slot: number, isNew: boolean): void {
    const { size, segments } = this.shape
    const { ring } = this.past
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
      ring,
      slot,
      this.variances,
      segments,
      2 * size,
    )
    for (let p = 0; p < segments; p++) {
      const x = this.past.spectrumAt(slot, p)
      gradient(this.#sum, ring.spectra, x, this.#drive, this.variances, p * size, 2 * size)
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
    for (const taps of [this.taps, this.earlierTaps]) copy(taps, 0, this.#spareTaps, 0, taps.length)
    this.prepare()
    clear(this.noise, 0, this.noise.length)
    this.past.forget(slot)
    this.changes.reset()
    this.#forgetVariances()
    return false
  }

  /** Forgets the taps, and the blocks that they were learned from. */
  #forget(): void {
    for (const block of [this.taps, this.#weights, this.noise]) clear(block, 0, block.length)
    this.past.forgetAll()
    this.changes.reset()
    this.#forgetVariances()
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
