import { rmSync } from 'node:fs'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { Convolver, PreparedKernel } from 'tapline'
import { createJob, deleteJob, feed, type FedChunk, recipeOf, runWorker } from 'tapline/nats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mulberry32 } from '../support/mulberry32.js'
import { buildWorker, chunksOf, faultsOf, untilComputed, WorkerProcess } from './job-run.js'
import { LossyProxy } from './lossy-proxy.js'
import { hasNatsServer, NatsServer } from './nats-server.js'
import { kernelOf } from './series-of.js'

// Messages that the network loses or doubles, and messages removed from the log.

describe.runIf(hasNatsServer)('A job', () => {
  const recipe = recipeOf(Convolver, new PreparedKernel(kernelOf(0)))
  let server: NatsServer
  let connection: NatsConnection

  beforeAll(async () => {
    server = await NatsServer.start()
    connection = await server.connect()
  })

  afterAll(() => server.stop())

  test('continues when answers of the server are lost', async () => {
    await createJob(connection, { name: 'lost', partitions: 2 })
    const [toFeed, toWork] = [await LossyProxy.start(server.port), await LossyProxy.start(server.port)]
    const [feeding, working] = [await server.connect(toFeed.port), await server.connect(toWork.port)]
    const worker = await runWorker(working, 'lost', recipe, { leaseMs: 1000, snapshotEveryBytes: 20_000 })
    const chunks: FedChunk[] = []
    for await (const chunk of chunksOf(8, 1000, 0)) chunks.push(chunk)
    // The client waits for 5 s before it takes the answer to a request for lost: the first two losses share them.
    const losses = [
      ['a commit', toWork, '"stream":"tapline-lost-out-'],
      ['what is fed', toFeed, '"stream":"tapline-lost-in-'],
      ['a heartbeat', toWork, '"stream":"KV_'],
      ['the last message', toWork, 'tapline.lost.in.'],
    ] as const
    const length = chunks.length / losses.length
    for (const [i, [, proxy, answer]] of losses.entries()) {
      const lost = proxy.loseNext(answer)
      await feed(feeding, 'lost', chunks.slice(i * length, (i + 1) * length))
      await lost
    }
    await untilComputed(connection, 'lost')
    await worker.stop()
    expect(await faultsOf(connection, 'lost', 8, 1000)).toEqual([])
    await Promise.all([feeding.close(), working.close()])
    await Promise.all([toFeed.stop(), toWork.stop()])
  })

  test('takes each sample once when chunks are doubled, overlap, and come in another order', async () => {
    await createJob(connection, { name: 'doubled', partitions: 2 })
    const worker = await runWorker(connection, 'doubled', recipe)
    const chunks: FedChunk[] = []
    for await (const chunk of chunksOf(4, 1000, 0)) chunks.push(chunk)
    const random = mulberry32(1)
    const other = chunks.map((chunk) => ({ chunk, at: random() })).sort((a, b) => a.at - b.at)
    await feed(
      connection,
      'doubled',
      other.map(({ chunk }) => chunk),
    )
    await feed(connection, 'doubled', chunks.map(longer))
    await feed(connection, 'doubled', chunks)
    await untilComputed(connection, 'doubled')
    await worker.stop()
    // Chunks that came too early were reported and left out; they came again.
    const faults = await faultsOf(connection, 'doubled', 4, 1000)
    expect(faults.filter((fault) => !fault.endsWith('samples before it are missing'))).toEqual([])
    expect(faults.length).toBeGreaterThan(0)

    /** The chunk, and up to 30 samples before it. */
    function longer(chunk: FedChunk, i: number): FedChunk {
      const before = chunks.slice(0, i).findLast(({ series }) => series === chunk.series)
      const [here, there] = [chunk.samples as Float32Array, before?.samples as Float32Array | undefined]
      const overlap = there?.slice(there.length - Math.floor(30 * random())) ?? new Float32Array(0)
      return {
        ...chunk,
        index: (chunk.index ?? 0) - overlap.length,
        samples: Float32Array.of(...overlap, ...here),
      }
    }
  })

  test('continues when computed input is removed', async () => {
    await createJob(connection, { name: 'removed', partitions: 1 })
    const chunks: FedChunk[] = []
    for await (const chunk of chunksOf(2, 1000, 0)) chunks.push(chunk)
    const first = await runWorker(connection, 'removed', recipe)
    await feed(connection, 'removed', chunks.slice(0, 20))
    await untilComputed(connection, 'removed')
    await (await jetstreamManager(connection)).streams.purge('tapline-removed-in-0')
    await feed(connection, 'removed', chunks.slice(20, 30))
    await untilComputed(connection, 'removed')
    await first.stop()
    const second = await runWorker(connection, 'removed', recipe)
    await feed(connection, 'removed', chunks.slice(30))
    await untilComputed(connection, 'removed')
    await second.stop()
    expect(await faultsOf(connection, 'removed', 2, 1000)).toEqual([])
  })

  test.each([
    ['but for the last', { seq: 59 }],
    ['and nothing is left', undefined],
  ])('ends where input is removed before it has been computed, %s', async (_what, removed) => {
    const script = await buildWorker()
    await createJob(connection, { name: 'trimmed', partitions: 1 })
    await feed(connection, 'trimmed', [{ series: 's0', samples: [0] }])
    const worker = new WorkerProcess(script, server.port, 'trimmed', 'w0')
    await worker.until('committed')
    worker.signal('SIGSTOP')
    for (let index = 1; index < 60; index++) {
      await feed(connection, 'trimmed', [{ series: 's0', samples: [index], index }])
    }
    await (await jetstreamManager(connection)).streams.purge('tapline-trimmed-in-0', removed)
    worker.signal('SIGCONT')
    expect((await worker.until('failed')).message).toMatch(/must be kept from .* on/)
    expect(await worker.ended).toBe(1)
    await deleteJob(connection, 'trimmed')
    rmSync(script, { force: true })
  })
})
