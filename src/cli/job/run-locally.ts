import { originOf } from '../../distributed/origin-of.js'
import type { Recipe } from '../../distributed/partition-work.js'
import { type ResultBatch, resultBatches } from '../../distributed/result-batches.js'
import { decodeRecord } from '../../distributed/result-record.js'
import { type Progress, workPartition } from '../../distributed/work-partition.js'
import type { FedChunk } from '../../nats/add-chunks.js'
import { DataError } from '../terminal/errors.js'
import { feedLog } from './feed-log.js'
import type { LocalLog } from './local-log.js'
import { Reached } from './reached.js'

/** A job to run. */
export interface LocalRun {
  readonly log: LocalLog
  readonly recipe: Recipe
  readonly chunks: AsyncIterable<FedChunk>
  /** Called after each commit. */
  readonly onCommit?: (progress: Progress) => void
  /** Called with the results, in order; the next ones wait for it, and the log removes them. Without it, results stay in the log. */
  readonly onBatch?: (batch: ResultBatch) => Promise<void>
}

/** At most this many messages of input wait until they are computed or their results are taken. */
const MOST_AHEAD = 16
const SNAPSHOT_EVERY_BYTES = 2 ** 23
const RECORD_BYTES = 2 ** 18

/**
 * Runs a job on its own log, without a server: stores the chunks, and computes until all stored input has been computed. It works as
 * `runWorker` does, with the same bits.
 *
 * @throws DataError if the log holds results of another processor, or is damaged; what `onBatch` and the source throw.
 */
export async function runLocally(run: LocalRun): Promise<void> {
  const { log } = run
  const stop = new AbortController()
  const done = new Reached()
  const working = Promise.all([work(run, done, stop.signal), read(run, done, stop.signal)])
  const feeding = feedLog(log, run.chunks, () => done.until(log.inputCount - MOST_AHEAD)).then(() =>
    done.until(log.inputCount),
  )
  feeding.catch(() => undefined)
  try {
    // The work continues until it is stopped, so it settles first only if it fails.
    await Promise.race([feeding, working])
  } finally {
    stop.abort()
    await working
  }
}

async function work({ log, ...run }: LocalRun, done: Reached, signal: AbortSignal): Promise<void> {
  const { recipe, onCommit, onBatch } = run
  const isKept = onBatch === undefined
  const settings = {
    ...{ recipe, origin: originOf(recipe), worker: 'local', gaps: 'error' as const },
    snapshotEveryBytes: isKept ? SNAPSHOT_EVERY_BYTES : Infinity,
    recordBytes: RECORD_BYTES,
    onCommit: (progress: Progress) => {
      onCommit?.(progress)
      if (isKept) done.reach(progress.input)
    },
  }
  try {
    const last = await log.lastRecord()
    if (last !== undefined) done.reach(decodeRecord(last.data).header.input)
    await workPartition(log, settings, signal)
  } catch (error) {
    if (error instanceof RangeError) throw new DataError(error.message, { cause: error })
    throw error
  }
}

async function read({ log, onBatch }: LocalRun, done: Reached, signal: AbortSignal): Promise<void> {
  if (onBatch === undefined) return
  for await (const batch of resultBatches(log, 0, { from: 'start', follow: true, signal })) {
    await onBatch(batch)
    log.forget?.(batch.input, batch.record)
    done.reach(batch.input)
  }
}
