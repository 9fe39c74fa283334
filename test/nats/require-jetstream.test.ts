import type { NatsConnection } from '@nats-io/transport-node'
import { TimeoutError } from '@nats-io/transport-node'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { requireJetStream } from '../../src/nats/require-server.js'

// What a server answers that is asked for JetStream.
const ask = vi.hoisted(() => vi.fn<() => Promise<unknown>>())
vi.mock('@nats-io/jetstream', () => ({ jetstreamManager: ask }))

beforeEach(() => {
  vi.useFakeTimers()
  ask.mockReset()
})
afterEach(() => {
  vi.useRealTimers()
})

const notEnabled = () => Object.assign(new Error('jetstream is not enabled'), { name: 'JetStreamNotEnabled' })

function connectionOf(jetstream: boolean): NatsConnection {
  const info = { version: '2.12.0', jetstream }
  return { isClosed: () => false, info } as unknown as NatsConnection
}

/** The error that it throws, while time passes; or undefined. */
async function errorOf(connection: NatsConnection): Promise<unknown> {
  const outcome = requireJetStream(connection).catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  return outcome
}

test('A server that announces JetStream is not asked', async () => {
  expect(await errorOf(connectionOf(true))).toBeUndefined()
  expect(ask).not.toHaveBeenCalled()
})

test('A server that has just been started is asked again, also where it does not answer', async () => {
  ask.mockRejectedValueOnce(notEnabled()).mockRejectedValueOnce(new TimeoutError()).mockResolvedValue({})
  expect(await errorOf(connectionOf(false))).toBeUndefined()
  expect(ask).toHaveBeenCalledTimes(3)
})

test.each([
  ['has no JetStream', notEnabled, 'must have JetStream, got one without: start it with', 5],
  ['does not answer', () => new TimeoutError(), 'timeout', 5],
  ['refuses', () => new Error('no right'), 'no right', 1],
])('A server that %s is refused in the end', async (_what, error, message, times) => {
  ask.mockImplementation(() => Promise.reject(error()))
  expect(await errorOf(connectionOf(false))).toMatchObject({
    message: expect.stringContaining(message) as string,
  })
  expect(ask).toHaveBeenCalledTimes(times)
})
