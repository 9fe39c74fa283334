import { Gaps } from '../../gaps.js'
import { GREATEST_SQUARED, patchGaps } from '../../patch-gaps.js'
import { EPSILON, type Precision, type Samples, type TypedSignal } from '../../samples.js'
import { transformPlan } from '../../transform/block-transform.js'
import { Block } from '../../wasm/heap.js'
import { ingest, SPECIAL } from '../../wasm/samples.js'
import * as sliding from '../../wasm/sliding.js'
import { multiply } from '../../wasm/spectrum.js'
import { forwardFolded, inverse } from '../../wasm/transform.js'
import type { PreparedTemplate } from './prepared-template.js'

/**
 * 2N samples of a signal, and what their windows have to do with templates. The block's mean is taken out before the
 * transform, and the block is divided by its norm; with a template of norm 1, all products lie in [−1, 1] then, and their
 * rounding errors are below `error`. A window's score is its product times its inverse norm, which in these units also
 * tells how much of that error it gets.
 *
 * The product of window j of a template of M samples is `products.samples[M − 1 + j]`: a block of 2N samples and at most
 * N taps are convolved modulo t²ᴺ + 1, which is exact from tap M − 1 on.
 */
export class SignalBlock {
  /** The number of samples, 2N. */
  readonly length: number
  /** The greatest error of a product. */
  readonly error: number
  readonly products: Block
  /** The inverse norms of all windows of the length last given to `measure`, times the weight; 0 where a window is flat. */
  readonly inverses: Block
  readonly #precision: Precision
  readonly #weight: number
  readonly #size: number
  readonly #signal: Block
  readonly #spectrum: Block
  readonly #product: Block
  readonly #sums: Block
  readonly #window: Block
  #gaps = new Gaps()
  #loaded = 0
  #norm = 0
  #measured = 0

  /**
   * @param size N, a size of the block transform, and the greatest length of a template.
   * @param weight What the inverse norms are multiplied by.
   */
  constructor(size: number, precision: Precision, weight = 1) {
    this.length = 2 * size
    this.error = 2 * EPSILON[precision] * Math.log2(this.length)
    this.products = new Block(this.length, precision)
    this.inverses = new Block(this.length, precision)
    this.#precision = precision
    this.#weight = weight
    this.#size = size
    this.#signal = new Block(this.length, 'float64')
    this.#spectrum = new Block(this.length, precision)
    this.#product = new Block(this.length, precision)
    this.#sums = new Block(2 * this.length + 4, 'float64')
    this.#window = new Block(size, 'float64')
  }

  get isFree(): boolean {
    return this.products.isFree
  }

  /** Takes the samples [from, to), at most 2N. */
  load(samples: TypedSignal, from: number, to: number): void {
    const target = this.#signal.samples
    this.#loaded = to - from
    this.#measured = 0
    target.set(samples.subarray(from, to))
    const kind = ingest(this.#signal, 0, this.#signal, 0, this.#loaded)
    this.#gaps = kind === SPECIAL ? patchGaps(target, this.#loaded) : new Gaps()
    // Missing samples repeat the last one, as a step would only add energy.
    target.fill(this.#loaded > 0 ? target[this.#loaded - 1] : 0, this.#loaded)
    this.#norm = sliding.center(this.products, this.#signal, this.length)
    if (!(this.#norm < GREATEST_SQUARED)) {
      this.#gaps = patchGaps(target, this.#loaded, GREATEST_SQUARED)
      this.#norm = sliding.center(this.products, this.#signal, this.length)
    }
    const plan = transformPlan(this.#size, this.#precision)
    forwardFolded(this.#spectrum, 0, this.products, 0, plan)
  }

  /** The number of whole windows of a length in the loaded samples. */
  windowCount(length: number): number {
    return Math.max(this.#loaded - length + 1, 0)
  }

  /** Computes the inverse norms of all windows of a length; at once if it was just the same. */
  measure(length: number): void {
    const count = this.windowCount(length)
    if (this.#measured === length || count === 0) return
    sliding.inverseNorms(this.inverses, this.#signal, count, length, this.#norm * this.#weight, this.#sums)
    // Whole vectors of these are read.
    this.inverses.samples.fill(0, count, count + 4)
    this.#measured = length
    if (!this.#gaps.isEmpty) this.fillGaps(this.inverses.samples, 0, 0, length)
  }

  /** Computes the products of all windows with a template. */
  correlate(template: PreparedTemplate): void {
    const spectrum = template.spectrum(this.#size, this.#precision)
    multiply(this.#product, 0, this.#spectrum, 0, spectrum, 0, this.length)
    inverse(this.products, 0, this.#product, 0, transformPlan(this.#size, this.#precision))
  }

  /** Sets a value for all windows that touch a gap; out[at] is that of the block's first window. */
  fillGaps(out: Samples | Uint8Array, at: number, value: number, length: number): void {
    this.#gaps.fill(value, out, at, this.windowCount(length), length - 1, length - 1)
  }

  get hasGaps(): boolean {
    return !this.#gaps.isEmpty
  }

  /** Whether a window touches a gap. */
  isGap(window: number, length: number): boolean {
    return this.#gaps.touches(window, window + length)
  }

  /** 1 − r of a window and a template, computed directly in float64, to the last digit near 0; NaN where it is flat. */
  deviation(template: PreparedTemplate, window: number): number {
    const norm = sliding.standardize(this.#window, this.#signal, window, template.length)
    if (norm === 0) return NaN
    return Math.min(sliding.halfSquaredDistance(this.#window, template.standard, template.length), 2)
  }

  dispose(): void {
    for (const block of [this.products, this.inverses, this.#signal, this.#spectrum]) block.free()
    for (const block of [this.#product, this.#sums, this.#window]) block.free()
  }
}
