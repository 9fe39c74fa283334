import { readSignal, requireCount } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import { chunkNames, readChannels } from '../../stream/read-channels.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { fingerprintOf, type Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { allOrNothing } from '../../wasm/heap.js'
import type { SelectionRule } from './match-selection.js'
import { type Match, type MatchRule, matchRule } from './match.js'
import { PreparedChannels } from './prepared-channels.js'
import { SearchedStream } from './searched-stream.js'
import { TemplateBank } from './template-bank.js'
import {
  type MatcherChunk,
  type MatcherTemplates,
  readMatcherOptions,
  type TemplateMatcherOptions,
} from './template-matcher-options.js'
import { type ChannelTemplate, namedTemplates, type TemplateName } from './templates.js'

/** How long a stream waits for the end of a chain of ever better windows, in multiples of `minDistance`. */
export const PATIENCE = 16

/**
 * Finds the windows of a stream that resemble one or more templates.
 *
 * The score of a window is its zero-mean normalized cross-correlation with the template (see `matchProfile`), whatever its
 * offset and scale. A window matches when its score is at least the threshold, above that of the window before and not below
 * that of the window after, and no better match is nearer than `minDistance`. Matches are chosen from the best window down (of
 * equal scores, the earlier first): each drops those nearer than `minDistance`, as in `findPeaks`. Each template has its own
 * matches, unless they are `distinct`. Flat windows never match, nor do windows that touch a gap or a sample that is not finite.
 *
 * A window can be decided only when the better windows near it are known, and the better ones near those, and so on. Such a chain
 * is usually short; once it has lasted 16 times `minDistance`, it is decided by the samples so far. `findMatches` has no such
 * limit.
 *
 * Matches are the same, bit for bit, for any chunks and on every machine, and equal those of `findMatches` for the whole signal:
 * the transform, in float32, only selects the windows that can match within its error, and these are recomputed in float64, by
 * the definition. A match comes at most `latency` samples after the end of its window, and later only where better windows follow
 * it nearer than `minDistance`. The matches of one template come in the order of the stream.
 *
 * With `channelCount`, signals have several channels that are searched as one: the axes of an accelerometer, the stations of a
 * network. Templates and chunks are lists of one array per channel. The score of a window is the mean of the scores that its
 * channels have with the template's channels, by `weights`: score = Σ w[c]·r[c] / Σ w[c]. This finds a pattern that
 * shows in all channels at once, even if it is below the noise in each. A channel in which the window touches a gap or a sample that is
 * not finite is left out of both sums, and the threshold holds for the mean of the others: it takes fewer channels to reach it by chance.
 * A channel in which the window is flat has r = 0, and counts. A window is skipped only if it touches gaps in all channels. The
 * `channelScores` of a match are the scores of its channels, NaN for those left out.
 *
 * With a rate of false alarms, the threshold is estimated for each template from the tail of the scores in the stream so
 * far, and nothing is found in the first 32 lengths of the template (at least 2,048 samples). In noise, speech and music
 * there are at most some 3 times as many false alarms as you ask for, once some thousand lengths are known. There may be far
 * fewer, or none at low rates, where the highest scores are lower than the tail of the others suggests: in slow noise and in
 * melodies of few notes. Events in more than one of fifty half lengths of the template count as false alarms, unless their
 * score is above 0.9.
 *
 * Cost: some log M operations a sample and channel; all templates share the forward transform, and templates of one length share the norms.
 * A window that is recomputed costs M. Where a stretch is some 10⁵ times quieter than the rest of its block (100 dB, or beside a
 * spike), all its windows are recomputed; with templates of ten thousand samples and more, this can be slower than real time at
 * 48 kHz. Memory: some 12 blocks, and one for each template. Allocates the matches.
 *
 * @example
 * const matcher = new TemplateMatcher({ peak: [1, 2, 1], step: [0, 0, 1, 1] })
 * matcher.process([5, 5, 5, 9]) // []
 * matcher.process([5, 5, 5, 0, 0]) // []
 * matcher.flush().map(({ index, template }) => `${template} at ${index}`) // ['peak at 2']
 * @example
 * // Two channels; the second has two missing samples.
 * const template = [[0, 3, 1, 0], [1, 1, 4, 0]]
 * const pair = new TemplateMatcher(template, { channelCount: 2, threshold: 0.9 })
 * pair.process([[0, 0, 3, 1, 0, 0, 6, 2, 0, 5], [0, 1, 1, 4, 0, 1, 1, NaN, NaN, 0]]) // []
 * pair.flush().map(({ index, channelScores }) => [index, ...channelScores]) // [[1, 1, 1], [5, 1, NaN]]
 * @see findMatches for whole signals
 */
export class TemplateMatcher<Count extends number | undefined = undefined> implements Resumable<
  MatcherChunk<Count>,
  Match[]
> {
  readonly #rule: MatchRule & SelectionRule
  readonly #blockSize: number
  readonly #names: readonly string[]
  readonly #bank: TemplateBank
  readonly #stream: SearchedStream

  /**
   * @param templates A template of 3 to 2²⁰ samples; an array of templates, which are called 0, 1, 2 ...; or an object of
   *   templates with their names. With `channelCount`, each is a list of one array per channel, all of one length.
   * @param options What counts as a match, the channels, and the block size.
   * @param patience How long to wait for the end of a chain of ever better windows, in multiples of `minDistance`. @internal
   * @throws TypeError if a template is not an array of numbers, or an option is of the wrong kind or unknown. RangeError if
   *   there is no template; if one is flat, too short, holds a value that is not finite, has another number of channels, or has
   *   channels of different lengths; or if an option is out of its range.
   */
  constructor(
    templates: MatcherTemplates<Count>,
    options?: TemplateMatcherOptions<Count>,
    patience = PATIENCE,
  ) {
    const { blockSize = 0, ...matchOptions } = readMatcherOptions(options)
    const rule = { ...matchRule(matchOptions), patience }
    requireCount(blockSize, 0, 'blockSize')
    const named = namedTemplates(templates, rule.channelCount)
    const { bank, stream } = allOrNothing(() => {
      const bank = new TemplateBank(named, rule)
      return { bank, stream: new SearchedStream(bank.longest, blockSize, rule.weights) }
    })
    this.#rule = rule
    this.#blockSize = blockSize
    this.#names = chunkNames(rule.weights.length)
    this.#bank = bank
    this.#stream = stream
  }

  /**
   * Makes a matcher that continues where another one was when the snapshot was taken, with the templates that were added and without
   * those that were removed.
   *
   * @param templates The templates that the other one was made with.
   * @param rest Its options, if it had any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments.
   */
  static restore<Count extends number | undefined = undefined>(
    templates: MatcherTemplates<Count>,
    ...rest: RestoreArguments<TemplateMatcherOptions<Count>>
  ): TemplateMatcher<Count> {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new TemplateMatcher<Count>(templates, options), (matcher) => {
      decodeSnapshot(bytes, 'TemplateMatcher', matcher.#settings, (reader) => {
        matcher.#restore(reader)
      })
    })
  }

  /** The lengths of the templates by their names. @internal */
  get lengths(): ReadonlyMap<TemplateName, number> {
    return new Map(this.#bank.searches.map(({ name, length }) => [name, length]))
  }

  /** The number of channels; undefined if chunks are arrays of one channel. */
  get channelCount(): number | undefined {
    return this.#rule.channelCount
  }

  /** The index of the next sample. */
  get position(): number {
    return this.#stream.position
  }

  /**
   * The most samples between the end of a match's window and its report, unless a better window follows nearer than `minDistance`.
   * Each better window that is itself dropped for an even better one adds up to `minDistance`, at most 15 times.
   */
  get latency(): number {
    const reaches = this.#bank.searches.map(({ selection, template }) => selection.reachOf(template))
    return this.#stream.hop - 1 + Math.max(0, ...reaches)
  }

  /** No future match begins before this sample. */
  get settled(): number {
    let settled = this.position
    for (const { next, selection } of this.#bank.searches) settled = Math.min(settled, next, selection.first)
    return settled
  }

  /**
   * Takes the next samples, or a single one, and returns the matches that are now certain.
   *
   * @param chunk Samples of any number; with `channelCount`, a list of one array per channel, all of one length. Pass NaN for a
   *   sample that is missing in a channel.
   * @throws TypeError if it is neither a number nor an array of numbers, or, with `channelCount`, not an array of these. RangeError if
   *   the number of channels is wrong, or they differ in length.
   */
  process(chunk: MatcherChunk<Count>): Match[] {
    const input: unknown = chunk
    if (this.#rule.channelCount === undefined && typeof input === 'number') return this.#takeOne(input)
    const channels =
      this.#rule.channelCount === undefined
        ? [readSignal(chunk as SignalLike, 'chunk')]
        : readChannels(chunk as readonly SignalLike[], this.#names, 'channel')
    return this.#take(channels[0].length, (from) => this.#stream.take(channels, from))
  }

  /** Estimates the thresholds from a whole signal, and starts again. @internal */
  survey(signal: MatcherChunk<Count>): void {
    this.process(signal)
    this.#look(true)
    for (const search of this.#bank.searches) search.freeze()
    this.reset()
  }

  /** Skips `length` samples that are missing in all channels. A long gap costs no more than a short one. */
  gap(length: number): Match[] {
    requireCount(length, 0, 'length')
    const skipped = this.#stream.blocksWithin(length, this.latency)
    const rest = length - skipped
    const matches = this.#take(rest, (from) => this.#stream.takeGap(rest, from))
    if (skipped === 0) return matches
    this.#stream.skip(skipped)
    for (const search of this.#bank.searches) search.skip(skipped)
    return matches
  }

  /**
   * Adds a template. It is searched for in the windows that begin with the next sample or later.
   *
   * @param template As for the constructor.
   * @param name Default: the number of templates added so far.
   * @returns Its name.
   * @throws TypeError, RangeError as the constructor; RangeError if there is a template of that name.
   */
  add(
    template: Count extends number ? ChannelTemplate : SignalLike,
    name: TemplateName = this.#bank.freeNumber(),
  ): TemplateName {
    this.#stream.requireLive()
    this.#bank.requireNew(name)
    allOrNothing(() => {
      const prepared = PreparedChannels.of(template, 'template', this.#rule.channelCount)
      if (prepared.length > this.#stream.longest) this.#stream.makeRoomFor(prepared.length)
      this.#bank.add(prepared, name, this.position)
    })
    return name
  }

  /**
   * Removes a template, as if the stream had ended for it, and returns the matches among its windows so far. If matches are `distinct`,
   * those of other templates that are now certain are returned as well.
   *
   * @throws RangeError if no template has that name.
   */
  remove(name: TemplateName): Match[] {
    this.#stream.requireLive()
    const removed = this.#bank.searchOf(name)
    const matches = this.#rule.isDistinct ? this.#look(false) : []
    const block = this.#stream.loaded()
    removed.advance(block, this.#stream.start, true)
    matches.push(...this.#bank.lastOf(removed))
    this.#bank.remove(removed)
    const { longest } = this.#bank
    if (longest < this.#stream.longest) {
      // Blocks, and the wait for matches, can be shorter now.
      for (const search of this.#bank.searches) search.advance(block, this.#stream.start, false)
      this.#stream.giveBackRoom(longest)
    }
    return matches.sort((a, b) => a.index - b.index)
  }

  /**
   * Returns the matches that are certain by now, without waiting until the block is full: those whose window ended at least
   * `minDistance` samples ago.
   */
  settle(): Match[] {
    this.#stream.requireLive()
    return this.#look(false)
  }

  /** Returns the matches that the end of the stream makes certain. */
  flush(): Match[] {
    this.#stream.requireLive()
    const matches = this.#look(true)
    this.reset()
    return matches
  }

  /**
   * Returns the state as bytes, for `restore`: the samples of later windows, the matches that are not yet certain, the data from which
   * thresholds are estimated, and the templates that were added.
   */
  snapshot(): OwnUint8Array {
    this.#stream.requireLive()
    return encodeSnapshot('TemplateMatcher', this.#settings, (writer) => {
      this.#bank.saveTemplates(writer)
      this.#stream.save(writer)
      this.#bank.saveSearches(writer)
    })
  }

  reset(): void {
    this.#stream.reset()
    this.#bank.reset()
  }

  dispose(): void {
    this.#stream.dispose()
    this.#bank.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Takes one sample. Allocates nothing but the result until the block is full. */
  #takeOne(sample: number): Match[] {
    this.#stream.requireLive()
    this.#stream.push(sample)
    return this.#stream.isFull ? this.#look(false) : []
  }

  /** Takes `count` samples; `take` takes those from an index on until the block is full, and returns how many are taken then. */
  #take(count: number, take: (from: number) => number): Match[] {
    this.#stream.requireLive()
    const matches: Match[] = []
    for (let from = 0; from < count;) {
      from = take(from)
      if (!this.#stream.isFull) continue
      // One by one: there may be more than a call takes arguments.
      for (const match of this.#look(false)) matches.push(match)
    }
    return matches
  }

  /** Looks at all windows that are whole, and keeps the samples that the others begin with. */
  #look(isEnd: boolean): Match[] {
    const block = this.#stream.loaded()
    for (const search of this.#bank.searches) search.advance(block, this.#stream.start, isEnd)
    const matches = this.#bank.certain(isEnd)
    this.#stream.forget()
    return matches.sort((a, b) => a.index - b.index)
  }

  get #settings(): Settings {
    const { threshold, minDistance, isDistinct, maxMatches, isBlind, channelCount, weights } = this.#rule
    return {
      templates: this.#bank.fingerprint,
      ...(typeof threshold === 'number' ? { threshold } : threshold),
      minDistance,
      distinct: isDistinct,
      maxMatches: maxMatches === Infinity ? undefined : maxMatches,
      polarity: isBlind ? 'both' : 'positive',
      blockSize: this.#blockSize,
      channelCount,
      weights: fingerprintOf(Float64Array.from(weights)),
    }
  }

  #restore(reader: SnapshotReader): void {
    this.#bank.loadTemplates(reader)
    if (this.#bank.longest > this.#stream.longest) this.#stream.makeRoomFor(this.#bank.longest)
    this.#stream.load(reader)
    this.#bank.loadSearches(reader, this.#stream.start, this.position)
  }
}
