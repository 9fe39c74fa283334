import { readFile } from 'node:fs/promises'
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { asFileError } from '../../node/file-error.js'
import { DataError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import { needed } from '../terminal/needed.js'
import { serverError } from './server-error.js'

const PACKAGES = '@nats-io/transport-node @nats-io/jetstream @nats-io/kv'
/** The default server. */
export const DEFAULT_URL = 'nats://127.0.0.1:4222'

/** The options of the server on the command line. */
export interface ServerOptions {
  readonly server?: string
}

/** Adds the option that names the server. */
export function addServerOption(command: Command): Command {
  return command.addOption(
    new Option('--server <url>', `the NATS server (default: NATS_URL, or ${DEFAULT_URL})`).argParser(
      serverUrl,
    ),
  )
}

/** The part of a command's help that explains credentials. */
export const SERVER_HELP = `
Credentials come from the environment, as the nats command has it: NATS_CREDS, NATS_NKEY, NATS_CA, NATS_CERT and NATS_KEY
name files; NATS_TOKEN, or NATS_USER and NATS_PASSWORD, hold the values.`

/** What a command needs for a server: the connection, and the library. */
export interface Server {
  readonly connection: NatsConnection
  readonly nats: typeof import('../../nats/index.js')
}

/**
 * Connects to the server, calls a function, and closes the connection.
 *
 * @throws DataError if it cannot be reached, or for an error of the library, such as a missing job or another configuration
 */
export async function withServer<T>(
  { server = '' }: ServerOptions,
  io: Io,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const url = server !== '' ? server : (io.env['NATS_URL'] ?? DEFAULT_URL)
  const { connect, credsAuthenticator, nkeyAuthenticator } = await needed(
    () => import('@nats-io/transport-node'),
    PACKAGES,
  )
  const nats = await needed(() => import('../../nats/index.js'), PACKAGES)
  const [creds, nkey] = await Promise.all([fileOf(io, 'NATS_CREDS'), fileOf(io, 'NATS_NKEY')])
  const options: NodeConnectionOptions = {
    servers: url,
    maxReconnectAttempts: -1,
    ...passwordOf(io),
    ...tlsOf(io),
    ...(creds === undefined ? {} : { authenticator: credsAuthenticator(creds) }),
    ...(nkey === undefined ? {} : { authenticator: nkeyAuthenticator(nkey) }),
  }
  const connection = await connect(options).catch((cause: unknown) => {
    throw new DataError(
      `no NATS server is available at ${withoutPassword(url)} (${(cause as Error).message}): start one with ` +
        'nats-server --jetstream, or pass --server',
      { cause },
    )
  })
  try {
    return await work({ connection, nats })
  } catch (error) {
    throw serverError(error, withoutPassword(url))
  } finally {
    await connection.close()
  }
}

/** For `argParser`. All programs on a machine can see each other's arguments. */
export function serverUrl(text: string): string {
  if (!/:\/\/[^/]*@/.test(text)) return text
  throw new InvalidArgumentError(
    'Other users can see arguments: pass a password in the environment, as NATS_URL, NATS_PASSWORD or NATS_CREDS.',
  )
}

function withoutPassword(url: string): string {
  return url.replace(/:\/\/[^/]*@/, '://')
}

async function fileOf({ env }: Io, name: string): Promise<Uint8Array | undefined> {
  const path = env[name] ?? ''
  return path === '' ? undefined : readFile(path).catch(asFileError(path))
}

function passwordOf({ env }: Io): NodeConnectionOptions {
  const { NATS_TOKEN: token, NATS_USER: user, NATS_PASSWORD: pass } = env
  return {
    ...(token === undefined ? {} : { token }),
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
  }
}

function tlsOf({ env }: Io): NodeConnectionOptions {
  const { NATS_CA: caFile, NATS_CERT: certFile, NATS_KEY: keyFile } = env
  if (caFile === undefined && certFile === undefined && keyFile === undefined) return {}
  return {
    tls: {
      ...(caFile === undefined ? {} : { caFile }),
      ...(certFile === undefined ? {} : { certFile }),
      ...(keyFile === undefined ? {} : { keyFile }),
    },
  }
}
