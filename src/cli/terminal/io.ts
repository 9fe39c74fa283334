import type { Writable } from 'node:stream'
import { asFileError } from '../../node/file-error.js'
import { shown } from '../../shown.js'

/** What a command reads from and writes to: the process's own streams, or a test's. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array> &
    Terminal & { /** A file, and no pipe: nobody waits at its other end. */ readonly isFile?: boolean }
  readonly stdout: Writable & Terminal
  readonly stderr: Writable & Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Set by --quiet: errors alone go to stderr. */
  isQuiet?: boolean
  /** Where a signal is to end the command cleanly rather than at once: what does it. A second signal ends it at once. */
  onTerminate?: (end: () => void) => void
  /** What was wrong with inputs of which was read what there is: they are told of at the end, and the exit code is 1. */
  faults?: string[]
}

interface Terminal {
  readonly isTTY?: boolean
  /** Characters in a line. */
  readonly columns?: number
  /** Bits of a color; 1 where none are wanted. */
  readonly getColorDepth?: () => number
}

/** Writes data to stdout, no faster than it is taken. */
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

/** Whether nobody reads what is written any more. */
export function isClosedPipe(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || isClosedPipe(error.cause)
}

/** Writes a line to stderr, where everything goes that is no data, unless that is not wanted. */
export function say({ stderr, isQuiet }: Io, line: string): void {
  if (isQuiet !== true) stderr.write(`${line}\n`)
}

/** Says what went wrong. What the message quotes of a file, or of its name, does not steer the terminal. */
export function sayError(io: Io, message: string): void {
  io.stderr.write(`${colored(io, 31, 'tapline:')} ${shown(message, Infinity)}\n`)
}

/** Says what the user should know, though the work went on. */
export function warn(io: Io, message: string): void {
  say(io, `${colored(io, 33, 'tapline: warning:')} ${shown(message, Infinity)}`)
}

/** Warns of inputs that were not whole, and says whether there were any. */
export function tellFaults(io: Io): boolean {
  const { faults = [] } = io
  // A kernel may have been read twice.
  for (const fault of new Set(faults)) warn(io, fault)
  return faults.length > 0
}

/** The text in one of the terminal's colors, where stderr is a terminal and nobody minds (no-color.org). */
export function colored({ stderr, env }: Io, color: number, text: string): string {
  const isPlain = stderr.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return isPlain ? text : `\u001B[${color}m${text}\u001B[39m`
}
