import type { NatsConnection } from '@nats-io/transport-node'
import { describe } from '../describe.js'

const LEAST = [2, 9, 0] as const

/** Throws unless the connection is open and its server is new enough, with JetStream. */
export function requireServer(connection: NatsConnection): void {
  requireConnection(connection)
  if (connection.isClosed()) throw new RangeError('connection must be open, got a closed one: connect again')
  const { version, jetstream } = connection.info ?? {}
  if (version !== undefined && isOlder(version)) {
    throw new RangeError(
      `the NATS server must be of version ${LEAST.slice(0, 2).join('.')} or newer, got ${version}: update it`,
    )
  }
  if (jetstream !== true) {
    throw new RangeError(
      'the NATS server must have JetStream, got one without: start it with nats-server --jetstream, ' +
        'or enable it in its configuration',
    )
  }
}

function requireConnection(connection: unknown): void {
  if (typeof connection === 'object' && connection !== null && 'isClosed' in connection) return
  throw new TypeError(
    `connection must be a NatsConnection, got ${describe(connection)}: pass what connect of @nats-io/transport-node resolves to`,
  )
}

function isOlder(version: string): boolean {
  const numbers = version.split('.').map((part) => Number.parseInt(part, 10))
  for (const [i, least] of LEAST.entries()) {
    if (numbers[i] !== least) return numbers[i] < least
  }
  return false
}
