import { isSamples, precisionOf, type Samples, zeros } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { entryOf, type SeriesChunk } from './chunk-batch.js'
import { type Entry, KINDS } from './envelope.js'
import { encodeJson } from './json-values.js'

/** A processor that a job can run: it has one input and is resumable. */
export type SeriesProcessor = Processor<Samples, unknown> & { snapshot(): Uint8Array }

/** What happens when samples of a series are missing. */
export type GapPolicy = 'error' | 'gap'

/** The greatest length of a result. Longer ones are split, so that each fits into a message. */
const PIECE_BYTES = 2 ** 17
/** A longer gap is an error: processing NaN in its place would take as long as processing samples. */
const LONGEST_GAP = 2 ** 22
/** NaN is processed in pieces of this length. */
const GAP_PIECE = 2 ** 14

/** The outcome of a chunk: results, or the reason why it was left out. */
export interface Taken {
  readonly results: readonly Entry[]
  readonly fault?: string
}

/** The position of a series. */
export interface SeriesPosition {
  /** The index of the next sample. */
  readonly next: number
  /** The number of samples or values that it has returned. */
  readonly produced: number
}

/** The work on one series: its processor, and the indices that reveal duplicates and gaps. */
export class SeriesWork {
  readonly #name: string
  /** Undefined after the series has ended. */
  #processor: SeriesProcessor | undefined
  readonly #policy: GapPolicy
  #next: number
  #produced: number

  constructor(
    name: string,
    processor: SeriesProcessor | undefined,
    policy: GapPolicy,
    position: SeriesPosition = AT_START,
  ) {
    this.#name = name
    this.#processor = processor
    this.#policy = policy
    this.#next = position.next
    this.#produced = position.produced
  }

  get position(): SeriesPosition {
    return { next: this.#next, produced: this.#produced }
  }

  /** The state of the processor; empty after the series has ended. */
  snapshot(): Uint8Array | undefined {
    return this.#processor?.snapshot()
  }

  /** Takes a chunk. Samples that have already been taken are skipped. */
  take({ index, samples, isEnd }: SeriesChunk): Taken {
    const processor = this.#processor
    if (processor === undefined) {
      const isNew = index + samples.length > this.#next
      return isNew ? { results: [], fault: 'the series has ended' } : NOTHING
    }
    const missing = index - this.#next
    if (missing > 0 && (this.#policy === 'error' || missing > LONGEST_GAP)) {
      return { results: [], fault: `${missing} samples before it are missing` }
    }
    const results: Entry[] = []
    try {
      if (missing > 0) this.#passGap(processor, missing, samples, results)
      const fresh = samples.subarray(Math.min(Math.max(-missing, 0), samples.length))
      if (fresh.length > 0) this.#process(processor, fresh, results)
      if (isEnd) this.#end(processor, results)
    } catch (error) {
      return { results, fault: error instanceof Error ? error.message : String(error) }
    }
    return { results }
  }

  dispose(): void {
    this.#processor?.dispose()
  }

  /** NaN affects only the results that would need the missing samples. */
  #passGap(processor: SeriesProcessor, missing: number, like: Samples, results: Entry[]): void {
    const piece = zeros(GAP_PIECE, precisionOf(like))
    piece.fill(NaN)
    for (let left = missing; left > 0; left -= GAP_PIECE) {
      this.#process(processor, piece.subarray(0, Math.min(left, GAP_PIECE)), results)
    }
  }

  #process(processor: SeriesProcessor, samples: Samples, results: Entry[]): void {
    const output = processor.process(samples)
    this.#next += samples.length
    this.#add(output, results)
  }

  #end(processor: SeriesProcessor, results: Entry[]): void {
    this.#add(processor.flush(), results)
    processor.dispose()
    this.#processor = undefined
    const series = this.#name
    const data = new Uint8Array(0)
    results.push({ series, index: this.#produced, kind: KINDS.bytes, isEnd: true, data })
  }

  #add(output: unknown, results: Entry[]): void {
    const pieces = isSamples(output) ? this.#samplePieces(output) : this.#valuePieces(output)
    for (const piece of pieces) results.push(piece)
  }

  *#samplePieces(output: Samples): Generator<Entry> {
    const most = PIECE_BYTES / output.BYTES_PER_ELEMENT
    for (let from = 0; from < output.length; from += most) {
      const samples = output.subarray(from, from + most)
      yield entryOf({ series: this.#name, index: this.#produced, samples, isEnd: false })
      this.#produced += samples.length
    }
  }

  *#valuePieces(output: unknown): Generator<Entry> {
    const values: readonly unknown[] = Array.isArray(output) ? output : [output]
    if (values.length === 0) return
    yield* this.#jsonPieces(values)
  }

  *#jsonPieces(values: readonly unknown[]): Generator<Entry> {
    const data = encodeJson(values)
    if (data.length > PIECE_BYTES && values.length > 1) {
      const half = values.length >> 1
      yield* this.#jsonPieces(values.slice(0, half))
      yield* this.#jsonPieces(values.slice(half))
      return
    }
    yield { series: this.#name, index: this.#produced, kind: KINDS.json, isEnd: false, data }
    this.#produced += values.length
  }
}

const AT_START: SeriesPosition = { next: 0, produced: 0 }
const NOTHING: Taken = { results: [] }
