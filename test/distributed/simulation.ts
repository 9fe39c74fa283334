import { ChainReader } from '../../src/distributed/chain-reader.js'
import { encodeBatch, type SeriesChunk, samplesOf } from '../../src/distributed/chunk-batch.js'
import { MemoryPartition } from '../../src/distributed/memory-partition.js'
import type { LogEntry, PartitionLog, SnapshotKey } from '../../src/distributed/partition-log.js'
import { workPartition } from '../../src/distributed/work-partition.js'
import { mulberry32 } from '../support/mulberry32.js'
import { runningSum, TOY_ORIGIN } from './toy-processor.js'

// One partition, some workers that all believe it is theirs, and a scheduler that decides by a seed what each call to the log does
// next: it is carried out, or it fails before or after that, or its worker dies on it. Batches come twice, overlap, and out of order
// never: a log keeps its order.

/** What a schedule did, for messages and counts. */
export interface Outcome {
  readonly crashes: number
  readonly lostReplies: number
  readonly superseded: number
  readonly records: number
}

const SERIES = ['a', 'b', 'c']
const MOST_STEPS = 20_000
const NEVER = new Promise<never>(() => {})

/** Runs a schedule. @throws Error if a result is lost, doubled or different. */
export async function simulate(seed: number): Promise<Outcome> {
  const random = mulberry32(seed)
  const partition = new MemoryPartition()
  const expected = feedAll(partition, random)
  const scheduler = new Scheduler(random)
  const workers = Array.from({ length: 2 + (random() < 0.5 ? 1 : 0) }, (_, i) => new Worker(`w${i}`))
  const end = new AbortController()
  for (const worker of workers) start(worker, partition, scheduler, random, end.signal)
  for (let step = 0; !(await isDone(partition)); step++) {
    if (step > MOST_STEPS) throw new Error(`seed ${seed}: the work does not end`)
    await turn()
    scheduler.step(step < MOST_STEPS / 2)
    for (const worker of workers) {
      if (!worker.isWorking) start(worker, partition, scheduler, random, end.signal)
    }
  }
  end.abort()
  const records = await requireExpected(partition, expected, seed)
  return { ...scheduler.counts, superseded: sum(workers.map(({ superseded }) => superseded)), records }
}

class Worker {
  isWorking = false
  superseded = 0
  /** Calls of a life that has ended are never answered. */
  life = 0
  constructor(readonly name: string) {}
}

function start(
  worker: Worker,
  partition: MemoryPartition,
  scheduler: Scheduler,
  random: () => number,
  end: AbortSignal,
): void {
  const life = ++worker.life
  worker.isWorking = true
  const stop = new AbortController()
  // Some lives end by a hand-over.
  if (random() < 0.2) setImmediate(() => stop.abort())
  end.addEventListener('abort', () => stop.abort())
  const settings = {
    recipe: runningSum,
    origin: TOY_ORIGIN,
    worker: worker.name,
    gaps: 'gap' as const,
    snapshotEveryBytes: 200,
    recordBytes: 100,
  }
  const isOver = (): boolean => worker.life !== life
  const die = (): void => {
    worker.life++
    worker.isWorking = false
  }
  workPartition(scheduledLog(partition, scheduler, random, { isOver, die }), settings, stop.signal).then(
    (how) => {
      if (isOver()) return
      if (how === 'superseded') worker.superseded++
      worker.isWorking = false
    },
    (error: unknown) => {
      if (!(error instanceof LostReply)) throw error
      if (!isOver()) worker.isWorking = false
    },
  )
}

interface Life {
  readonly isOver: () => boolean
  readonly die: () => void
}

class LostReply extends Error {}

interface Call {
  readonly run: () => Promise<void>
  readonly fail: () => void
  readonly life: Life
}

class Scheduler {
  readonly #random: () => number
  readonly #calls: Call[] = []
  crashes = 0
  lostReplies = 0

  constructor(random: () => number) {
    this.#random = random
  }

  get counts(): { crashes: number; lostReplies: number } {
    return { crashes: this.crashes, lostReplies: this.lostReplies }
  }

  call<T>(life: Life, apply: () => Promise<T>): Promise<T> {
    if (life.isOver()) return NEVER
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<void> => {
        resolve(await apply())
      }
      const fail = (): void => reject(new LostReply())
      this.#calls.push({ run, fail, life })
    })
  }

  /** One of the waiting calls comes to its end, in some way. */
  step(hasTrouble: boolean): void {
    if (this.#calls.length === 0) return
    const [call] = this.#calls.splice(Math.floor(this.#random() * this.#calls.length), 1)
    const fate = hasTrouble ? this.#random() : 1
    if (fate < 0.04) {
      // The worker dies; the call may have come through.
      call.life.die()
      this.crashes++
      if (this.#random() < 0.5) void call.run()
    } else if (fate < 0.08) {
      // The reply is lost; the call may have come through, even later.
      this.lostReplies++
      if (this.#random() < 0.5) void call.run()
      call.fail()
    } else if (fate < 0.1) {
      // The worker freezes: others go on, and this call comes much later.
      this.#calls.unshift(call)
    } else {
      void call.run()
    }
  }
}

function scheduledLog(
  partition: MemoryPartition,
  scheduler: Scheduler,
  random: () => number,
  life: Life,
): PartitionLog {
  const call = <T>(apply: () => Promise<T>): Promise<T> => scheduler.call(life, apply)
  return {
    readInput: (from, signal) =>
      call(async () => (await partition.readInput(from, signal)).slice(0, 1 + Math.floor(random() * 3))),
    firstInput: () => call(() => partition.firstInput()),
    lastRecord: () => call(() => partition.lastRecord()),
    commit: (record, after) => call(() => partition.commit(record, after)),
    putSnapshot: (key: SnapshotKey, bytes) => call(() => partition.putSnapshot(key, bytes)),
    // Some snapshots are gone, and some are damaged.
    getSnapshot: (key) =>
      call(async () => {
        const bytes = await partition.getSnapshot(key)
        const fate = random()
        if (fate < 0.1) return undefined
        return fate < 0.2 ? bytes?.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte)) : bytes
      }),
    deleteSnapshots: (before) => call(() => partition.deleteSnapshots(before)),
  }
}

/** Feeds all series, cut anyhow, with batches that come again and chunks that overlap. Gives what must come out. */
function feedAll(partition: MemoryPartition, random: () => number): Map<string, number[]> {
  const lengths = new Map(SERIES.map((series) => [series, 20 + Math.floor(random() * 40)]))
  const signal = (series: string): Float64Array =>
    Float64Array.from({ length: lengths.get(series) ?? 0 }, (_, n) => Math.sin(n * series.charCodeAt(0)))
  const next = new Map(SERIES.map((series) => [series, 0]))
  const sent: Uint8Array[] = []
  while (next.size > 0) {
    const chunks: SeriesChunk[] = []
    for (const [series, at] of [...next]) {
      if (random() < 0.3) continue
      const from = Math.max(at - Math.floor(random() * 4), 0)
      const samples = signal(series).slice(from, at + 1 + Math.floor(random() * 12))
      const isEnd = from + samples.length >= (lengths.get(series) ?? 0)
      chunks.push({ series, index: from, samples, isEnd })
      if (isEnd) next.delete(series)
      else next.set(series, from + samples.length)
    }
    const batch = encodeBatch(chunks)
    sent.push(batch)
    partition.feed(batch)
    if (random() < 0.2) partition.feed(sent[Math.floor(random() * sent.length)])
  }
  partition.feed(new Uint8Array([1, 2, 3])) // a poison message
  partition.feed(encodeBatch([]))
  return new Map(SERIES.map((series) => [series, sums(signal(series))]))
}

function sums(signal: Float64Array): number[] {
  let sum = 0
  const all = Array.from(signal, (sample) => (sum += sample))
  return [...all, sum]
}

async function isDone(partition: MemoryPartition): Promise<boolean> {
  const last = await partition.lastRecord()
  if (last === undefined) return false
  const records = await recordsOf(partition)
  return records.results.filter(({ isEnd }) => isEnd).length === SERIES.length && records.hasPoison
}

async function recordsOf(partition: MemoryPartition) {
  const reader = new ChainReader()
  const signal = new AbortController().signal
  const last = (await partition.lastRecord())?.sequence ?? 0
  const results = []
  let hasPoison = false
  let faults = 0
  while (reader.position < last) {
    const entries: readonly LogEntry[] = await partition.readRecords(reader.position + 1, signal)
    for (const entry of entries) {
      const record = reader.take(entry)
      if (record === undefined) throw new Error('a record is not of the chain')
      results.push(...record.results)
      faults += record.header.faults.length
      hasPoison ||= record.header.faults.some(({ series }) => series === undefined)
    }
  }
  return { results, hasPoison, faults, records: last }
}

async function requireExpected(
  partition: MemoryPartition,
  expected: Map<string, number[]>,
  seed: number,
): Promise<number> {
  const { results, faults, records } = await recordsOf(partition)
  if (faults !== 1) throw new Error(`seed ${seed}: ${faults} faults`)
  for (const [series, values] of expected) {
    const got: number[] = []
    for (const entry of results.filter((entry) => entry.series === series)) {
      if (entry.index !== got.length) throw new Error(`seed ${seed}: ${series} goes on at ${entry.index}`)
      got.push(...(samplesOf(entry) ?? []))
    }
    if (got.length !== values.length || got.some((value, n) => !Object.is(value, values[n]))) {
      throw new Error(`seed ${seed}: the results of ${series} differ`)
    }
  }
  return records
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
