import { hopFor } from '../../pattern/match/hop-for.js'
import type { Match } from '../../pattern/match/match.js'
import {
  type Candidate,
  MatchSelection,
  OPEN,
  type SelectionRule,
} from '../../pattern/match/match-selection.js'
import type { TemplateName } from '../../pattern/match/templates.js'

/** What is needed of a template to choose among its candidates. */
export interface NamedLength {
  readonly name: TemplateName
  readonly length: number
}

/** Windows that may be matches of one template: index, offset and score of each, in their order. */
export type Candidates = ArrayLike<number>
const NUMBERS = 3

/**
 * Chooses the matches among the candidates that tiles have found. Choice and order are those of a `TemplateMatcher`, which reports
 * the matches of several templates block by block.
 */
export class MatchMerge {
  readonly #searches: readonly Search[]
  readonly #shared: MatchSelection | undefined
  readonly #hop: number
  readonly #shortest: number
  /** The number of samples at which the next block is full. */
  #due: number

  constructor(templates: readonly NamedLength[], rule: SelectionRule, isDistinct: boolean) {
    this.#shared = isDistinct ? new MatchSelection(rule) : undefined
    this.#searches = templates
      .map((template, order) => new Search(template, order, rule, this.#shared))
      .sort((a, b) => a.length - b.length)
    const lengths = templates.map(({ length }) => length)
    this.#shortest = Math.min(...lengths)
    this.#hop = hopFor(Math.max(...lengths), 0)
    this.#due = this.#hop
  }

  /**
   * Takes the candidates of a tile, by template, and returns the matches that are certain.
   *
   * @param end All windows before this one are known now.
   */
  take(candidates: readonly Candidates[], end: number): Match[] {
    this.#hold(candidates)
    return this.#look(end + this.#shortest)
  }

  /** Takes the candidates of the last tile of a stream of `length` samples, and returns the remaining matches. */
  flush(candidates: readonly Candidates[], length: number): Match[] {
    this.#hold(candidates)
    const matches = this.#look(length)
    return [...matches, ...this.#certain(Infinity)]
  }

  #hold(candidates: readonly Candidates[]): void {
    for (const search of this.#searches) search.hold(candidates[search.order])
  }

  /** The matches of all blocks that are full after `length` samples. */
  #look(length: number): Match[] {
    const matches: Match[] = []
    for (; this.#due <= length; this.#due += this.#hop) matches.push(...this.#certain(this.#due))
    return matches
  }

  #certain(length: number): Match[] {
    const next = this.#searches.map((search) => search.advance(length))
    const matches =
      this.#shared?.take(Math.min(...next)) ??
      this.#searches.flatMap(({ selection }, i) => selection.take(next[i]))
    return matches.sort((a, b) => a.index - b.index)
  }
}

/** The candidates of one template. */
class Search {
  readonly order: number
  readonly length: number
  readonly selection: MatchSelection
  readonly #name: TemplateName
  #held: Candidate[] = []

  constructor(
    { name, length }: NamedLength,
    order: number,
    rule: SelectionRule,
    shared: MatchSelection | undefined,
  ) {
    const minDistance = rule.minDistance ?? Math.ceil(length / 2)
    this.order = order
    this.length = length
    this.selection = shared ?? new MatchSelection({ ...rule, minDistance })
    this.#name = name
  }

  hold(candidates: Candidates): void {
    const { length, order } = this
    for (let i = 0; i < candidates.length; i += NUMBERS) {
      const [index, offset, score] = [candidates[i], candidates[i + 1], candidates[i + 2]]
      const match = { index, offset, score, template: this.#name }
      this.#held.push({ match, length, order, state: OPEN })
    }
  }

  /** Passes on the candidates among all windows of `length` samples but the last one. Returns the number of these windows. */
  advance(length: number): number {
    const next = Math.max(length - this.length, 0)
    const end = this.#held.findIndex(({ match }) => match.index >= next)
    for (const candidate of this.#held.splice(0, end < 0 ? Infinity : end)) this.selection.add(candidate)
    return next
  }
}
