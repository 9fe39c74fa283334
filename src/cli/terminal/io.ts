import type { Writable } from 'node:stream'
import { asFileError } from '../../node/file-error.js'
import { shown } from '../../shown.js'

/** The streams of a command: those of the process, or of a test. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> &
    Terminal & {
      /** Whether stdin is a file. A pipe may have a reader that waits for each result. */ readonly isFile?: boolean
    }
  readonly stdout: Writable & Terminal
  readonly stderr: Writable & Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Set by --quiet: only errors go to stderr. */
  isQuiet?: boolean
  /** Ends the command cleanly when a signal comes. A second signal ends it at once. */
  onTerminate?: (end: () => void) => void
  /** The defects of inputs that were read as far as possible. They are reported at the end, and the exit code is 1. */
  faults?: string[]
}

interface Terminal {
  readonly isTTY?: boolean
  /** Characters in a line. */
  readonly columns?: number
  /** The bits of a color; 1 without colors. */
  readonly getColorDepth?: () => number
}

/** Writes data to stdout, no faster than the reader takes it. */
export async function writeOut({ stdout }: Io, data: Uint8Array | string): Promise<void> {
  try {
    await written(stdout, data)
  } catch (error) {
    if (isClosedPipe(error)) throw error
    asFileError('stdout')(error)
  }
}

function written(stream: Writable, data: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}

/** Whether the reader of the output has left. */
export function isClosedPipe(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || isClosedPipe(error.cause)
}

/** Writes a line to stderr, where everything but data goes, unless --quiet is set. */
export function say({ stderr, isQuiet }: Io, line: string): void {
  if (isQuiet !== true) stderr.write(`${line}\n`)
}

/** Reports an error. Control characters that the message quotes from a file or its name do not reach the terminal. */
export function sayError(io: Io, message: string): void {
  io.stderr.write(`${colored(io, 31, 'tapline:')} ${shown(message, Infinity)}\n`)
}

/** Reports a warning; the work continues. */
export function warn(io: Io, message: string): void {
  say(io, `${colored(io, 33, 'tapline: warning:')} ${shown(message, Infinity)}`)
}

/** Warns of incomplete inputs, and returns whether there were any. */
export function tellFaults(io: Io): boolean {
  const { faults = [] } = io
  // A kernel may have been read twice.
  for (const fault of new Set(faults)) warn(io, fault)
  return faults.length > 0
}

/** The text in one of the terminal's colors, if stderr is a terminal and colors are allowed (no-color.org). */
export function colored({ stderr, env }: Io, color: number, text: string): string {
  const isPlain = stderr.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return isPlain ? text : `\u001B[${color}m${text}\u001B[39m`
}
