import type { Entry } from './envelope.js'
import type { LogEntry, PartitionLog, SnapshotKey } from './partition-log.js'
import { type MessageResults, PartitionWork, type Recipe } from './partition-work.js'
import { decodeRecord, encodeRecord, type Fault, type Origin, type RecordHeader } from './result-record.js'
import type { GapPolicy } from './series-work.js'

/** What a worker brings to a partition. */
export interface PartitionSettings {
  readonly recipe: Recipe
  readonly origin: Origin
  readonly worker: string
  readonly gaps: GapPolicy
  /** Bytes of input after which a snapshot is taken. */
  readonly snapshotEveryBytes: number
  /** A record is committed when its results hold this much. One message of the log must hold twice as much. */
  readonly recordBytes: number
  /** Told after each commit. */
  readonly onCommit?: (progress: Progress) => void
}

/** What a commit brought. */
export interface Progress {
  readonly input: number
  readonly results: number
  readonly faults: readonly Fault[]
  readonly series: number
  readonly hasSnapshot: boolean
}

const MOST_FAULTS = 100
/** Snapshots that are large are taken less often: they cost as much as so many times their bytes of input. */
const INPUT_PER_SNAPSHOT_BYTE = 4

/**
 * Works on a partition until the signal is aborted, or until another worker has taken it over.
 *
 * It goes on where the last record says: the snapshot that the record names, then the input since then with results that are
 * dropped, as they are in the output already. From there on, each record holds results and position together, and is appended only
 * right behind the one before. So each result is in the output once, whatever happens, and has the bits of one uninterrupted run.
 *
 * @returns `superseded` if another worker has appended a record; `released` after an abort, with all that was computed committed, and
 *   a snapshot of it.
 * @throws RangeError if the output comes from another processor or engine, or the input that is needed has been removed; and what the
 *   log throws.
 */
export async function workPartition(
  log: PartitionLog,
  settings: PartitionSettings,
  signal: AbortSignal,
): Promise<'superseded' | 'released'> {
  const worker = await PartitionWorker.begin(log, settings)
  try {
    return await worker.run(signal)
  } finally {
    worker.dispose()
  }
}

class PartitionWorker {
  readonly #log: PartitionLog
  readonly #settings: PartitionSettings
  readonly #epoch: number
  readonly #work: PartitionWork
  /** The sequence of our last record, and what it says. */
  #previous: number
  #committed: Position
  #snapshots: readonly SnapshotKey[]
  /** The last message that was computed. */
  #input: number
  /** Input since the last snapshot. */
  #bytesSince = 0
  #lastSnapshotBytes = 0
  #results: Entry[] = []
  #resultBytes = 0
  #faults: Fault[] = []

  private constructor(log: PartitionLog, settings: PartitionSettings, start: Start) {
    this.#log = log
    this.#settings = settings
    this.#epoch = start.epoch
    this.#work = start.work
    this.#previous = start.previous
    this.#committed = start.committed
    this.#snapshots = start.snapshots
    this.#input = start.input
  }

  static async begin(log: PartitionLog, settings: PartitionSettings): Promise<PartitionWorker> {
    return new PartitionWorker(log, settings, await startOf(log, settings))
  }

  async run(signal: AbortSignal): Promise<'superseded' | 'released'> {
    for (;;) {
      const entries = await this.#log.readInput(this.#input + 1, signal)
      for (const entry of entries) {
        if (!(await this.#take(entry))) return 'superseded'
      }
      if (this.#isSnapshotDue && !(await this.#takeSnapshot())) return 'superseded'
      if (!(await this.#commit(0))) return 'superseded'
      if (signal.aborted) return this.#release()
    }
  }

  dispose(): void {
    this.#work.dispose()
  }

  async #release(): Promise<'superseded' | 'released'> {
    const isNew = this.#input > (this.#snapshots.at(0)?.input ?? 0)
    if (isNew && this.#input >= this.#committed.input && !(await this.#takeSnapshot())) return 'superseded'
    return 'released'
  }

  /** Whether we still have the partition. */
  async #take(entry: LogEntry): Promise<boolean> {
    if (entry.sequence <= this.#input) return true
    const { results, faults } = this.#work.take(entry)
    this.#bytesSince += entry.data.length
    const isCommitted = entry.sequence <= this.#committed.input
    if (!isCommitted && !(await this.#add(entry.sequence, { results, faults }))) return false
    this.#input = entry.sequence
    return true
  }

  async #add(sequence: number, { results, faults }: MessageResults): Promise<boolean> {
    const emitted = sequence === this.#committed.input + 1 ? this.#committed.emitted : 0
    for (let i = emitted; i < results.length; i++) {
      this.#results.push(results[i])
      this.#resultBytes += results[i].data.length
      // More is to come of this message: what there is goes first, and says where it ends.
      if (this.#resultBytes >= this.#settings.recordBytes && !(await this.#commit(i + 1))) return false
    }
    this.#faults.push(...faults)
    if (this.#faults.length < MOST_FAULTS) return true
    this.#input = sequence
    return this.#commit(0)
  }

  get #isSnapshotDue(): boolean {
    const { snapshotEveryBytes } = this.#settings
    return (
      this.#input >= this.#committed.input &&
      this.#bytesSince >= Math.max(snapshotEveryBytes, INPUT_PER_SNAPSHOT_BYTE * this.#lastSnapshotBytes)
    )
  }

  /** The snapshot is stored before the record that names it. */
  async #takeSnapshot(): Promise<boolean> {
    const key = { input: this.#input, epoch: this.#epoch }
    const bytes = this.#work.snapshot()
    await this.#log.putSnapshot(key, bytes)
    const older = this.#snapshots.filter(({ input }) => input < key.input)
    this.#snapshots = [key, ...older.slice(0, 1)]
    this.#bytesSince = 0
    this.#lastSnapshotBytes = bytes.length
    if (!(await this.#commit(0, true))) return false
    // The record has our snapshot, so no other worker needs what lies before the one before.
    await this.#log.deleteSnapshots(this.#snapshots[this.#snapshots.length - 1].input)
    return true
  }

  /** Appends what there is to the output. @param emitted The results in it of the message after the last. */
  async #commit(emitted: number, hasSnapshot = false): Promise<boolean> {
    const input = this.#input
    const isNew = input > this.#committed.input || emitted > 0 || hasSnapshot
    if (!isNew || input < this.#committed.input) return true
    // What the worker before us has given of the next message stays given.
    if (input === this.#committed.input) emitted = Math.max(emitted, this.#committed.emitted)
    const header: RecordHeader = {
      origin: this.#settings.origin,
      worker: this.#settings.worker,
      epoch: this.#epoch,
      previous: this.#previous,
      input,
      emitted,
      snapshots: this.#snapshots,
      faults: this.#faults,
    }
    const sequence = await this.#log.commit(encodeRecord({ header, results: this.#results }), this.#previous)
    if (sequence === undefined) return false
    this.#settings.onCommit?.({
      input,
      results: this.#results.length,
      faults: this.#faults,
      series: this.#work.size,
      hasSnapshot,
    })
    this.#previous = sequence
    this.#committed = { input, emitted }
    this.#results = []
    this.#resultBytes = 0
    this.#faults = []
    return true
  }
}

/** How far the output has come: all results up to `input`, and some of the message after it. */
interface Position {
  readonly input: number
  readonly emitted: number
}

/** Where a worker begins. */
interface Start {
  readonly epoch: number
  readonly previous: number
  readonly committed: Position
  readonly snapshots: readonly SnapshotKey[]
  readonly work: PartitionWork
  readonly input: number
}

async function startOf(log: PartitionLog, settings: PartitionSettings): Promise<Start> {
  const last = await log.lastRecord()
  if (last === undefined) {
    const at = { work: new PartitionWork(settings.recipe, settings.gaps), input: 0 }
    await requireInput(log, 0)
    return { epoch: 1, previous: 0, committed: { input: 0, emitted: 0 }, snapshots: [], ...at }
  }
  const { header } = decodeRecord(last.data)
  requireSameOrigin(header, settings.origin)
  const { input, emitted, snapshots } = header
  return {
    epoch: header.epoch + 1,
    previous: last.sequence,
    committed: { input, emitted },
    ...(await restoredWork(log, settings, snapshots)),
  }
}

/** The state of the newest snapshot that can be read; without any, that before all input. */
async function restoredWork(
  log: PartitionLog,
  { recipe, gaps }: PartitionSettings,
  snapshots: readonly SnapshotKey[],
): Promise<{ work: PartitionWork; input: number; snapshots: readonly SnapshotKey[] }> {
  for (const [i, key] of snapshots.entries()) {
    const bytes = await log.getSnapshot(key)
    const work = bytes === undefined ? undefined : tryRestore(recipe, gaps, bytes)
    if (work === undefined) continue
    try {
      await requireInput(log, key.input)
    } catch (error) {
      work.dispose()
      throw error
    }
    return { work, input: key.input, snapshots: snapshots.slice(i) }
  }
  await requireInput(log, 0)
  return { work: new PartitionWork(recipe, gaps), input: 0, snapshots: [] }
}

function tryRestore(recipe: Recipe, gaps: GapPolicy, bytes: Uint8Array): PartitionWork | undefined {
  try {
    return PartitionWork.restore(recipe, gaps, bytes)
  } catch (error) {
    // Damaged. The state before it, and the input since then, give the same.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

async function requireInput(log: PartitionLog, after: number): Promise<void> {
  const first = await log.firstInput()
  if (first <= after + 1) return
  throw new RangeError(
    `the input must be kept from message ${after + 1} on, which the work goes on from, got a log that begins at ${first}: ` +
      'keep more of the input, or create the job anew under another name',
  )
}

function requireSameOrigin({ origin: there }: RecordHeader, here: Origin): void {
  if (there.simd !== here.simd) {
    throw new RangeError(
      `all workers of a job must use the same SIMD, got ${here.simd} here and ${there.simd} in its output: ` +
        `set TAPLINE_SIMD=${there.simd}, or run all with TAPLINE_SIMD=baseline`,
    )
  }
  if (there.engine !== here.engine) {
    throw new RangeError(
      `all workers of a job must use the same engine, got ${here.engine} here and ${there.engine} in its output: ` +
        'install the same version of tapline on all machines, or create the job anew under another name',
    )
  }
  if (there.processor !== here.processor) {
    throw new RangeError(
      'all workers of a job must run the same processor, got another one than that of its output: ' +
        'give the kernel and options that the job was begun with, or create the job anew under another name',
    )
  }
}
