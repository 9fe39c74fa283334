import { jetstreamManager } from '@nats-io/jetstream'
import { type NatsConnection, TimeoutError } from '@nats-io/transport-node'
import { describe } from '../describe.js'

const LEAST = [2, 9, 0] as const

/** Throws unless the connection is open and its server is new enough. */
export function requireServer(connection: NatsConnection): void {
  requireConnection(connection)
  if (connection.isClosed()) throw new RangeError('connection must be open, got a closed one: connect again')
  const { version } = connection.info ?? {}
  if (version !== undefined && isOlder(version)) {
    throw new RangeError(
      `the NATS server must be of version ${LEAST.slice(0, 2).join('.')} or newer, got ${version}: update it`,
    )
  }
}

const ATTEMPTS = 5
const PAUSE_MS = 250
const TIMEOUT_MS = 1000

/**
 * Does the same, and throws unless the server has JetStream. One that has just been started announces itself without it, or does not
 * answer: it is asked again for a second.
 */
export async function requireJetStream(connection: NatsConnection): Promise<void> {
  requireServer(connection)
  if (connection.info?.jetstream === true) return
  for (let attempt = 1; ; attempt++) {
    try {
      await jetstreamManager(connection, { timeout: TIMEOUT_MS })
      return
    } catch (error) {
      if (!isWithout(error) && !(error instanceof TimeoutError)) throw error
      if (attempt === ATTEMPTS) throw isWithout(error) ? withoutJetStream(error) : error
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** The client does not export the class. */
function isWithout(error: unknown): boolean {
  return error instanceof Error && error.name === 'JetStreamNotEnabled'
}

function withoutJetStream(cause: unknown): RangeError {
  return new RangeError(
    'the NATS server must have JetStream, got one without: start it with nats-server --jetstream, ' +
      'or enable it in its configuration',
    { cause },
  )
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
