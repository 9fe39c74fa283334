import type { NatsConnection } from '@nats-io/transport-node'
import { createJob } from 'tapline/nats'
import { expect, test } from 'vitest'

test.each([
  [
    { version: '2.8.4', jetstream: true },
    'the NATS server must be of version 2.9 or newer, got 2.8.4: update it',
  ],
  [
    { version: '1.9.9', jetstream: true },
    'the NATS server must be of version 2.9 or newer, got 1.9.9: update it',
  ],
])('a server that says %j is refused in one line', async (info, message) => {
  const connection = { isClosed: () => false, info } as unknown as NatsConnection
  await expect(createJob(connection, { name: 'a' })).rejects.toThrow(message)
})
