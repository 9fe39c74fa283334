import { rmSync } from 'node:fs'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { from } from 'rxjs'
import { Convolver } from 'tapline'
import { createJob, deleteJob, feed, type FedChunk, jobStatus, readResults, runWorker } from 'tapline/nats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  buildWorker,
  chunksOf,
  faultsOf,
  paced,
  slicesOf,
  untilComputed,
  WorkerProcess,
  type WorkerProcessOptions,
} from './job-run.js'
import { hasNatsServer, NatsServer } from './nats-server.js'
import { kernelOf } from './series-of.js'

if (!hasNatsServer) console.warn('no nats-server on this machine: the tests of jobs are skipped')

const kernel = kernelOf(0)
const recipe = {
  create: () => new Convolver(kernel),
  restore: (_series: string, snapshot: Uint8Array) => Convolver.restore(kernel, snapshot),
}

describe.runIf(hasNatsServer)('A job', () => {
  let server: NatsServer
  let connection: NatsConnection
  let script: string
  let number = 0
  const workers: WorkerProcess[] = []

  beforeAll(async () => {
    script = await buildWorker()
    server = await NatsServer.start()
    connection = await server.connect()
  })

  afterAll(async () => {
    for (const worker of workers) worker.signal('SIGKILL')
    await server.stop()
    rmSync(script, { force: true })
  })

  async function newJob(
    options: { readonly partitions?: number; readonly gaps?: 'error' | 'gap' } = {},
  ): Promise<string> {
    const name = `job-${number++}`
    await createJob(connection, { name, partitions: 3, ...options })
    return name
  }

  function startWorker(job: string, options?: WorkerProcessOptions): WorkerProcess {
    const worker = new WorkerProcess(script, server.port, job, `w${workers.length}`, options)
    workers.push(worker)
    return worker
  }

  /** How many read the results of the job, which has one partition. */
  async function readersOf(job: string): Promise<number> {
    const manager = await jetstreamManager(connection)
    return (await manager.streams.info(`tapline-${job}-out-0`)).state.consumer_count
  }

  test('gives each result exactly once, in order, with the bits of one run', async () => {
    const job = await newJob()
    expect(await feed(connection, job, chunksOf(20, 300, 0))).toEqual({ chunks: 120, samples: 6000 })
    const worker = await runWorker(connection, job, recipe)
    await untilComputed(connection, job)
    await worker.stop()
    expect(await faultsOf(connection, job, 20, 300)).toEqual([])
  })

  test('takes repeated and overlapping samples once', async () => {
    const job = await newJob()
    const chunks: FedChunk[] = []
    for await (const chunk of chunksOf(5, 300, 0)) chunks.push(chunk)
    await feed(connection, job, chunks)
    await feed(connection, job, from(chunks))
    const worker = await runWorker(connection, job, recipe)
    await untilComputed(connection, job)
    await worker.stop()
    expect(await faultsOf(connection, job, 5, 300)).toEqual([])
  })

  test('continues when workers are killed while they work', async () => {
    const job = await newJob()
    const alive = [startWorker(job), startWorker(job)]
    const slices = await slicesOf(4, chunksOf(12, 3000, 0))
    for (const slice of slices.slice(0, 3)) {
      const commits = alive.map(async (worker) => worker.next('committed').then(() => worker))
      const feeding = feed(connection, job, paced(slice))
      const victim = await Promise.race(commits)
      victim.signal('SIGKILL')
      alive[alive.indexOf(victim)] = startWorker(job)
      await feeding
    }
    await feed(connection, job, slices[3])
    await untilComputed(connection, job)
    expect(await faultsOf(connection, job, 12, 3000)).toEqual([])
  })

  test('continues when a worker freezes beyond its lease, and thaws', async () => {
    const job = await newJob({ partitions: 2 })
    const [before, meanwhile, after] = await slicesOf(3, chunksOf(8, 3000, 0))
    const frozen = startWorker(job)
    const feeding = feed(connection, job, paced(before))
    await frozen.until('committed')
    frozen.signal('SIGSTOP')
    await feeding
    const other = startWorker(job)
    await feed(connection, job, meanwhile)
    // The lease has ended.
    await other.until('committed')
    frozen.signal('SIGCONT')
    await feed(connection, job, paced(after))
    await untilComputed(connection, job)
    expect(await faultsOf(connection, job, 8, 3000)).toEqual([])
  })

  test('continues when the server is killed and restarted', async () => {
    const job = await newJob({ partitions: 2 })
    const worker = startWorker(job)
    const feeding = feed(connection, job, chunksOf(8, 2000, 10))
    await worker.until('committed')
    await server.kill()
    await server.resume()
    await feeding
    await untilComputed(connection, job)
    expect(await faultsOf(connection, job, 8, 2000)).toEqual([])
  })

  test('hands its partitions over at SIGTERM, without waiting for the lease to end', async () => {
    const job = await newJob({ partitions: 4 })
    const leaseMs = 600_000
    const first = startWorker(job, { leaseMs })
    const feeding = feed(connection, job, chunksOf(8, 2000, 10))
    await first.until('committed')
    const second = startWorker(job, { leaseMs })
    await second.until('started')
    first.signal('SIGTERM')
    expect(await first.ended).toBe(0)
    const owners = async () => (await jobStatus(connection, job)).partitions.map(({ worker }) => worker)
    await expect.poll(owners, { timeout: 60_000 }).toEqual(Array<string>(4).fill(`w${workers.length - 1}`))
    await feeding
    await untilComputed(connection, job)
    expect(await faultsOf(connection, job, 8, 2000)).toEqual([])
  })

  test('continues without its snapshots, and with damaged ones', async () => {
    const job = await newJob({ partitions: 1 })
    const chunks: FedChunk[] = []
    for await (const chunk of chunksOf(6, 2000, 0)) chunks.push(chunk)
    const half = chunks.length / 2
    const first = await runWorker(connection, job, recipe, { snapshotEveryBytes: 1000 })
    await feed(connection, job, chunks.slice(0, half))
    await untilComputed(connection, job)
    await first.stop()
    const manager = await jetstreamManager(connection)
    const stream = `tapline-${job}-snapshots`
    const { state } = await manager.streams.info(stream, { subjects_filter: '>' })
    const [subject] = Object.keys(state.subjects ?? {})
    await jetstream(connection).publish(subject, new Uint8Array([1, 0, 0, 0, 7, 7, 7]))
    const second = await runWorker(connection, job, recipe, { snapshotEveryBytes: 10 ** 9 })
    await feed(connection, job, chunks.slice(half, half + 6))
    await untilComputed(connection, job)
    await second.stop()
    await manager.streams.purge(stream)
    const third = await runWorker(connection, job, recipe)
    await feed(connection, job, chunks.slice(half + 6))
    await untilComputed(connection, job)
    await third.stop()
    expect(await faultsOf(connection, job, 6, 2000)).toEqual([])
  })

  test('sets an unreadable message aside, and continues', async () => {
    const job = await newJob({ partitions: 1 })
    await feed(connection, job, [{ series: 'a', samples: [1, 2] }])
    await jetstream(connection).publish(`tapline.${job}.in.0`, 'no batch')
    await feed(connection, job, [{ series: 'a', samples: [3], index: 2 }])
    const worker = await runWorker(connection, job, recipe)
    await untilComputed(connection, job)
    await worker.stop()
    const batches = await all(readResults(connection, job))
    expect(batches.flatMap(({ faults }) => faults)).toEqual([
      { input: 2, reason: 'the message must be a batch of chunks, got 8 bytes of something else' },
    ])
    expect(batches.flatMap(({ results }) => results).map(({ index }) => index)).toEqual([0, 2])
  })

  test.each([
    ['error', [0], ['2 samples before it are missing']],
    ['gap', [0, 2, 4], []],
  ] as const)('with gaps: %s', async (gaps, indices, reasons) => {
    const job = await newJob({ partitions: 1, gaps })
    await feed(connection, job, [
      { series: 'a', samples: [1, 2] },
      { series: 'a', samples: [3, 4], index: 4 },
    ])
    const worker = await runWorker(connection, job, recipe)
    await untilComputed(connection, job)
    await worker.stop()
    const batches = await all(readResults(connection, job))
    expect(batches.flatMap(({ results }) => results).map(({ index }) => index)).toEqual(indices)
    expect(batches.flatMap(({ faults }) => faults).map(({ reason }) => reason)).toEqual(reasons)
  })

  test.each([
    ['another kernel', { seed: 1 }, 'all workers of a job must run the same processor'],
    ['other SIMD', { env: { TAPLINE_SIMD: 'relaxed' } }, 'all workers of a job must use the same SIMD'],
  ])('refuses a worker with %s', async (what, options, message) => {
    const isRelaxed = 'env' in options
    if (isRelaxed && !hasRelaxedSimd) return
    const job = await newJob({ partitions: 1 })
    await feed(connection, job, [{ series: 'a', samples: [1, 2] }])
    const first = startWorker(job, { env: { TAPLINE_SIMD: 'baseline' } })
    await first.until('committed')
    first.signal('SIGTERM')
    await first.ended
    const second = startWorker(job, { env: { TAPLINE_SIMD: 'baseline' }, ...options })
    expect((await second.until('failed')).message, what).toContain(message)
    expect(await second.ended).toBe(1)
  })

  test('is refused if input that is needed has been removed', async () => {
    const job = await newJob({ partitions: 1 })
    await feed(connection, job, [{ series: 'a', samples: [1, 2] }])
    await feed(connection, job, [{ series: 'a', samples: [3], index: 2 }])
    await (await jetstreamManager(connection)).streams.purge(`tapline-${job}-in-0`, { seq: 2 })
    const worker = await runWorker(connection, job, recipe)
    await expect(worker.ended).rejects.toThrow('the input must be kept from message 1 on')
  })

  test('can be created twice, but not with other options', async () => {
    const job = await newJob()
    await createJob(connection, { name: job, partitions: 3 })
    await expect(createJob(connection, { name: job, partitions: 4 })).rejects.toThrow(
      `partitions must be 3, as in the existing job '${job}', got 4`,
    )
    await deleteJob(connection, job)
    await expect(jobStatus(connection, job)).rejects.toThrow('create it with createJob first')
    await (
      await jetstreamManager(connection)
    ).streams.add({
      name: `tapline-${job}-in-0`,
      subjects: ['something.else'],
    })
    await expect(createJob(connection, { name: job })).rejects.toThrow(
      `the stream tapline-${job}-in-0 must have `,
    )
  })

  test('is read from where a reader stopped, and live', async () => {
    const job = await newJob({ partitions: 1 })
    const worker = await runWorker(connection, job, recipe)
    await feed(connection, job, [{ series: 'a', samples: [1] }])
    await untilComputed(connection, job)
    const [{ record }] = await all(readResults(connection, job))
    const stop = new AbortController()
    const live = readResults(connection, job, { from: 'live', follow: true, signal: stop.signal })
    const next = live.next()
    await expect.poll(() => readersOf(job)).toBe(1)
    await feed(connection, job, [{ series: 'a', samples: [2], index: 1 }])
    expect((await next).value).toMatchObject({ record: record + 1, results: [{ index: 1 }] })
    stop.abort()
    expect((await live.next()).done).toBe(true)
    const later = await all(readResults(connection, job, { from: { 0: record } }))
    expect(later.map((batch) => batch.record)).toEqual([record + 1])
    await worker.stop()
  })

  test('requests no more than a slow reader takes', async () => {
    const job = await newJob({ partitions: 1 })
    let committed = (): void => undefined
    const worker = await runWorker(connection, job, recipe, {
      onEvent: ({ type }) => {
        if (type === 'committed') committed()
      },
    })
    for (let index = 0; index < 70; index++) {
      const isCommitted = new Promise<void>((resolve) => (committed = resolve))
      await feed(connection, job, [{ series: 'a', samples: [index], index }])
      await isCommitted
    }
    await worker.stop()
    const { records } = (await jobStatus(connection, job)).partitions[0]
    expect(records).toBeGreaterThanOrEqual(70)
    const results = readResults(connection, job)
    await results.next()
    const manager = await jetstreamManager(connection)
    const progress = async () => {
      const [{ num_pending, num_waiting }] = await manager.consumers.list(`tapline-${job}-out-0`).next()
      return { unsent: num_pending, requests: num_waiting }
    }
    await expect.poll(progress).toEqual({ unsent: records - 32, requests: 0 })
    const rest = await all(results)
    expect(rest).toHaveLength(records - 1)
  })
})

test.runIf(hasNatsServer)('A server without JetStream is refused', async () => {
  const server = await NatsServer.start([])
  const connection = await server.connect()
  await expect(createJob(connection, { name: 'a' })).rejects.toThrow('start it with nats-server --jetstream')
  await connection.close()
  await expect(createJob(connection, { name: 'a' })).rejects.toThrow(
    'connection must be open, got a closed one',
  )
  await server.stop()
})

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}

const hasRelaxedSimd = WebAssembly.validate(
  Uint8Array.from(
    Buffer.from('0061736d010000000105016000017b030201000a0f010d004101fd0f4102fd0ffd80020b', 'hex'),
  ),
)
