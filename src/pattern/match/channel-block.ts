import { EPSILON } from '../../samples.js'
import { addWeighted } from '../../wasm/frames.js'
import { Block } from '../../wasm/heap.js'
import { addScores, divide } from '../../wasm/sliding.js'
import type { PreparedChannels } from './prepared-channels.js'
import { SignalBlock } from './signal-block.js'

/**
 * A block of each channel of a signal. The score of a window is the mean of its channels' scores, by their weights; channels
 * in which the window touches a gap are left out.
 *
 * As in a `SignalBlock`, a score is a product times an inverse norm, and the inverse norm bounds how far the product's error affects
 * the score. With the weights w, products p and inverse norms n of the channels, the inverse norm is Σ w·n / Σ w, over the channels that
 * take part, and the product is Σ w·p·n / Σ w·n: a mean of products, which is also in [−1, 1].
 */
export class ChannelBlock {
  /** The number of samples, 2N. */
  readonly length: number
  /** The greatest error of a product. */
  readonly error: number
  readonly #weights: readonly number[]
  readonly #channels: readonly SignalBlock[]
  /** Sums over all channels, if there are several. */
  readonly #sums: Sums | undefined
  #measured = 0

  /**
   * Makes a block, within `allOrNothing`.
   *
   * @param size N, a size of the block transform, and the greatest length of a template.
   * @param weights The weight of each channel, above 0.
   */
  constructor(size: number, weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    this.length = 2 * size
    this.#weights = weights
    this.#channels = weights.map((weight) => new SignalBlock(size, 'float32', weight / total))
    this.#sums = weights.length > 1 ? new Sums(this.length) : undefined
    // Each channel adds two roundings, and the division two more.
    const added = weights.length > 1 ? (2 * weights.length + 4) * EPSILON.float32 : 0
    this.error = this.#channels[0].error + added
  }

  get isFree(): boolean {
    return this.#channels[0].isFree
  }

  /** The product of window j with a template of M samples is at M − 1 + j. */
  get products(): Block {
    return this.#sums?.products ?? this.#channels[0].products
  }

  /** The inverse norms of all windows of the last length passed to `measure`; 0 if a window is flat, or touches gaps, in all channels. */
  get inverses(): Block {
    return this.#sums?.inverses ?? this.#channels[0].inverses
  }

  /** Takes the first `count` samples of each channel, at most 2N. */
  load(channels: readonly Float64Array[], count: number): void {
    this.#measured = 0
    for (const [c, block] of this.#channels.entries()) block.load(channels[c], 0, count)
  }

  /** The number of whole windows of a length in the loaded samples. */
  windowCount(length: number): number {
    return this.#channels[0].windowCount(length)
  }

  /** Computes the inverse norms of all windows of a length, unless they are those of the last call. */
  measure(length: number): void {
    for (const block of this.#channels) block.measure(length)
    if (this.#sums === undefined || this.#measured === length) return
    this.#measured = length
    const { inverses, norms, ones } = this.#sums
    norms.samples.fill(0)
    const count = this.windowCount(length)
    for (const block of this.#channels) addWeighted(norms, block.inverses, ones, count)
    inverses.samples.set(norms.samples)
    if (this.#channels.some((block) => block.hasGaps)) this.#fillUp(inverses, count, length)
  }

  /** Computes the products of all windows with a template. */
  correlate(template: PreparedChannels): void {
    for (const [c, block] of this.#channels.entries()) block.correlate(template.channels[c])
    if (this.#sums === undefined) return
    const { products, norms, scores } = this.#sums
    const [at, count] = [template.length - 1, this.windowCount(template.length)]
    scores.samples.fill(0)
    for (const block of this.#channels) addScores(scores, block.products, at, block.inverses, count)
    // The window after the last one is read as well.
    products.samples.fill(0, at + count)
    divide(products, at, scores, norms, count)
  }

  /** The score of a window, computed directly in float64: NaN where it touches a gap in every channel. */
  score(template: PreparedChannels, window: number): number {
    let [sum, total] = [0, 0]
    for (let c = 0; c < this.#channels.length; c++) {
      const score = this.#scoreOf(c, template, window)
      if (Number.isNaN(score)) continue
      sum += this.#weights[c] * score
      total += this.#weights[c]
    }
    // 0/0 where no channel takes part.
    return sum / total
  }

  /** The scores of the channels of a window; NaN for those in which it touches a gap. */
  channelScores(template: PreparedChannels, window: number): number[] {
    return this.#channels.map((_, c) => this.#scoreOf(c, template, window))
  }

  dispose(): void {
    for (const block of this.#channels) block.dispose()
    this.#sums?.dispose()
  }

  #scoreOf(channel: number, template: PreparedChannels, window: number): number {
    const block = this.#channels[channel]
    if (block.isGap(window, template.length)) return NaN
    const deviation = block.deviation(template.channels[channel], window)
    return Number.isNaN(deviation) ? 0 : 1 - deviation
  }

  /** Divides the inverse norms by the share of the weights that take part. */
  #fillUp({ samples }: Block, count: number, length: number): void {
    const present = new Float64Array(count)
    const total = this.#weights.reduce((sum, weight) => sum + weight, 0)
    for (const [c, block] of this.#channels.entries()) {
      const touched = new Uint8Array(count)
      block.fillGaps(touched, 0, 1, length)
      for (let j = 0; j < count; j++) present[j] += (1 - touched[j]) * this.#weights[c]
    }
    for (let j = 0; j < count; j++) if (present[j] > 0) samples[j] *= total / present[j]
  }
}

/** Sums over several channels. */
class Sums {
  readonly products: Block
  readonly inverses: Block
  /** Σ w·n. */
  readonly norms: Block
  /** Σ w·p·n. */
  readonly scores: Block
  readonly ones: Block

  constructor(length: number) {
    this.products = new Block(length, 'float32')
    this.inverses = new Block(length, 'float32')
    this.norms = new Block(length, 'float32')
    this.scores = new Block(length, 'float32')
    this.ones = new Block(length, 'float32')
    this.ones.samples.fill(1)
  }

  dispose(): void {
    for (const block of [this.products, this.inverses, this.norms, this.scores, this.ones]) block.free()
  }
}
