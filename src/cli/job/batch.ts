import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BatchOptions } from '../../nats/index.js'
import { type Io, warn } from '../terminal/io.js'
import { DEFAULT_URL, type Server, serverUrl, withServer } from './server.js'

/** The options of a command that can compute on a server. */
export interface BatchFlags {
  /** Its URL; true for the one of the environment; undefined to compute here. */
  readonly server?: string | true
}

/** Adds the option to compute on the batch workers of a server. */
export function addBatchOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--server [url]',
      `compute on the batch workers of a NATS server (default: NATS_URL, or ${DEFAULT_URL})`,
    ).argParser(urlOnly),
  )
}

/** Explains the option in the help of a command. */
export const BATCH_HELP = `
With --server, the input is cut into tiles, which are computed by any number of 'tapline worker --batch' on any number of machines. The
result is the same, bit for bit. If a command was interrupted, repeat it to continue.`

/** A server, and the options of a batch on it. */
export interface BatchServer extends Server {
  readonly options: BatchOptions
}

/**
 * Runs a function that computes on the batch workers of a server.
 *
 * @param files The command, and the files that it reads and writes: if all are the same, the batch is continued.
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

/** A batch that reads stdin cannot be continued, and has no name. */
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
        "no worker takes the tiles: start 'tapline worker --batch' of this version, with the same TAPLINE_SIMD",
      )
    }
    hasWarned = true
  }
}

/** For `argParser`. The word after --server may be an input. */
function urlOnly(text: string): string {
  if (/^[a-z]+:\/\/./i.test(text)) return serverUrl(text)
  throw new InvalidArgumentError(
    'It must be the URL of a server, such as nats://127.0.0.1:4222. To use the default server, pass --server after the files.',
  )
}
