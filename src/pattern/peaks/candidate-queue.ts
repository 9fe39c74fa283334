import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'

/** A peak, as long as it is not known whether a higher one is near. */
export interface Candidate {
  readonly index: number
  readonly height: number
  /** How far it rises above its neighbours. */
  readonly left: number
  readonly right: number
}

type Fate = 'open' | 'kept' | 'dropped'

const FATES: readonly Fate[] = ['open', 'kept', 'dropped']

interface Entry {
  readonly index: number
  readonly height: number
  fate: Fate
}

/** The first peak of the queue, and whether it stays. */
export interface Decision {
  readonly candidate: { readonly index: number; readonly height: number }
  readonly isKept: boolean
}

/**
 * Drops peaks of a stream that are closer than a distance to a higher one, by the rule of `peaksApart`. Keeps their order, and
 * decides each peak as soon as enough of the stream is known.
 */
export class CandidateQueue {
  readonly #distance: number
  readonly #longestWait: number
  #entries: Entry[] = []
  #lastKept = -Infinity
  /** Nothing can be decided before this many samples have arrived. */
  #wait = 0

  /** @param longestWait The number of samples after which a peak is decided, even if its neighbours are not yet. */
  constructor(distance: number, longestWait: number) {
    this.#distance = distance
    this.#longestWait = longestWait
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  /** The position of the first peak. */
  get first(): number {
    return this.#entries.at(0)?.index ?? Infinity
  }

  add({ index, height }: Candidate): void {
    if (index - this.#lastKept < this.#distance) return
    this.#entries.push({ index, height, fate: 'open' })
  }

  /**
   * Decides about the first peak, if `position` samples suffice.
   *
   * @param nextPeakFrom The earliest position at which another peak of at least this height is possible.
   */
  decide(position: number, nextPeakFrom: (height: number) => number): Decision | undefined {
    const entry = this.#entries.at(0)
    if (entry === undefined) return undefined
    if (entry.fate === 'open') {
      const isLate = position >= entry.index + this.#longestWait
      if (position < this.#wait && !isLate) return undefined
      this.#settle(isLate ? () => Infinity : nextPeakFrom, isLate)
    }
    return this.#decided(entry)
  }

  #decided(entry: Entry): Decision | undefined {
    return entry.fate === 'open' ? undefined : { candidate: entry, isKept: entry.fate === 'kept' }
  }

  shift(): void {
    this.#entries.shift()
    this.#wait = 0
  }

  reset(): void {
    this.#entries = []
    this.#lastKept = -Infinity
    this.#wait = 0
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.#lastKept)
    writer.number(this.#entries.length)
    for (const { index, height, fate } of this.#entries) {
      writer.number(index)
      writer.number(height)
      writer.number(FATES.indexOf(fate))
    }
  }

  /** @param history The known ones of `position` samples. */
  load(reader: SnapshotReader, history: { readonly position: number; readonly start: number }): void {
    const last = Math.max(history.position - 1, 0)
    this.#lastKept = reader.countOr(-Infinity, 0, last)
    const count = reader.count(0, last)
    let previous = history.start
    this.#entries = []
    for (let i = 0; i < count; i++) {
      const index = reader.count(previous, last)
      const height = reader.number()
      if (Number.isNaN(height)) throw impossibleState()
      this.#entries.push({ index, height, fate: FATES[reader.count(0, 2)] })
      previous = index + 1
    }
  }

  /** Decides about the first peak and those near it as far as possible, or about its whole chain. */
  #settle(nextPeakFrom: (height: number) => number, isWhole: boolean): void {
    const [first] = this.#entries
    const chain = this.#chain()
    const fates = this.#fates(chain, nextPeakFrom)
    for (const entry of chain) {
      const fate = fates.get(entry) ?? 'open'
      if (isWhole || entry === first) entry.fate = fate
      else if (fates.get(first) === 'kept' && this.#isNear(entry, first)) entry.fate = 'dropped'
      if (entry.fate === 'kept') this.#lastKept = Math.max(this.#lastKept, entry.index)
    }
  }

  /** What is known of each peak of a chain. Notes when more can be known. */
  #fates(chain: readonly Entry[], nextPeakFrom: (height: number) => number): Map<Entry, Fate> {
    const fates = new Map<Entry, Fate>()
    this.#wait = Infinity
    for (const entry of [...chain].sort((a, b) => b.height - a.height || b.index - a.index)) {
      const about = chain.filter((other) => fates.has(other) && this.#isNear(entry, other))
      if (about.some((other) => fates.get(other) === 'kept')) fates.set(entry, 'dropped')
      else if (about.some((other) => fates.get(other) === 'open')) fates.set(entry, 'open')
      else if (nextPeakFrom(entry.height) - entry.index < this.#distance) {
        fates.set(entry, 'open')
        this.#wait = Math.min(this.#wait, entry.index + this.#distance)
      } else fates.set(entry, 'kept')
    }
    return fates
  }

  /** The undecided peaks from the first on, each of which is near the one before. */
  #chain(): Entry[] {
    const chain: Entry[] = []
    for (const entry of this.#entries) {
      const previous = chain.at(-1)
      if (previous !== undefined && !this.#isNear(previous, entry)) break
      if (entry.fate === 'open') chain.push(entry)
    }
    return chain
  }

  #isNear(a: Entry, b: Entry): boolean {
    return Math.abs(a.index - b.index) < this.#distance
  }
}
