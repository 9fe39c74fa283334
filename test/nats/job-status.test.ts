import { Kvm } from '@nats-io/kv'
import { createJob, jobStatus } from 'tapline/nats'
import { expect, test } from 'vitest'
import { hasNatsServer, NatsServer } from './nats-server.js'

test.runIf(hasNatsServer)(
  'The status names each worker once, and comes while many heartbeats do',
  async () => {
    const server = await NatsServer.start()
    const [connection, other] = [await server.connect(), await server.connect()]
    await createJob(connection, { name: 'beats', partitions: 1 })
    const bucket = await new Kvm(other).open('tapline-beats')
    await bucket.put('worker.gone', '')
    await bucket.purge('worker.gone')
    let isOver = false
    const beats = ['a', 'b', 'c', 'd'].map(async (name) => {
      while (!isOver) await bucket.put(`worker.${name}`, '')
    })
    await expect
      .poll(async () => (await jobStatus(connection, 'beats')).workers.length, { timeout: 60_000 })
      .toBe(4)
    for (let n = 0; n < 100; n++) {
      expect((await jobStatus(connection, 'beats')).workers).toEqual(['a', 'b', 'c', 'd'])
    }
    isOver = true
    await Promise.all(beats)
    await server.stop()
  },
)
