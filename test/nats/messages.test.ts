import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { Convolver, Rechunker } from 'tapline'
import { createJob, deleteJob, feed, jobStatus, recipeOf, runWorker } from 'tapline/nats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { untilComputed } from './job-run.js'
import { hasNatsServer, NatsServer } from './nats-server.js'

describe.runIf(hasNatsServer)('A job with plain messages', () => {
  let server: NatsServer
  let connection: NatsConnection

  beforeAll(async () => {
    server = await NatsServer.start()
    connection = await server.connect()
  })

  afterAll(() => server.stop())

  /** All messages of the stream: subject, id, headers, data. */
  async function messagesOf(job: string) {
    const manager = await jetstreamManager(connection)
    const stream = `tapline-${job}-messages`
    const { state } = await manager.streams.info(stream)
    const messages = []
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(stream, { seq })
      if (message === null) continue
      const { subject, header, data } = message
      const [id, index, format] = ['Nats-Msg-Id', 'Tapline-Index', 'Tapline-Format'].map((name) =>
        header.get(name),
      )
      messages.push({ subject, id, index, format, data: new Uint8Array(data) })
    }
    return messages
  }

  test('publishes samples as PCM, with their index', async () => {
    await createJob(connection, { name: 'pcm', partitions: 1, messages: true })
    await feed(connection, 'pcm', [
      { series: 'a', samples: Float32Array.of(1, 2) },
      { series: 'a', samples: Float32Array.of(3), isEnd: true },
    ])
    const worker = await runWorker(connection, 'pcm', recipeOf(Convolver, Float32Array.of(1, 1)))
    await untilComputed(connection, 'pcm')
    await worker.stop()
    const messages = await messagesOf('pcm')
    const samples = messages.filter(({ subject }) => subject === 'tapline.pcm.out.a')
    expect(samples.map(({ id, index, format }) => [id, index, format])).toEqual([
      ['out/a/0', '0', 'f32le'],
      ['out/a/2', '2', 'f32le'],
      ['out/a/3', '3', 'f32le'],
    ])
    expect(samples.flatMap(({ data }) => [...new Float32Array(data.buffer)])).toEqual([1, 3, 5, 3])
    const events = messages.filter(({ subject }) => subject === 'tapline.pcm.events.a')
    expect(events.map(({ data }) => JSON.parse(Buffer.from(data).toString()) as unknown)).toEqual([
      { series: 'a', index: 4, end: true },
    ])
    await deleteJob(connection, 'pcm')
    await expect(messagesOf('pcm')).rejects.toThrow('stream not found')
  })

  test('publishes values as JSON, once each, even if they are computed twice', async () => {
    await createJob(connection, { name: 'events', partitions: 1, messages: true })
    await feed(connection, 'events', [{ series: 'a', samples: [1, 2, 3, 4, 5] }])
    const recipe = recipeOf(Rechunker, 2)
    const first = await runWorker(connection, 'events', recipe)
    await untilComputed(connection, 'events')
    await first.stop()
    const expected = [
      ['event/a/0', { series: 'a', index: 0, value: { 0: 1, 1: 2 } }],
      ['event/a/1', { series: 'a', index: 1, value: { 0: 3, 1: 4 } }],
    ]
    const shown = async () =>
      (await messagesOf('events')).map(({ id, data }) => [
        id,
        JSON.parse(Buffer.from(data).toString()) as unknown,
      ])
    expect(await shown()).toEqual(expected)
    // As after a crash before the record was stored.
    const manager = await jetstreamManager(connection)
    await manager.streams.purge('tapline-events-out-0')
    await manager.streams.delete('tapline-events-out-0')
    await createJob(connection, { name: 'events', partitions: 1, messages: true })
    const second = await runWorker(connection, 'events', recipe)
    await untilComputed(connection, 'events')
    await second.stop()
    expect(await shown()).toEqual(expected)
  })

  test('has no stream of messages unless it was created with them', async () => {
    await createJob(connection, { name: 'plain', partitions: 1 })
    await expect(messagesOf('plain')).rejects.toThrow('stream not found')
  })

  test('reports its rate, and what was set aside', async () => {
    await createJob(connection, { name: 'status', partitions: 2 })
    expect(await jobStatus(connection, 'status')).toMatchObject({ lag: 0, rate: 0, faults: 0, workers: [] })
    await jetstream(connection).publish('tapline.status.in.0', 'no batch')
    await jetstream(connection).publish('tapline.status.in.1', 'no batch')
    const worker = await runWorker(connection, 'status', recipeOf(Convolver, [1]))
    await untilComputed(connection, 'status')
    await jetstream(connection).publish('tapline.status.in.1', 'no batch either')
    await untilComputed(connection, 'status')
    const status = await jobStatus(connection, 'status')
    expect(status).toMatchObject({ lag: 0, faults: 3, workers: [worker.name] })
    expect(status.rate).toBeGreaterThan(0)
    expect(status.partitions).toMatchObject([
      { worker: worker.name, computed: 1, faults: 1, lastFault: { input: 1 } },
      { worker: worker.name, computed: 2, faults: 2, lastFault: { input: 2 } },
    ])
    await worker.stop()
    // Another worker continues the count.
    const next = await runWorker(connection, 'status', recipeOf(Convolver, [1]))
    await jetstream(connection).publish('tapline.status.in.0', 'no batch')
    await untilComputed(connection, 'status')
    expect((await jobStatus(connection, 'status')).faults).toBe(4)
    await next.stop()
    expect((await jobStatus(connection, 'status')).workers).toEqual([])
  })
})
