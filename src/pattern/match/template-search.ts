import { scan } from '../../wasm/sliding.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { AdaptiveThreshold } from './adaptive-threshold.js'
import type { ChannelBlock } from './channel-block.js'
import type { Match, MatchRule } from './match.js'
import { type CandidateSource, MatchSelection, OPEN, type SelectionRule } from './match-selection.js'
import type { PreparedChannels } from './prepared-channels.js'
import type { TemplateName } from './templates.js'

/** Lower scores are those of flat windows. */
const LEAST_SCORE = 1e-9

/**
 * The search for one template in a stream. It takes block after block, and finds the candidates: each window whose score reaches
 * the threshold, exceeds that of the window before and is not below that of the window after. A selection chooses the matches
 * among them.
 *
 * Scores from the transform only show where to look: a window that may be a candidate, within their error, is computed
 * directly. So the result does not depend on how the stream was cut into blocks.
 */
export class TemplateSearch implements CandidateSource {
  readonly name: TemplateName
  /** Its position among all templates that were added. */
  readonly order: number
  readonly template: PreparedChannels
  /** Chooses the matches among its candidates. */
  readonly selection: MatchSelection
  readonly #rule: MatchRule
  readonly #threshold: number | AdaptiveThreshold
  /** The first window to search, and the next one. */
  #first: number
  #next: number

  /**
   * @param order Its position among all templates that were added.
   * @param first The first window to search.
   * @param shared The selection among the candidates of all templates, if matches are distinct.
   */
  constructor(
    template: PreparedChannels,
    name: TemplateName,
    rule: MatchRule & SelectionRule,
    order: number,
    first: number,
    shared?: MatchSelection,
  ) {
    const minDistance = rule.minDistance ?? Math.ceil(template.length / 2)
    this.template = template
    this.name = name
    this.selection = shared ?? new MatchSelection({ ...rule, minDistance })
    this.#rule = rule
    this.#threshold =
      typeof rule.threshold === 'number'
        ? rule.threshold
        : new AdaptiveThreshold(rule.threshold, template.length, independenceOf(rule.weights))
    this.order = order
    this.#first = first
    this.#next = first
  }

  /** M, in samples. */
  get length(): number {
    return this.template.length
  }

  get channelCount(): number | undefined {
    return this.#rule.channelCount
  }

  /** The first window not searched yet: no future candidate begins before it. */
  get next(): number {
    return this.#next
  }

  /**
   * Searches all new windows of a block, whose first sample has the index `start`. A window is searched when the window after it is
   * complete as well, or at the end of the stream.
   */
  advance(block: ChannelBlock, start: number, isEnd: boolean): void {
    const { length } = this.template
    const count = block.windowCount(length)
    const from = Math.max(this.#next - start, 0)
    const to = isEnd ? count : count - 1
    // A template that has all its matches continues if it competes with others.
    const isDone = !this.#rule.isDistinct && this.selection.isFull(this.name)
    if (from < to && !isDone) this.#search(block, start, from, to)
    this.#next = Math.max(this.#next, start + to)
  }

  /** Freezes the threshold estimated from the stream so far. */
  freeze(): void {
    if (typeof this.#threshold !== 'number') this.#threshold.freeze()
  }

  /** Skips `length` samples of a gap. */
  skip(length: number): void {
    this.#next += length
  }

  /** Starts again with the sample 0. */
  reset(): void {
    this.#first = 0
    this.#next = 0
    this.selection.reset()
    if (typeof this.#threshold !== 'number') this.#threshold.reset()
  }

  /** Writes its position, the observations of its threshold, and the candidates in its own selection. */
  save(writer: SnapshotWriter): void {
    writer.number(this.#first)
    writer.number(this.#next)
    if (typeof this.#threshold !== 'number') this.#threshold.save(writer)
    if (!this.#rule.isDistinct) this.selection.save(writer, [this])
  }

  /**
   * Reads what `save` wrote, into a new search.
   *
   * @param start The first sample that is held. Unless it is the first of the stream, the next window has a neighbour before it.
   * @param position The index of the next sample.
   * @throws RangeError if the state is impossible.
   */
  load(reader: SnapshotReader, start: number, position: number): void {
    this.#first = reader.count(0, position)
    this.#next = reader.count(Math.max(this.#first, start > 0 ? start + 1 : 0), position)
    if (typeof this.#threshold !== 'number') this.#threshold.load(reader, this.#next)
    if (!this.#rule.isDistinct) this.selection.load(reader, [this])
  }

  /** Finds the peaks among the windows from <= j < to of a block. */
  #search(block: ChannelBlock, start: number, from: number, to: number): void {
    block.measure(this.template.length)
    block.correlate(this.template)
    if (typeof this.#threshold === 'number') {
      this.#scan(block, start, from, to, this.#threshold)
      return
    }
    const threshold = this.#threshold
    for (let j = from; j < to;) {
      const end = Math.min(threshold.endOfBlock(start + j) - start, to)
      this.#scan(block, start, j, end, threshold.at(start + j))
      this.#observe(block, j, end, threshold)
      j = end
    }
  }

  /**
   * Passes the highest score of each of its blocks to the threshold. The score is computed directly: for quiet windows of a loud block, a
   * transform gives noise, which depends on where blocks are cut.
   */
  #observe(block: ChannelBlock, from: number, to: number, threshold: AdaptiveThreshold): void {
    const { products, inverses, error } = block
    const at = this.template.length - 1
    for (let j = from - 1; threshold.best < 1;) {
      const least = Math.max(threshold.best, LEAST_SCORE)
      j = scan(products, at, inverses, j + 1, to, error, least, this.#rule.isBlind)
      if (j >= to) return
      threshold.observe(this.#rank(block.score(this.template, j)))
    }
  }

  #scan(block: ChannelBlock, start: number, from: number, to: number, threshold: number): void {
    const { products, inverses, error } = block
    const at = this.template.length - 1
    for (let j = from - 1; ;) {
      j = scan(products, at, inverses, j + 1, to, error, threshold, this.#rule.isBlind)
      if (j >= to) return
      if (this.#mayBePeak(block, start, j)) this.#examine(block, start, j, threshold)
    }
  }

  /** Whether a window may score as high as both of its neighbours, within the error. */
  #mayBePeak({ products, inverses, error }: ChannelBlock, start: number, j: number): boolean {
    const at = this.template.length - 1
    const product = (i: number): number => this.#rank(products.samples[at + i])
    const most = (product(j) + error) * inverses.samples[j]
    const left = start + j > this.#first ? (product(j - 1) - error) * inverses.samples[j - 1] : 0
    const right = (product(j + 1) - error) * inverses.samples[j + 1]
    // After the last window, the inverse is 0.
    return Math.max(left, right) <= most
  }

  /** Computes the scores of a window and its neighbours, and keeps it if it is a peak. */
  #examine(block: ChannelBlock, start: number, j: number, threshold: number): void {
    const score = block.score(this.template, j)
    if (!(this.#rank(score) >= threshold)) return
    const sign = Math.sign(score)
    // A neighbour that does not exist, or touches a gap, does not count.
    const left = start + j > this.#first ? sign * block.score(this.template, j - 1) : NaN
    const right =
      j + 1 < block.windowCount(this.template.length) ? sign * block.score(this.template, j + 1) : NaN
    const middle = sign * score
    if (this.#rank(left) >= middle || this.#rank(right) > middle) return
    const bend = 2 * middle - left - right
    const offset = bend > 0 ? (right - left) / (2 * bend) : 0
    this.selection.add({
      match: { index: start + j, offset, score, template: this.name, ...this.#scoresOf(block, j) },
      length: this.template.length,
      order: this.order,
      state: OPEN,
    })
  }

  /** The scores of the channels of a window, if the stream has channels. */
  #scoresOf(block: ChannelBlock, j: number): Pick<Match, 'channelScores'> {
    return this.channelCount === undefined ? {} : { channelScores: block.channelScores(this.template, j) }
  }

  /** The value by which scores are compared. */
  #rank(score: number): number {
    return this.#rule.isBlind ? Math.abs(score) : score
  }
}

/** The number of independent channels of equal weight whose mean varies as little as that of these. */
function independenceOf(weights: readonly number[]): number {
  let [sum, squares] = [0, 0]
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  return (sum * sum) / squares
}
