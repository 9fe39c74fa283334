import { describe } from '../../describe.js'
import { type OptionNames, readOptions, readSignal, requireCount, withNames } from '../../require.js'
import { copyInto, type OwnUint8Array, type SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { fingerprintOf, type Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { allOrNothing, requireLive } from '../../wasm/heap.js'
import { requireFalseAlarmRate } from './adaptive-threshold.js'
import { hopFor, sizeFor } from './hop-for.js'
import { MatchSelection, type SelectionRule } from './match-selection.js'
import { type Match, MATCH_OPTIONS, type MatchOptions, type MatchRule, matchRule } from './match.js'
import { PreparedTemplate } from './prepared-template.js'
import { loadTemplates, saveTemplates } from './saved-templates.js'
import { SignalBlock } from './signal-block.js'
import { TemplateSearch } from './template-search.js'
import { messageName, namedTemplates, type TemplateName, type Templates } from './templates.js'

/** The options of `TemplateMatcher`. */
export interface TemplateMatcherOptions extends MatchOptions {
  /**
   * How many windows are searched at a time. A match waits at most this long, plus `minDistance`. Default 0: three to
   * seven times the longest template (at least 28), which is fast. With 1, each window is searched at once.
   */
  readonly blockSize?: number
}

const OPTIONS: OptionNames<TemplateMatcherOptions> = /* @__PURE__ */ withNames(MATCH_OPTIONS, {
  blockSize: true,
})

/** A copy of the options, each read once. @throws TypeError if they are not an object, or a name is unknown. */
export function readMatcherOptions(options: TemplateMatcherOptions | undefined): TemplateMatcherOptions {
  const read = readOptions(options, OPTIONS)
  const { threshold } = read
  return typeof threshold === 'object' ? { ...read, threshold: requireFalseAlarmRate(threshold) } : read
}

/** How long a stream waits for the end of a chain of ever better windows, in multiples of `minDistance`. */
const PATIENCE = 16

/**
 * Finds the windows of a stream that resemble one or more templates.
 *
 * The score of a window is its zero-mean normalised cross-correlation with the template (see `matchProfile`), whatever its
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
 * With a rate of false alarms, the threshold is estimated for each template from the tail of the scores in the stream so
 * far, and nothing is found in the first 32 lengths of the template (at least 2,048 samples). In noise, speech and music
 * there are at most some 3 times as many false alarms as you ask for, once some thousand lengths are known. There may be far
 * fewer, or none at low rates, where the highest scores are lower than the tail of the others suggests: in slow noise and in
 * melodies of few notes. Events in more than one of fifty half lengths of the template count as false alarms, unless their
 * score is above 0.9.
 *
 * Cost: some log M operations a sample; all templates share the forward transform, and templates of one length share the norms.
 * A window that is recomputed costs M. Where a stretch is some 10⁵ times quieter than the rest of its block (100 dB, or beside a
 * spike), all its windows are recomputed; with templates of ten thousand samples and more, this can be slower than real time at
 * 48 kHz. Memory: some 12 blocks, and one for each template. Allocates the matches.
 *
 * @example
 * const matcher = new TemplateMatcher({ peak: [1, 2, 1], step: [0, 0, 1, 1] })
 * matcher.process([5, 5, 5, 9]) // []
 * matcher.process([5, 5, 5, 0, 0]) // []
 * matcher.flush().map(({ index, template }) => `${template} at ${index}`) // ['peak at 2']
 * @see findMatches for whole signals
 */
export class TemplateMatcher implements Resumable<SignalLike | number, Match[]> {
  readonly #rule: MatchRule & SelectionRule
  /** What chooses among the candidates of all templates, if matches are distinct. */
  readonly #shared: MatchSelection | undefined
  readonly #blockSize: number
  /** The names and the standard forms of the templates given at first, and how many and how long they are. */
  readonly #given: { readonly fingerprint: string; readonly count: number; readonly longest: number }
  /** In the order of their lengths, so that norms are shared. */
  readonly #searches: TemplateSearch[] = []
  #nextNumber = 0
  /** How many templates have been added. */
  #addedCount = 0
  /** The longest template there is room for. */
  #longest = 0
  /** The distance between blocks: how many windows of the longest template each of them adds. */
  #hop = 0
  #block: SignalBlock
  /** The samples from index `#start` on, up to the position. */
  #samples: Float64Array
  #start = 0
  #position = 0
  /** The position at which the next block is full. */
  #due: number

  /**
   * @param templates A template of 3 to 2²⁰ samples; an array of templates, which are called 0, 1, 2 ...; or an object of
   *   templates with their names.
   * @param options What counts as a match, and the block size.
   * @param patience How many least distances a chain of ever better windows is waited for. @internal
   * @throws TypeError if a template is not an array of numbers, or an option is of the wrong kind or unknown. RangeError if
   *   there is no template, one is flat, too short or holds a value that is not finite, or an option is out of its range.
   */
  constructor(templates: Templates, options?: TemplateMatcherOptions, patience = PATIENCE) {
    const { blockSize = 0, ...matchOptions } = readMatcherOptions(options)
    this.#rule = { ...matchRule(matchOptions), patience }
    requireCount(blockSize, 0, 'blockSize')
    this.#blockSize = blockSize
    this.#shared = this.#rule.isDistinct ? new MatchSelection(this.#rule) : undefined
    const named = namedTemplates(templates)
    const { block, prepared } = allOrNothing(() => {
      const prepared = named.map(([name, template]) =>
        PreparedTemplate.of(template, messageName(name, named.length)),
      )
      this.#longest = Math.max(...prepared.map(({ length }) => length))
      this.#hop = hopFor(this.#longest, blockSize)
      return { prepared, block: new SignalBlock(sizeFor(this.#longest, this.#hop), 'float32') }
    })
    this.#block = block
    this.#samples = new Float64Array(block.length)
    this.#due = this.#hop
    this.#given = {
      fingerprint: fingerprintOf(
        Uint16Array.from(JSON.stringify(named.map(([name]) => name)), (unit) => unit.charCodeAt(0)),
        ...prepared.map(({ standard }) => standard.samples),
      ),
      count: named.length,
      longest: this.#longest,
    }
    for (const [i, [name]] of named.entries()) this.#insert(prepared[i], name)
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
  static restore(templates: Templates, ...rest: RestoreArguments<TemplateMatcherOptions>): TemplateMatcher {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new TemplateMatcher(templates, options), (matcher) => {
      decodeSnapshot(bytes, 'TemplateMatcher', matcher.#settings, (reader) => {
        matcher.#restore(reader)
      })
    })
  }

  /** The lengths of the templates by their names. @internal */
  get lengths(): ReadonlyMap<TemplateName, number> {
    return new Map(this.#searches.map(({ name, template }) => [name, template.length]))
  }

  /** The index of the next sample. */
  get position(): number {
    return this.#position
  }

  /**
   * The most samples between the end of a match's window and its report, if no better window follows nearer than `minDistance`.
   * Each better window that follows, and is itself dropped for an even better one, adds up to `minDistance`, 15 times at most.
   */
  get latency(): number {
    return (
      this.#hop -
      1 +
      Math.max(0, ...this.#searches.map(({ selection, template }) => selection.reachOf(template)))
    )
  }

  /** No match to come begins before this sample. */
  get settled(): number {
    let settled = this.#position
    for (const { next, selection } of this.#searches) settled = Math.min(settled, next, selection.first)
    return settled
  }

  /**
   * Takes the next samples, or a single one, and returns the matches that are certain then.
   *
   * @throws TypeError if it is neither a number nor an array of numbers.
   */
  process(chunk: SignalLike | number): Match[] {
    if (typeof chunk === 'number') return this.#takeOne(chunk)
    const samples = readSignal(chunk, 'chunk')
    return this.#take(samples.length, (at, from, to) => copyInto(this.#samples, at, samples, from, to))
  }

  /** Takes from a whole signal what its thresholds are, and starts again. @internal */
  survey(signal: SignalLike): void {
    this.process(signal)
    this.#look(true)
    for (const search of this.#searches) search.freeze()
    this.reset()
  }

  /** Skips `length` missing samples. A long gap costs no more than a short one. */
  gap(length: number): Match[] {
    requireCount(length, 0, 'length')
    // When nothing but gap is in the block, and all before it is settled, whole blocks can be passed over.
    const enough = this.#hop + this.#block.length + this.latency
    const skipped = Math.floor(Math.max(length - enough, 0) / this.#hop) * this.#hop
    const matches = this.#take(length - skipped, (at, from, to) =>
      this.#samples.fill(NaN, at, at + to - from),
    )
    if (skipped === 0) return matches
    this.#start += skipped
    this.#position += skipped
    this.#due += skipped
    for (const search of this.#searches) search.skip(skipped)
    return matches
  }

  /**
   * Looks for another template as well, in the windows that begin with the next sample or later.
   *
   * @param name Default: the number of templates added so far.
   * @returns Its name.
   * @throws TypeError, RangeError as the constructor; RangeError if there is a template of that name.
   */
  add(template: SignalLike, name: TemplateName = this.#freeNumber()): TemplateName {
    this.#requireLive()
    if (typeof name !== 'string' && !Number.isSafeInteger(name)) {
      throw new TypeError(`name must be a string or a whole number, got ${describe(name)}`)
    }
    if (this.#searches.some((search) => search.name === name)) {
      throw new RangeError(
        `name must be new, got ${describe(name)}, which is a template's already: remove that first`,
      )
    }
    allOrNothing(() => {
      const prepared = PreparedTemplate.of(template)
      if (prepared.length > this.#longest) this.#makeRoomFor(prepared.length)
      this.#insert(prepared, name)
    })
    return name
  }

  /**
   * Looks no longer for a template, as if the stream had ended for it: returns the matches among its windows so far; where
   * they are distinct, also those of other templates that are certain by now.
   *
   * @throws RangeError if no template has that name.
   */
  remove(name: TemplateName): Match[] {
    this.#requireLive()
    const index = this.#searches.findIndex((search) => search.name === name)
    if (index < 0) throw new RangeError(`name must be that of a template, got ${describe(name)}`)
    const matches = this.#rule.isDistinct ? this.#look(false) : []
    const [removed] = this.#searches.splice(index, 1)
    this.#load()
    removed.advance(this.#block, this.#start, true)
    const { selection } = removed
    matches.push(...(selection === this.#shared ? selection.remove(name) : selection.take(Infinity)))
    removed.template.dispose()
    this.#giveBackRoom()
    return matches.sort((a, b) => a.index - b.index)
  }

  /**
   * Returns the matches that are certain by now, without waiting for the block to be full: those for which `minDistance`
   * samples have come behind their window.
   */
  settle(): Match[] {
    this.#requireLive()
    return this.#look(false)
  }

  /** Returns the matches that the end of the stream makes certain. */
  flush(): Match[] {
    this.#requireLive()
    const matches = this.#look(true)
    this.reset()
    return matches
  }

  /**
   * Returns the state as bytes, for `restore`: the samples of the windows to come, the matches that are not certain yet, what the
   * thresholds have been estimated from, and the templates that were added.
   */
  snapshot(): OwnUint8Array {
    this.#requireLive()
    return encodeSnapshot('TemplateMatcher', this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  reset(): void {
    this.#start = 0
    this.#position = 0
    this.#due = this.#hop
    for (const search of this.#searches) search.reset()
  }

  dispose(): void {
    this.#block.dispose()
    for (const { template } of this.#searches) template.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Takes one sample. Allocates nothing but the result until the block is full. */
  #takeOne(sample: number): Match[] {
    this.#requireLive()
    this.#samples[this.#position - this.#start] = sample
    this.#position++
    return this.#position === this.#due ? this.#look(false) : []
  }

  /** Takes `count` samples; `put` puts those of them in [from, to) into `#samples` at an index. */
  #take(count: number, put: (at: number, from: number, to: number) => void): Match[] {
    this.#requireLive()
    const matches: Match[] = []
    for (let from = 0; from < count;) {
      const to = Math.min(from + this.#due - this.#position, count)
      put(this.#position - this.#start, from, to)
      this.#position += to - from
      from = to
      if (this.#position !== this.#due) continue
      // One by one: there may be more than a call takes arguments.
      for (const match of this.#look(false)) matches.push(match)
    }
    return matches
  }

  /** Looks at all windows that are whole, and keeps the samples that the others begin with. */
  #look(isEnd: boolean): Match[] {
    this.#load()
    for (const search of this.#searches) search.advance(this.#block, this.#start, isEnd)
    const matches = this.#certain(isEnd)
    this.#forget()
    return matches.sort((a, b) => a.index - b.index)
  }

  /** Keeps the samples that the windows not looked at yet begin with. */
  #forget(): void {
    // Those of the next window of the longest template, and the one before.
    const kept = Math.min(this.#longest + 1, this.#position - this.#start)
    const start = this.#position - kept
    this.#samples.copyWithin(0, start - this.#start, this.#position - this.#start)
    this.#start = start
    this.#due = this.#position + this.#hop
  }

  /** The matches that are certain when all windows looked at so far are known. */
  #certain(isEnd: boolean): Match[] {
    const next = this.#searches.map((search) => (isEnd ? Infinity : search.next))
    if (this.#shared !== undefined) return this.#shared.take(Math.min(...next))
    if (next.length === 1) return this.#searches[0].selection.take(next[0])
    return this.#searches.flatMap(({ selection }, i) => selection.take(next[i]))
  }

  #load(): void {
    this.#block.load(this.#samples, 0, this.#position - this.#start)
  }

  #insert(template: PreparedTemplate, name: TemplateName): void {
    const order = this.#addedCount++
    this.#searches.push(new TemplateSearch(template, name, this.#rule, order, this.#position, this.#shared))
    this.#searches.sort((a, b) => a.template.length - b.template.length)
    this.#nextNumber++
  }

  /** The number of templates added so far, or the next number that is not yet a name. */
  #freeNumber(): number {
    while (this.#searches.some(({ name }) => name === this.#nextNumber)) this.#nextNumber++
    return this.#nextNumber
  }

  /** Where the longest template was removed, blocks, and the wait for matches, need not be as long any more. Call it with a loaded block. */
  #giveBackRoom(): void {
    const longest = Math.max(this.#given.longest, ...this.#searches.map(({ template }) => template.length))
    if (longest === this.#longest) return
    for (const search of this.#searches) search.advance(this.#block, this.#start, false)
    this.#longest = longest
    this.#hop = hopFor(longest, this.#blockSize)
    this.#forget()
    this.#makeRoomFor(longest)
  }

  get #settings(): Settings {
    const { threshold, minDistance, isDistinct, maxMatches, isBlind } = this.#rule
    return {
      templates: this.#given.fingerprint,
      ...(typeof threshold === 'number' ? { threshold } : threshold),
      minDistance,
      distinct: isDistinct,
      maxMatches: maxMatches === Infinity ? undefined : maxMatches,
      polarity: isBlind ? 'both' : 'positive',
      blockSize: this.#blockSize,
    }
  }

  #save(writer: SnapshotWriter): void {
    for (const number of [this.#addedCount, this.#nextNumber]) writer.number(number)
    saveTemplates(writer, this.#searches, this.#given.count)
    const held = this.#position - this.#start
    for (const number of [this.#position, held, this.#due - this.#position]) writer.number(number)
    writer.samples(this.#samples.subarray(0, held))
    for (const search of this.#searches) search.save(writer)
    this.#shared?.save(writer, this.#searches)
  }

  #restore(reader: SnapshotReader): void {
    this.#restoreTemplates(reader)
    this.#position = reader.count(0, MOST_SAMPLES)
    const held = reader.count(Math.min(this.#position, 1), Math.min(this.#position, this.#block.length - 1))
    this.#start = this.#position - held
    this.#due = this.#position + reader.count(1, this.#block.length - held)
    reader.samples(this.#samples.subarray(0, held))
    for (const search of this.#searches) search.load(reader, this.#start, this.#position)
    this.#shared?.load(reader, this.#searches)
  }

  #restoreTemplates(reader: SnapshotReader): void {
    const given = this.#searches.toSorted((a, b) => a.order - b.order)
    const addedCount = reader.count(given.length, MOST_SAMPLES)
    const nextNumber = reader.count(addedCount, MOST_SAMPLES)
    const kept = loadTemplates(reader, given, addedCount, ({ template, name, order }) => {
      this.#addedCount = order
      this.#insert(template, name)
    })
    this.#addedCount = addedCount
    this.#nextNumber = nextNumber
    for (const removed of given.filter((one) => !kept.includes(one))) {
      this.#searches.splice(this.#searches.indexOf(removed), 1)
      removed.template.dispose()
    }
    const longest = Math.max(this.#longest, ...this.#searches.map(({ template }) => template.length))
    if (longest > this.#longest) this.#makeRoomFor(longest)
  }

  #makeRoomFor(length: number): void {
    const hop = hopFor(length, this.#blockSize)
    const block = new SignalBlock(sizeFor(length, hop), 'float32')
    const samples = new Float64Array(block.length)
    samples.set(this.#samples.subarray(0, this.#position - this.#start))
    this.#block.dispose()
    this.#block = block
    this.#longest = length
    this.#hop = hop
    this.#samples = samples
  }

  #requireLive(): void {
    requireLive(this.#block.isFree)
  }
}
