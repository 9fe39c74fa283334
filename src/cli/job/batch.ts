import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BatchOptions } from '../../nats/index.js'
import { type Io, warn } from '../terminal/io.js'
import { DEFAULT_URL, type Server, serverUrl, withServer } from './server.js'

/** What is said of the server by which a command has its work done. */
export interface BatchFlags {
  /** Its URL; true for the one of the environment; undefined to compute here. */
  readonly server?: string | true
}

/** Adds the option that has the work done by the batch workers of a server. */
export function addBatchOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--server [url]',
      `compute on the batch workers of a NATS server (default: NATS_URL, or ${DEFAULT_URL})`,
    ).argParser(urlOnly),
  )
}

/** How the help of a command tells of it. */
export const BATCH_HELP = `
With --server, the input is cut into tiles, which any number of 'tapline worker --batch' on any number of machines compute. The
result is the same, to the bit. A command that was interrupted goes on where it was when you repeat it.`

/** A server, and how a batch is run on it. */
export interface BatchServer extends Server {
  readonly options: BatchOptions
}

/**
 * Has something done by the batch workers of a server.
 *
 * @param files The command, and the files that it reads and writes: a batch is the same one again where these are the same.
 */
export async function withBatch<T>(
  server: string | true,
  files: readonly (string | undefined)[],
  io: Io,
  work: (server: BatchServer) => Promise<T>,
): Promise<T> {
  const url = server === true ? {} : { server }
  return withServer(url, io, ({ connection, nats }) =>
    work({ connection, nats, options: { ...nameOf(files), onWait: warnOnce(io) } }),
  )
}

/** What comes from stdin does not come again. */
function nameOf(files: readonly (string | undefined)[]): Pick<BatchOptions, 'name'> {
  if (files.some((file) => file === undefined || file === '-')) return {}
  return { name: JSON.stringify([hostname(), ...files.map((file) => resolve(file ?? ''))]) }
}

function warnOnce(io: Io): () => void {
  let hasWarned = false
  return () => {
    if (!hasWarned) {
      warn(
        io,
        "no worker takes the tiles: start 'tapline worker --batch', of this version and with the same TAPLINE_SIMD",
      )
    }
    hasWarned = true
  }
}

/** For `argParser`. What follows --server may be an input. */
function urlOnly(text: string): string {
  if (/^[a-z]+:\/\/./i.test(text)) return serverUrl(text)
  throw new InvalidArgumentError(
    'It is not the URL of a server, as nats://127.0.0.1:4222. Give --server behind the files, for that of the environment.',
  )
}
