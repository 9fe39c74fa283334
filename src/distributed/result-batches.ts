import type { Samples } from '../samples.js'
import { ChainReader } from './chain-reader.js'
import { samplesOf } from './chunk-batch.js'
import { type Entry, KINDS } from './envelope.js'
import { decodeJson } from './json-values.js'
import type { RecordLog } from './partition-log.js'
import type { Fault } from './result-record.js'

/** A result of a series. */
export type SeriesResult =
  /** Samples of its output; `index` is the index of the first one. */
  | { readonly type: 'samples'; readonly series: string; readonly index: number; readonly samples: Samples }
  /** Values that its processor returned, such as matches; `index` counts them. */
  | {
      readonly type: 'values'
      readonly series: string
      readonly index: number
      readonly values: readonly unknown[]
    }
  /** The series has ended; `index` is the length of its output. */
  | { readonly type: 'end'; readonly series: string; readonly index: number }

/** The contents of one record of a partition. */
export interface ResultBatch {
  readonly partition: number
  /** The record's sequence: pass it as `from` to continue after it. */
  readonly record: number
  /** The results of all input up to this message are in this record and those before. */
  readonly input: number
  readonly results: readonly SeriesResult[]
  /** Input that was set aside. */
  readonly faults: readonly Fault[]
}

/** What to read of a partition. */
export interface BatchRange {
  /** The record after which to begin; `start` for the first one, or `live` for the next one to come. */
  readonly from: 'start' | 'live' | number
  /** Whether to wait for more. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

/** Reads the results of a partition, each once and in order. */
export async function* resultBatches(
  log: RecordLog,
  partition: number,
  { from, follow, signal }: BatchRange,
): AsyncGenerator<ResultBatch> {
  const last = (await log.lastRecord())?.sequence ?? 0
  const after = from === 'start' ? 0 : from === 'live' ? last : from
  const chain = new ChainReader(after)
  for (let next = after + 1; follow || next <= last;) {
    const entries = await log.readRecords(next, signal)
    if (entries.length === 0) return
    for (const entry of entries) {
      const record = chain.take(entry)
      next = entry.sequence + 1
      if (record === undefined) continue
      const { input, faults } = record.header
      yield { partition, record: entry.sequence, input, results: record.results.map(resultOf), faults }
    }
  }
}

function resultOf(entry: Entry): SeriesResult {
  const { series, index, isEnd, kind, data } = entry
  if (isEnd) return { type: 'end', series, index }
  if (kind === KINDS.json) return { type: 'values', series, index, values: decodeJson(data) as unknown[] }
  return { type: 'samples', series, index, samples: samplesOf(entry) ?? new Float64Array(0) }
}
