import type { Entry } from './envelope.js'
import type { LogEntry, PartitionLog, SnapshotKey } from './partition-log.js'
import { type MessageResults, PartitionWork, type Recipe } from './partition-work.js'
import { decodeRecord, encodeRecord, type Fault, type Origin, type RecordHeader } from './result-record.js'
import type { GapPolicy } from './series-work.js'

/** The options of `workPartition`. */
export interface PartitionSettings {
  readonly recipe: Recipe
  readonly origin: Origin
  readonly worker: string
  readonly gaps: GapPolicy
  /** The number of bytes of input after which a snapshot is taken. */
  readonly snapshotEveryBytes: number
  /** A record is committed when its results have this many bytes. A message of the log must be able to hold twice as many. */
  readonly recordBytes: number
  /**
   * Called with results before their record is committed; the commit waits for it. After a crash, some of them come again.
   */
  readonly publish?: (results: readonly Entry[]) => Promise<void>
  /** Called after each commit. */
  readonly onCommit?: (progress: Progress) => void
}

/** The contents of a commit. */
export interface Progress {
  readonly input: number
  readonly results: number
  readonly faults: readonly Fault[]
  readonly series: number
  readonly hasSnapshot: boolean
}

const MOST_FAULTS = 100
/** Large snapshots are taken less often: one costs as much as this many times its size in input. */
const INPUT_PER_SNAPSHOT_BYTE = 4

/**
 * Works on a partition until the signal is aborted or another worker takes it over.
 *
 * It continues from the last record: it restores the snapshot that the record names, computes the input since then, and drops the
 * results that are already in the output. From there on, each record holds results and position together, and is appended only
 * directly after the previous one. So each result is in the output exactly once, whatever happens, with the bits of one
 * uninterrupted run.
 *
 * @returns `superseded` if another worker has appended a record; `released` after an abort, when everything computed has been
 *   committed and a snapshot was stored.
 * @throws RangeError if the output comes from another processor or engine, or if input that is needed has been removed; and what
 *   the log throws.
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
  /** The sequence of our last record, and its header. */
  #previous: number
  #committed: Position
  #snapshots: readonly SnapshotKey[]
  /** The last message that has been computed. */
  #input: number
  /** Input since the last snapshot. */
  #bytesSince = 0
  #lastSnapshotBytes = 0
  #results: Entry[] = []
  #resultBytes = 0
  #faults: Fault[] = []
  /** Those in the output. */
  #told: Told

  private constructor(log: PartitionLog, settings: PartitionSettings, start: Start) {
    this.#log = log
    this.#settings = settings
    this.#epoch = start.epoch
    this.#work = start.work
    this.#previous = start.previous
    this.#committed = start.committed
    this.#snapshots = start.snapshots
    this.#input = start.input
    this.#told = start.told
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

  /** Whether we still own the partition. */
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
      // This message has more results: the first ones are committed now, with their position.
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
    // The record names our snapshot, so no other worker needs anything from before the previous one.
    await this.#log.deleteSnapshots(this.#snapshots[this.#snapshots.length - 1].input)
    return true
  }

  /** Appends the pending results to the output. @param emitted The number of results in them of the message after the last. */
  async #commit(emitted: number, hasSnapshot = false): Promise<boolean> {
    const input = this.#input
    const isNew = input > this.#committed.input || emitted > 0 || hasSnapshot
    if (!isNew || input < this.#committed.input) return true
    // Results of the next message that the previous worker has committed stay committed.
    if (input === this.#committed.input) emitted = Math.max(emitted, this.#committed.emitted)
    if (this.#results.length > 0) await this.#settings.publish?.(this.#results)
    const told = withFaults(this.#told, this.#faults)
    const header: RecordHeader = {
      origin: this.#settings.origin,
      worker: this.#settings.worker,
      epoch: this.#epoch,
      previous: this.#previous,
      input,
      emitted,
      snapshots: this.#snapshots,
      faults: this.#faults,
      ...told,
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
    this.#told = told
    this.#results = []
    this.#resultBytes = 0
    this.#faults = []
    return true
  }
}

/** The position of the output: all results up to `input`, and some of the message after it. */
interface Position {
  readonly input: number
  readonly emitted: number
}

/** What the output has told of faults. */
type Told = Pick<RecordHeader, 'faultCount' | 'lastFault'>

function withFaults({ faultCount, lastFault }: Told, faults: readonly Fault[]): Told {
  const last = faults.at(-1) ?? lastFault
  return { faultCount: faultCount + faults.length, ...(last === undefined ? {} : { lastFault: last }) }
}

/** Where a worker begins. */
interface Start {
  readonly epoch: number
  readonly previous: number
  readonly committed: Position
  readonly told: Told
  readonly snapshots: readonly SnapshotKey[]
  readonly work: PartitionWork
  readonly input: number
}

async function startOf(log: PartitionLog, settings: PartitionSettings): Promise<Start> {
  const last = await log.lastRecord()
  if (last === undefined) {
    const at = { work: new PartitionWork(settings.recipe, settings.gaps), input: 0 }
    await requireInput(log, 0)
    return {
      epoch: 1,
      previous: 0,
      committed: { input: 0, emitted: 0 },
      told: { faultCount: 0 },
      snapshots: [],
      ...at,
    }
  }
  const { header } = decodeRecord(last.data)
  requireSameOrigin(header, settings.origin)
  const { input, emitted, snapshots } = header
  return {
    epoch: header.epoch + 1,
    previous: last.sequence,
    committed: { input, emitted },
    told: withFaults(header, []),
    ...(await restoredWork(log, settings, snapshots)),
  }
}

/** The state of the newest readable snapshot, or the initial state if there is none. */
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
    // Damaged. An earlier snapshot and the input since then give the same state.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

async function requireInput(log: PartitionLog, after: number): Promise<void> {
  const first = await log.firstInput()
  if (first <= after + 1) return
  throw new RangeError(
    `the input must be kept from message ${after + 1} on, where the work continues, got a log that begins at ${first}: ` +
      'keep more of the input, or create the job again under another name',
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
        'install the same version of tapline on all machines, or create the job again under another name',
    )
  }
  if (there.processor !== here.processor) {
    throw new RangeError(
      'all workers of a job must run the same processor, got one that differs from that of the output: ' +
        'pass the kernel and options that the job was started with, or create the job again under another name',
    )
  }
}
