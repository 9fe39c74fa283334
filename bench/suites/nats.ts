import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NatsConnection } from '@nats-io/transport-node'
import { createJob, deleteJob, feed, type FedChunk, jobStatus, readResults } from 'tapline/nats'
import { hasNatsServer, NatsServer } from '../../test/nats/nats-server.js'
import type { Bench, Suite } from '../harness/bench.js'
import { runModule } from '../harness/child.js'
import { JOB_WORKER } from '../harness/job-worker.js'
import { type Told, WorkerProcess } from '../harness/worker-process.js'
import { measureBatches } from './nats-batches.js'

const SERIES = 2000
const CHUNKS = 20
const CHUNK_LENGTH = 100
const TAPS = 64
const RECOVERED = 10_000
const RECOVERED_TAPS = 512
const LEASE_MS = 2000
const LATENCY_SECONDS = 5
const RATE = 1000

/** The same chunks through as many convolvers, without anything else; prints seconds of processor time. */
const BARE = `
  import { Convolver, PreparedKernel } from 'tapline'
  const kernel = new PreparedKernel(Float32Array.from({ length: ${TAPS} }, (_, n) => Math.cos(n * n) / (n + 1)))
  const chunk = Float32Array.from({ length: ${CHUNK_LENGTH} }, (_, n) => Math.sin(n))
  const begin = process.cpuUsage()
  const convolvers = Array.from({ length: ${SERIES} }, () => new Convolver(kernel))
  for (let i = 0; i < ${CHUNKS}; i++) for (const convolver of convolvers) convolver.process(chunk)
  const { user, system } = process.cpuUsage(begin)
  console.log((user + system) / 1e6)
`

export const nats: Suite = {
  name: 'nats',
  about: 'jobs on a NATS server of this machine: throughput, latency, recovery; skipped without nats-server',
  async run(bench) {
    if (!hasNatsServer) {
      bench.skip('nats-server is not installed')
      return
    }
    const server = await NatsServer.start()
    const connection = await server.connect()
    try {
      await measureThroughput(bench, connection, server.port)
      if (process.platform === 'linux') await measureScaling(bench, connection, server.port, server.pid)
      await measureLatency(bench, connection, server.port)
      await measureRecovery(bench, connection, server.port)
      await measureTakeover(bench, connection, server.port)
      await measureBatches(bench, connection, server.port)
    } finally {
      await server.stop()
    }
  },
}

async function measureThroughput(bench: Bench, connection: NatsConnection, port: number): Promise<void> {
  const job = 'throughput'
  await createJob(connection, { name: job })
  await feed(connection, job, chunksOf(SERIES, CHUNKS))
  const worker = startWorker(port, job, 'w')
  await untilComputed(connection, job)
  const commits = worker.events.filter(isCommit)
  const taken = worker.events.filter(({ type }) => type === 'taken')
  const seconds = (last(commits).time - Math.min(...taken.map(({ time }) => time))) / 1000
  reportOne(bench, seconds, last(commits).cpu ?? NaN)
  await worker.end('SIGKILL')
}

/** Fed before, and counted only while all workers compute: neither the feed nor their start is in it. */
async function measureScaling(
  bench: Bench,
  connection: NatsConnection,
  port: number,
  server: number,
): Promise<void> {
  const runs: Rate[] = []
  for (const count of [1, 2]) {
    const job = `scaling-${count}`
    await createJob(connection, { name: job })
    await feed(connection, job, chunksOf(SERIES, 10 * CHUNKS))
    const before = processorSeconds(server)
    const workers = Array.from({ length: count }, (_, i) => startWorker(port, job, `w${i}`))
    await untilComputed(connection, job)
    const used = processorSeconds(server) - before
    runs.push(
      rateOf(
        workers.map(({ events }) => events),
        used,
      ),
    )
    for (const worker of workers) await worker.end('SIGKILL')
    await deleteJob(connection, job)
  }
  const [one, two] = runs
  const possible = Math.min(2, (2 * one.worker) / (one.worker + one.server))
  bench.figure({
    name: 'two workers beside one, with the server on the same two cores',
    value: two.chunks / one.chunks,
    unit: 'times as fast',
    atLeast: 1.7,
    note:
      `${one.worker.toFixed(1)} µs of a worker and ${one.server.toFixed(1)} µs of the server a chunk: ` +
      `two cores can give ${possible.toFixed(2)} times one worker`,
  })
}

/** Chunks a second while all workers computed, and processor time of a chunk in µs. */
interface Rate {
  readonly chunks: number
  readonly worker: number
  readonly server: number
}

function rateOf(workers: readonly (readonly Told[])[], serverSeconds: number): Rate {
  const commits = workers.map((events) => events.filter(isCommit))
  const from = Math.max(...commits.map((events) => events[0].time))
  const to = Math.min(...commits.map((events) => last(events).time))
  const results = sumOf(commits.flat(), ({ results }) => results ?? 0)
  const within = commits.flat().filter(({ time }) => time > from && time <= to)
  return {
    chunks: (1000 * sumOf(within, ({ results }) => results ?? 0)) / (to - from),
    worker: (1e6 * sumOf(commits, (events) => last(events).cpu ?? NaN)) / results,
    server: (1e6 * serverSeconds) / results,
  }
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0)
}

/** What a process has used so far; Linux alone says it in a file. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function reportOne(bench: Bench, seconds: number, cpu: number): void {
  const bare = runModule(BARE) as number
  bench.figure({
    name: `series of one chunk of ${CHUNK_LENGTH} a second, ${TAPS} taps, that one worker computes in real time`,
    value: (SERIES * CHUNKS) / seconds,
    unit: 'series',
    atLeast: 20_000,
  })
  bench.figure({
    name: 'processor time of the worker over that of bare Convolvers',
    value: cpu / bare,
    unit: 'times',
    atMost: 3,
    note: `${((cpu * 1e6) / (SERIES * CHUNKS)).toFixed(1)} µs a chunk, bare ${((bare * 1e6) / (SERIES * CHUNKS)).toFixed(1)} µs`,
  })
}

async function measureLatency(bench: Bench, connection: NatsConnection, port: number): Promise<void> {
  const job = 'latency'
  await createJob(connection, { name: job })
  const worker = startWorker(port, job, 'w')
  await worker.until('taken')
  await sleep(1000)
  const sent = new Map<string, number>()
  const latencies: number[] = []
  const reading = (async () => {
    for await (const { results } of readResults(connection, job, { follow: true })) {
      for (const { series, index } of results) {
        latencies.push(performance.now() - (sent.get(`${series}/${index}`) ?? NaN))
      }
      if (latencies.length >= RATE * LATENCY_SECONDS) return
    }
  })()
  async function* paced(): AsyncGenerator<FedChunk> {
    const begin = performance.now()
    for (let n = 0; n < RATE * LATENCY_SECONDS; n++) {
      const wait = begin + (n * 1000) / RATE - performance.now()
      if (wait > 1) await sleep(wait)
      const [series, index] = [`s${n % 100}`, Math.floor(n / 100) * CHUNK_LENGTH]
      sent.set(`${series}/${index}`, performance.now())
      yield { series, index, samples: CHUNK }
    }
  }
  await feed(connection, job, paced())
  await reading
  latencies.sort((a, b) => a - b)
  bench.figure({
    name: `from a chunk's feeding to its result, the 99th percentile, at ${RATE} chunks a second`,
    value: latencies[Math.floor(0.99 * latencies.length)],
    unit: 'ms',
    atMost: 50,
    note: `median ${latencies[latencies.length >> 1].toFixed(1)} ms`,
  })
  await worker.end('SIGKILL')
}

async function measureRecovery(bench: Bench, connection: NatsConnection, port: number): Promise<void> {
  const job = 'recovery'
  await createJob(connection, { name: job })
  await feed(connection, job, chunksOf(RECOVERED, 8))
  const first = startWorker(port, job, 'first', RECOVERED_TAPS)
  await untilComputed(connection, job)
  await first.end('SIGTERM')
  await feed(connection, job, chunksOf(RECOVERED, 1, 8))
  const second = startWorker(port, job, 'second', RECOVERED_TAPS)
  await untilComputed(connection, job)
  const taken = second.events.find(({ type }) => type === 'taken')
  const firsts = new Map(
    second.events
      .filter(isCommit)
      .toReversed()
      .map((event) => [event.partition, event.time]),
  )
  bench.figure({
    name: `recovery of ${RECOVERED} series of ${RECOVERED_TAPS} taps: until all partitions have new results`,
    value: (Math.max(...firsts.values()) - (taken?.time ?? NaN)) / 1000,
    unit: 's',
    atMost: 5,
  })
  await second.end('SIGKILL')
}

async function measureTakeover(bench: Bench, connection: NatsConnection, port: number): Promise<void> {
  const job = 'takeover'
  await createJob(connection, { name: job })
  const [victim, other] = ['victim', 'other'].map((name) => startWorker(port, job, name))
  await Promise.all([victim.until('taken'), other.until('taken')])
  await feed(connection, job, chunksOf(SERIES, 2))
  await untilComputed(connection, job)
  await sleep(LEASE_MS)
  const owned = (await jobStatus(connection, job)).partitions.filter(({ worker }) => worker === 'victim')
  const killed = Date.now()
  await victim.end('SIGKILL')
  await feed(connection, job, chunksOf(SERIES, 1, 2))
  await untilComputed(connection, job)
  bench.figure({
    name: `a worker is killed, lease ${LEASE_MS / 1000} s: until its partitions have new results from another`,
    value: (last(other.events.filter(isCommit)).time - killed) / 1000,
    unit: 's',
    atMost: LEASE_MS / 1000 + 1,
    note: `${owned.length} of 16 partitions`,
  })
  await other.end('SIGKILL')
}

const CHUNK = Float32Array.from({ length: CHUNK_LENGTH }, (_, n) => Math.sin(n))

function* chunksOf(series: number, count: number, from = 0): Generator<FedChunk> {
  for (let i = from; i < from + count; i++) {
    for (let s = 0; s < series; s++) yield { series: `s${s}`, index: i * CHUNK_LENGTH, samples: CHUNK }
  }
}

async function untilComputed(connection: NatsConnection, job: string): Promise<void> {
  while ((await jobStatus(connection, job)).lag > 0) await sleep(100)
}

function isCommit({ type }: Told): boolean {
  return type === 'committed'
}

function last(events: readonly Told[]): Told {
  return events.reduce((latest, event) => (event.time >= latest.time ? event : latest))
}

/** A worker of a job. */
function startWorker(port: number, job: string, name: string, taps = TAPS): WorkerProcess {
  return new WorkerProcess(JOB_WORKER, [`${port}`, job, name, `${taps}`, `${LEASE_MS}`])
}
