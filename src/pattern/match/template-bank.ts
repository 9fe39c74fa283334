import { describe } from '../../describe.js'
import type { SignalLike } from '../../samples.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { fingerprintOf } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { MatchSelection, type SelectionRule } from './match-selection.js'
import type { Match, MatchRule } from './match.js'
import { PreparedChannels } from './prepared-channels.js'
import { loadTemplates, saveTemplates } from './saved-templates.js'
import { TemplateSearch } from './template-search.js'
import { type ChannelTemplate, messageName, type TemplateName } from './templates.js'

/** The templates that a stream is searched for: the initial ones, less those removed, and those added later. */
export class TemplateBank {
  /** A hash of the names and standard forms of the initial templates. */
  readonly fingerprint: string
  readonly #rule: MatchRule & SelectionRule
  /** Chooses among the candidates of all templates, if matches are distinct. */
  readonly #shared: MatchSelection | undefined
  readonly #givenCount: number
  /** The length of the longest initial template. */
  readonly #givenLongest: number
  /** In ascending order of length, so that norms are shared. */
  readonly #searches: TemplateSearch[] = []
  #nextNumber = 0
  /** The number of templates that have been added. */
  #addedCount = 0

  /** Makes a bank, within `allOrNothing`. @throws TypeError, RangeError if a template is invalid. */
  constructor(
    named: readonly (readonly [TemplateName, SignalLike | ChannelTemplate])[],
    rule: MatchRule & SelectionRule,
  ) {
    this.#rule = rule
    this.#shared = rule.isDistinct ? new MatchSelection(rule) : undefined
    const prepared = named.map(([name, template]) =>
      PreparedChannels.of(template, messageName(name, named.length), rule.channelCount),
    )
    this.fingerprint = fingerprintOf(
      Uint16Array.from(JSON.stringify(named.map(([name]) => name)), (unit) => unit.charCodeAt(0)),
      ...prepared.flatMap(({ channels }) => channels.map(({ standard }) => standard.samples)),
    )
    this.#givenCount = named.length
    this.#givenLongest = Math.max(...prepared.map(({ length }) => length))
    for (const [i, [name]] of named.entries()) this.add(prepared[i], name, 0)
  }

  get searches(): readonly TemplateSearch[] {
    return this.#searches
  }

  /** The length of the longest template, the initial ones included. */
  get longest(): number {
    return this.#searches.reduce((most, { length }) => Math.max(most, length), this.#givenLongest)
  }

  /** The number of templates added so far, or the next number that is not a name yet. */
  freeNumber(): number {
    while (this.#searches.some(({ name }) => name === this.#nextNumber)) this.#nextNumber++
    return this.#nextNumber
  }

  /** @throws TypeError, RangeError if a template cannot be added under that name. */
  requireNew(name: TemplateName): void {
    if (typeof name !== 'string' && !Number.isSafeInteger(name)) {
      throw new TypeError(`name must be a string or a whole number, got ${describe(name)}`)
    }
    if (this.#searches.some((search) => search.name === name)) {
      throw new RangeError(
        `name must be new, got ${describe(name)}, which another template has: remove that one first`,
      )
    }
  }

  /** The search for a template. @throws RangeError if no template has that name. */
  searchOf(name: TemplateName): TemplateSearch {
    const search = this.#searches.find((one) => one.name === name)
    if (search === undefined) throw new RangeError(`name must be that of a template, got ${describe(name)}`)
    return search
  }

  /** Adds a template; the bank owns it from now on. @param position The first window to search. */
  add(template: PreparedChannels, name: TemplateName, position: number): void {
    const order = this.#addedCount++
    this.#searches.push(new TemplateSearch(template, name, this.#rule, order, position, this.#shared))
    this.#searches.sort((one, other) => one.length - other.length)
    this.#nextNumber++
  }

  /** Removes a template, and frees its memory. */
  remove(search: TemplateSearch): void {
    this.#searches.splice(this.#searches.indexOf(search), 1)
    search.template.dispose()
  }

  /** The remaining matches of a template whose last window has been searched. */
  lastOf(search: TemplateSearch): Match[] {
    const { selection } = search
    return selection === this.#shared ? selection.remove(search.name) : selection.take(Infinity)
  }

  /** The matches that are certain once all windows searched so far are known. */
  certain(isEnd: boolean): Match[] {
    const next = this.#searches.map((search) => (isEnd ? Infinity : search.next))
    if (this.#shared !== undefined) return this.#shared.take(Math.min(...next))
    if (next.length === 1) return this.#searches[0].selection.take(next[0])
    return this.#searches.flatMap(({ selection }, i) => selection.take(next[i]))
  }

  reset(): void {
    for (const search of this.#searches) search.reset()
  }

  dispose(): void {
    for (const { template } of this.#searches) template.dispose()
  }

  /** Writes the templates. */
  saveTemplates(writer: SnapshotWriter): void {
    for (const number of [this.#addedCount, this.#nextNumber]) writer.number(number)
    saveTemplates(writer, this.#searches, this.#givenCount)
  }

  /** Reads what `saveTemplates` wrote, into a bank of the initial templates. @throws RangeError if the state is impossible. */
  loadTemplates(reader: SnapshotReader): void {
    const given = this.#searches.toSorted((a, b) => a.order - b.order)
    const addedCount = reader.count(given.length, MOST_SAMPLES)
    const nextNumber = reader.count(addedCount, MOST_SAMPLES)
    const { length: channelCount } = this.#rule.weights
    const kept = loadTemplates(reader, given, addedCount, channelCount, ({ template, name, order }) => {
      this.#addedCount = order
      this.add(template, name, 0)
    })
    this.#addedCount = addedCount
    this.#nextNumber = nextNumber
    for (const removed of given.filter((one) => !kept.includes(one))) this.remove(removed)
  }

  /** Writes the states of the searches. */
  saveSearches(writer: SnapshotWriter): void {
    for (const search of this.#searches) search.save(writer)
    this.#shared?.save(writer, this.#searches)
  }

  /** Reads what `saveSearches` wrote, for the samples from `start` to `position`. @throws RangeError if the state is impossible. */
  loadSearches(reader: SnapshotReader, start: number, position: number): void {
    for (const search of this.#searches) search.load(reader, start, position)
    this.#shared?.load(reader, this.#searches)
  }
}
