import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { Match } from './match.js'
import type { TemplateName } from './templates.js'

/** The state of a candidate. */
export const OPEN = 0
const KEPT = 1
const DROPPED = 2

/** A window that may be a match: its score reaches the threshold, and is not below those of its neighbours. */
export interface Candidate {
  /** The match that it becomes if it is kept. Candidates are compared by the magnitude of its score. */
  readonly match: Match
  /** The length of its template. */
  readonly length: number
  /** The position of its template among all that were added, which breaks ties. */
  readonly order: number
  /** At first it is open. */
  state: typeof OPEN | typeof KEPT | typeof DROPPED
}

/** The search that candidates come from. */
export interface CandidateSource {
  readonly name: TemplateName
  /** The length of its template. */
  readonly length: number
  readonly order: number
  /** Undefined unless its matches have the scores of channels. */
  readonly channelCount: number | undefined
  /** No candidate so far begins at this window or later. */
  readonly next: number
}

/** How to choose the matches among the candidates. */
export interface SelectionRule {
  /** In samples; undefined for windows that share at most half of the samples of the shorter one. */
  readonly minDistance: number | undefined
  readonly maxMatches: number
  /** How long a candidate waits for the end of a chain of ever better ones, in least distances. */
  readonly patience: number
}

/**
 * Chooses the matches among the candidates of a stream: from the best one down, each that has not been dropped itself drops
 * those too near to it. Of equal ones, the earlier one comes first.
 *
 * Whether a candidate is dropped depends on the better ones near to it, which in turn depend on those near to them. Once
 * such a chain has lasted `patience` least distances, later candidates are ignored. As this limit depends on the index of the first
 * candidate, the choice does not depend on when candidates become known.
 */
export class MatchSelection {
  readonly #rule: SelectionRule
  /** The undecided candidates and those after them, in the order of their indices. */
  #held: Candidate[] = []
  /** The number of matches of each template so far. */
  readonly #counts = new Map<TemplateName, number>()
  /** Candidates at least this far apart do not drop each other. */
  #reach = 0
  /** A chain of candidates, each the best one near to the one before it. Kept, so that calls do not allocate it. */
  readonly #chain: number[] = []
  /** Nothing can be decided before the windows up to here are known. */
  #retryAt = -Infinity

  constructor(rule: SelectionRule) {
    this.#rule = rule
  }

  /** No future match begins before this index, unless a new candidate does. */
  get first(): number {
    return this.#held.at(0)?.match.index ?? Infinity
  }

  /** Whether a template has reached its `maxMatches`. */
  isFull(template: TemplateName): boolean {
    return (this.#counts.get(template) ?? 0) >= this.#rule.maxMatches
  }

  /** The distance in samples from which on no later candidate is too near to one of this length. */
  reachOf({ length }: { readonly length: number }): number {
    return this.#rule.minDistance ?? length
  }

  /** Takes a candidate; the selection owns it from now on. Those of one template must come in order. */
  add(candidate: Candidate): void {
    let at = this.#held.push(candidate) - 1
    for (; at > 0 && comesBefore(candidate, this.#held[at - 1]); at--) this.#held[at] = this.#held[at - 1]
    this.#held[at] = candidate
    this.#reach = Math.max(this.#reach, this.reachOf(candidate))
  }

  /** The matches that are certain when all candidates before an index are known. */
  take(next: number): Match[] {
    const matches: Match[] = []
    if (next < this.#retryAt) return matches
    let decided = 0
    for (; decided < this.#held.length; decided++) {
      if (this.#held[decided].state !== OPEN) continue
      this.#retryAt = this.#decide(decided, next)
      if (this.#held[decided].state === OPEN) break
    }
    for (const candidate of this.#held.splice(0, decided)) {
      if (candidate.state === KEPT) this.#emit(candidate.match, matches)
    }
    return matches
  }

  /** Returns the matches of a template among the candidates so far, and forgets its candidates. */
  remove(template: TemplateName): Match[] {
    const matches: Match[] = []
    const states = this.#statesAtEnd(0, this.#held.length)
    const own = this.#held.filter(
      (candidate, i) => candidate.match.template === template && states[i] === KEPT,
    )
    for (const { match } of own) this.#emit(match, matches)
    this.#held = this.#held.filter(
      (candidate) =>
        candidate.match.template !== template && !own.some((match) => this.#areNear(match, candidate)),
    )
    this.#counts.delete(template)
    this.#retryAt = -Infinity
    return matches
  }

  reset(): void {
    this.#held = []
    this.#counts.clear()
    this.#reach = 0
    this.#retryAt = -Infinity
  }

  /** Writes the undecided candidates. `sources` are all searches that candidates come from. */
  save(writer: SnapshotWriter, sources: readonly CandidateSource[]): void {
    for (const { name } of sources) writer.number(this.#counts.get(name) ?? 0)
    writer.number(this.#held.length)
    for (const { match, order, state } of this.#held) {
      const source = sources.findIndex((one) => one.order === order)
      for (const number of [source, match.index, match.offset, match.score, state]) writer.number(number)
      if (match.channelScores !== undefined) writer.samples(Float64Array.from(match.channelScores))
    }
  }

  /** Reads what `save` wrote, into a new selection. @throws RangeError if the state is impossible. */
  load(reader: SnapshotReader, sources: readonly CandidateSource[]): void {
    for (const { name } of sources) {
      this.#counts.set(name, reader.count(0, Math.min(this.#rule.maxMatches, MOST_SAMPLES)))
    }
    for (let count = reader.count(0, MOST_SAMPLES); count > 0; count--) {
      const candidate = readCandidate(reader, sources)
      const last = this.#held.at(-1)
      if (last !== undefined && !comesBefore(last, candidate)) throw impossibleState()
      this.add(candidate)
    }
  }

  /** Decides a candidate if possible. Returns the index before which all candidates must be known to try again. */
  #decide(from: number, next: number): number {
    const first = this.#held[from]
    const reach = this.reachOf(first)
    const limit = first.match.index + this.#rule.patience * reach
    const known = Math.min(next, limit)
    const to = countBefore(this.#held, known)
    const end = this.#followChain(from, to, known)
    if (end <= known) return -Infinity
    if (next < limit) return Math.min(end, limit)
    // The whole chain at once, as each of its candidates alone would see another end of it.
    const states = this.#statesAtEnd(from, to)
    const decided = countBefore(this.#held, limit - reach + 1)
    for (let i = from; i < decided; i++) this.#held[i].state = states[i - from]
    for (let i = from; i < decided; i++) if (states[i - from] === KEPT) this.#keep(i)
    return -Infinity
  }

  /**
   * Goes from a candidate to the best one near to it, from there to the best one near to that, and so on, and back as they are
   * decided. Returns the index before which all candidates must be known for this; if it is at most `known`, all are decided.
   */
  #followChain(from: number, to: number, known: number): number {
    const chain = this.#chain
    chain.length = 0
    chain.push(from)
    while (chain.length > 0) {
      const at = chain[chain.length - 1]
      const candidate = this.#held[at]
      const end = candidate.match.index + this.reachOf(candidate)
      if (candidate.state !== OPEN) chain.pop()
      else if (end > known) return end
      else {
        const better = this.#bestNear(at, to)
        if (better === at) this.#keep(at)
        else chain.push(better)
      }
    }
    return known
  }

  /** The best open candidate among those near to one, and itself. */
  #bestNear(at: number, to: number): number {
    const { index } = this.#held[at].match
    let best = at
    for (let j = at - 1; j >= 0 && index - this.#held[j].match.index < this.#reach; j--) {
      if (this.#isBetterNear(at, j, best)) best = j
    }
    for (let j = at + 1; j < to && this.#held[j].match.index - index < this.#reach; j++) {
      if (this.#isBetterNear(at, j, best)) best = j
    }
    return best
  }

  /** Whether an open candidate is near to one, and comes before the best one so far. */
  #isBetterNear(at: number, j: number, best: number): boolean {
    const other = this.#held[j]
    if (other.state !== OPEN || !this.#areNear(this.#held[at], other)) return false
    const [rank, most] = [rankOf(other), rankOf(this.#held[best])]
    return rank > most || (rank === most && j < best)
  }

  /** Keeps a candidate, and drops those near to it. */
  #keep(at: number): void {
    const kept = this.#held[at]
    const { index } = kept.match
    kept.state = KEPT
    for (let j = at - 1; j >= 0 && index - this.#held[j].match.index < this.#reach; j--) {
      this.#dropNear(kept, this.#held[j])
    }
    for (let j = at + 1; j < this.#held.length && this.#held[j].match.index - index < this.#reach; j++) {
      this.#dropNear(kept, this.#held[j])
    }
  }

  #dropNear(kept: Candidate, other: Candidate): void {
    if (other.state === OPEN && this.#areNear(kept, other)) other.state = DROPPED
  }

  /** Decides the candidates in a range as if no others followed. */
  #statesAtEnd(from: number, to: number): Candidate['state'][] {
    const before = this.#held
    this.#held = before.slice(from, to).map((candidate) => ({ ...candidate }))
    const ranking = Array.from(this.#held.keys()).sort(
      (i, j) => rankOf(this.#held[j]) - rankOf(this.#held[i]) || i - j,
    )
    for (const i of ranking) if (this.#held[i].state === OPEN) this.#keep(i)
    const states = this.#held.map(({ state }) => state)
    this.#held = before
    return states
  }

  #emit(match: Match, matches: Match[]): void {
    const count = this.#counts.get(match.template) ?? 0
    if (count >= this.#rule.maxMatches) return
    this.#counts.set(match.template, count + 1)
    matches.push(match)
  }

  #areNear(a: Candidate, b: Candidate): boolean {
    const { minDistance } = this.#rule
    const [start, other] = [a.match.index, b.match.index]
    if (minDistance !== undefined) return Math.abs(start - other) < minDistance
    const shared = Math.min(start + a.length, other + b.length) - Math.max(start, other)
    return 2 * shared > Math.min(a.length, b.length)
  }
}

function readCandidate(reader: SnapshotReader, sources: readonly CandidateSource[]): Candidate {
  const { name, length, order, next, channelCount } = sources[reader.count(0, sources.length - 1)]
  const index = reader.count(0, next - 1)
  const offset = reader.finite()
  const score = reader.finite(-1, 1)
  const state = reader.count(OPEN, DROPPED) as Candidate['state']
  const match: Match = { index, offset, score, template: name }
  if (channelCount === undefined) return { match, length, order, state }
  const channelScores = Array.from(reader.newSamples(channelCount, 'float64'))
  if (channelScores.some((one) => Math.abs(one) > 1)) throw impossibleState()
  return { match: { ...match, channelScores }, length, order, state }
}

function rankOf({ match }: Candidate): number {
  return Math.abs(match.score)
}

function comesBefore(a: Candidate, b: Candidate): boolean {
  return a.match.index < b.match.index || (a.match.index === b.match.index && a.order < b.order)
}

/** The number of candidates with an index below a limit. */
function countBefore(candidates: readonly Candidate[], limit: number): number {
  let [low, high] = [0, candidates.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (candidates[middle].match.index < limit) low = middle + 1
    else high = middle
  }
  return low
}
