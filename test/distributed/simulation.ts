import { ChainReader } from '../../src/distributed/chain-reader.js'
import { encodeBatch, type SeriesChunk, samplesOf } from '../../src/distributed/chunk-batch.js'
import type { Entry } from '../../src/distributed/envelope.js'
import { MemoryPartition } from '../../src/distributed/memory-partition.js'
import type { LogEntry, PartitionLog, SnapshotKey } from '../../src/distributed/partition-log.js'
import type { Fault } from '../../src/distributed/result-record.js'
import type { GapPolicy } from '../../src/distributed/series-work.js'
import { workPartition } from '../../src/distributed/work-partition.js'
import { mulberry32 } from '../support/mulberry32.js'
import { runningSum, TOY_ORIGIN } from './toy-processor.js'

// One partition, some workers that all believe they own it, and a scheduler with a seed that decides what each call to the log does
// next: it is carried out, or it fails before or after that, or its worker dies on it. Batches come twice and overlap; in some
// schedules they also come in another order at first.

/** The events of a schedule, for messages and counts. */
export interface Outcome {
  readonly crashes: number
  readonly lostReplies: number
  readonly superseded: number
  readonly records: number
}

const SERIES = ['a', 'b', 'c']
const MOST_STEPS = 20_000

/** Runs a schedule. @throws Error if a result is lost, doubled or different. */
export async function simulate(seed: number): Promise<Outcome> {
  const random = mulberry32(seed)
  const partition = new MemoryPartition()
  const isReordered = random() < 0.2
  const expected = feedAll(partition, random, isReordered)
  const world: World = {
    partition,
    scheduler: new Scheduler(random),
    random,
    gaps: isReordered ? 'error' : 'gap',
    published: new Set<string>(),
  }
  const workers = Array.from({ length: 2 + (random() < 0.5 ? 1 : 0) }, (_, i) => new Worker(`w${i}`))
  const output = new Output(partition)
  for (let step = 0; !(await output.isDone()); step++) {
    if (step > MOST_STEPS) throw new Error(`seed ${seed}: the work does not end`)
    for (const worker of workers) if (!worker.isWorking) start(worker, world)
    await turn()
    world.scheduler.step(step < MOST_STEPS / 2)
  }
  for (const { stop } of workers) stop.abort()
  // What is published beside the records comes before them: it may come twice, and is never missing.
  if (!output.results.every((entry) => world.published.has(nameOf(entry)))) {
    throw new Error(`seed ${seed}: a result was not published`)
  }
  requireExpected(output, expected, seed, isReordered)
  const superseded = sum(workers.map((worker) => worker.superseded))
  return { ...world.scheduler.counts, superseded, records: output.position }
}

/** What all workers of a schedule share. */
interface World {
  readonly partition: MemoryPartition
  readonly scheduler: Scheduler
  readonly random: () => number
  readonly gaps: GapPolicy
  readonly published: Set<string>
}

function nameOf({ series, index, isEnd, data }: Entry): string {
  return `${series} ${index} ${isEnd} ${data.length}`
}

class Worker {
  isWorking = false
  superseded = 0
  /** Calls of a dead worker are never answered. */
  life = 0
  /** Ends the current life by a hand-over. */
  stop = new AbortController()
  constructor(readonly name: string) {}
}

function start(worker: Worker, { partition, scheduler, random, gaps, published }: World): void {
  const life = ++worker.life
  worker.isWorking = true
  const stop = new AbortController()
  worker.stop = stop
  if (random() < 0.2) setImmediate(() => stop.abort())
  const isOver = (): boolean => worker.life !== life
  const die = (): void => {
    worker.life++
    worker.isWorking = false
  }
  const settings = {
    recipe: runningSum,
    origin: TOY_ORIGIN,
    worker: worker.name,
    gaps,
    snapshotEveryBytes: 200,
    recordBytes: 100,
    publish: (results: readonly Entry[]) =>
      scheduler.call({ isOver, die }, () => {
        for (const entry of results) published.add(nameOf(entry))
        return Promise.resolve()
      }),
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
    if (life.isOver()) return new Promise(() => {})
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<void> => {
        resolve(await apply())
      }
      const fail = (): void => reject(new LostReply())
      this.#calls.push({ run, fail, life })
    })
  }

  /** Completes one of the waiting calls in some way. */
  step(hasTrouble: boolean): void {
    if (this.#calls.length === 0) return
    const [call] = this.#calls.splice(Math.floor(this.#random() * this.#calls.length), 1)
    const fate = hasTrouble ? this.#random() : 1
    if (fate < 0.04) {
      // The worker dies; the call may have taken effect.
      call.life.die()
      this.crashes++
      if (this.#random() < 0.5) void call.run()
    } else if (fate < 0.08) {
      // The reply is lost; the call may have taken effect, or may do so later.
      this.lostReplies++
      if (this.#random() < 0.5) void call.run()
      call.fail()
    } else if (fate < 0.1) {
      // The worker freezes: others continue, and this call completes much later.
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

/** Feeds all series, cut anywhere, with repeated batches and overlapping chunks. Returns the expected output. */
function feedAll(
  partition: MemoryPartition,
  random: () => number,
  isReordered: boolean,
): Map<string, number[]> {
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
    sent.push(encodeBatch(chunks))
  }
  // What comes too early is left out: all of it comes again, in order.
  if (isReordered) for (const batch of shuffled(sent, random)) partition.feed(batch)
  sent.forEach((batch, i) => {
    partition.feed(batch)
    if (random() < 0.2) partition.feed(sent[Math.floor(random() * (i + 1))])
  })
  partition.feed(new Uint8Array([1, 2, 3])) // a poison message
  partition.feed(encodeBatch([]))
  return new Map(SERIES.map((series) => [series, sums(signal(series))]))
}

function sums(signal: Float64Array): number[] {
  let sum = 0
  const all = Array.from(signal, (sample) => (sum += sample))
  return [...all, sum]
}

/** What the records of a partition hold, read as they come. */
class Output {
  readonly #partition: MemoryPartition
  readonly #chain = new ChainReader()
  readonly results: Entry[] = []
  readonly faults: Fault[] = []
  #ended = 0

  constructor(partition: MemoryPartition) {
    this.#partition = partition
  }

  /** The number of records. */
  get position(): number {
    return this.#chain.position
  }

  /** Whether all series have ended, and the poison has been told of. */
  async isDone(): Promise<boolean> {
    const last = (await this.#partition.lastRecord())?.sequence ?? 0
    while (this.#chain.position < last) {
      for (const entry of await this.#partition.readRecords(this.#chain.position + 1, READING))
        this.#take(entry)
    }
    return this.#ended === SERIES.length && this.faults.some(({ series }) => series === undefined)
  }

  #take(entry: LogEntry): void {
    const record = this.#chain.take(entry)
    if (record === undefined) throw new Error('a record is not of the chain')
    this.results.push(...record.results)
    this.faults.push(...record.header.faults)
    this.#ended += record.results.filter(({ isEnd }) => isEnd).length
  }
}

const READING = new AbortController().signal

function requireExpected(
  { results, faults }: Output,
  expected: Map<string, number[]>,
  seed: number,
  isReordered: boolean,
): void {
  const told = faults.filter(
    ({ reason }) => !(isReordered && reason.endsWith('samples before it are missing')),
  )
  if (told.length !== 1) throw new Error(`seed ${seed}: ${told.length} faults`)
  for (const [series, values] of expected) {
    const got: number[] = []
    for (const entry of results.filter((entry) => entry.series === series)) {
      if (entry.index !== got.length) throw new Error(`seed ${seed}: ${series} continues at ${entry.index}`)
      got.push(...(samplesOf(entry) ?? []))
    }
    if (got.length !== values.length || got.some((value, n) => !Object.is(value, values[n]))) {
      throw new Error(`seed ${seed}: the results of ${series} differ`)
    }
  }
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
