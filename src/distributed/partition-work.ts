import { decodeBatch, type SeriesChunk } from './chunk-batch.js'
import { decodeEnvelope, encodeEnvelope, type Entry, KINDS } from './envelope.js'
import type { LogEntry } from './partition-log.js'
import type { Fault } from './result-record.js'
import { type GapPolicy, type SeriesProcessor, SeriesWork } from './series-work.js'

const MAGIC = 0x53504c54 // 'TLPS'
const WHAT = 'a snapshot of a partition'
/** Reasons are stored in the header of a record, so they must be short. */
const LONGEST_REASON = 300

/** How to make the processor of a series, and how to restore it from a snapshot. */
export interface Recipe {
  readonly create: (series: string) => SeriesProcessor
  readonly restore: (series: string, snapshot: Uint8Array) => SeriesProcessor
}

/** The outcome of a message. */
export interface MessageResults {
  readonly results: readonly Entry[]
  readonly faults: readonly Fault[]
}

/** The work on all series of a partition. It depends on the messages alone: the same messages give the same results. */
export class PartitionWork {
  readonly #recipe: Recipe
  readonly #policy: GapPolicy
  readonly #series = new Map<string, SeriesWork>()

  constructor(recipe: Recipe, policy: GapPolicy) {
    this.#recipe = recipe
    this.#policy = policy
  }

  /** The number of series. */
  get size(): number {
    return this.#series.size
  }

  /** Takes a message of the input. A message that cannot be read is set aside. */
  take({ sequence, data }: LogEntry): MessageResults {
    let chunks: readonly SeriesChunk[]
    try {
      chunks = decodeBatch(data)
    } catch (error) {
      return { results: [], faults: [{ input: sequence, reason: reasonOf(error) }] }
    }
    const results: Entry[] = []
    const faults: Fault[] = []
    for (const chunk of chunks) {
      const reason = this.#takeChunk(chunk, results)
      const { series, index, samples } = chunk
      if (reason !== undefined)
        faults.push({ input: sequence, series, index, length: samples.length, reason })
    }
    return { results, faults }
  }

  /** The whole state as bytes. */
  snapshot(): Uint8Array {
    const entries: Entry[] = []
    for (const [series, work] of this.#series) {
      const { next, produced } = work.position
      const state = work.snapshot()
      const data = new Uint8Array(8 + (state?.length ?? 0))
      new DataView(data.buffer).setFloat64(0, produced, true)
      if (state !== undefined) data.set(state, 8)
      entries.push({ series, index: next, kind: KINDS.bytes, isEnd: state === undefined, data })
    }
    return encodeEnvelope(MAGIC, {}, entries)
  }

  /** @throws RangeError if the bytes are damaged, or come from another processor. */
  static restore(recipe: Recipe, policy: GapPolicy, bytes: Uint8Array): PartitionWork {
    const work = new PartitionWork(recipe, policy)
    try {
      for (const entry of decodeEnvelope(MAGIC, bytes, WHAT).entries) work.#restoreSeries(entry)
    } catch (error) {
      work.dispose()
      throw error
    }
    return work
  }

  dispose(): void {
    for (const work of this.#series.values()) work.dispose()
    this.#series.clear()
  }

  #takeChunk(chunk: SeriesChunk, results: Entry[]): string | undefined {
    let work = this.#series.get(chunk.series)
    try {
      if (work === undefined) {
        work = new SeriesWork(chunk.series, this.#recipe.create(chunk.series), this.#policy)
        this.#series.set(chunk.series, work)
      }
    } catch (error) {
      return reasonOf(error)
    }
    const taken = work.take(chunk)
    for (const result of taken.results) results.push(result)
    return taken.fault?.slice(0, LONGEST_REASON)
  }

  #restoreSeries({ series, index: next, isEnd, data }: Entry): void {
    if (data.length < 8) throw new RangeError(`the message must be ${WHAT}, got an entry without a position`)
    const produced = new DataView(data.buffer, data.byteOffset).getFloat64(0, true)
    const processor = isEnd ? undefined : this.#recipe.restore(series, data.subarray(8))
    this.#series.set(series, new SeriesWork(series, processor, this.#policy, { next, produced }))
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_REASON)
}
