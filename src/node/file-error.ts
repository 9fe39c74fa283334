import { getSystemErrorMap } from 'node:util'
import { shown } from '../shown.js'

/**
 * A file could not be read or written. The message names the file, the reason and the remedy; `cause` is the underlying error, if
 * any.
 */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** The path of the file. */
  readonly path: string

  constructor(attempt: FileAttempt, reason: string, remedy: string, options?: ErrorOptions) {
    super(
      `cannot ${attempt.verb} ${shown(attempt.path, Infinity)}: ${shown(reason, Infinity)}: ${remedy}`,
      options,
    )
    this.path = attempt.path
  }
}

/** The operation that failed. */
export interface FileAttempt {
  readonly verb: 'read' | 'write'
  readonly path: string
}

/** For `catch`: names the file that you passed, while Node's message names a temporary file or none. */
export function asFileError(path: string): (cause: unknown) => never {
  return (cause) => {
    const { code = '', reason } = describe(cause)
    const remedy = CODES_OF_FULL_DISKS.has(code) ? 'make room, or pass a path on another disk' : ANOTHER_PATH
    throw new FileError({ verb: 'write', path }, reason, remedy, { cause })
  }
}

/** The same for a file that was to be read. */
export function asReadError(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new FileError({ verb: 'read', path }, describe(cause).reason, 'pass the path of a file', { cause })
  }
}

/** Why, in words. */
export function reasonOf(cause: unknown): string {
  return describe(cause).reason
}

/** The default remedy. */
export const ANOTHER_PATH = 'pass the path of a file, in an existing folder that can be written'

const CODES_OF_FULL_DISKS = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function describe(cause: unknown): { code?: string; reason: string } {
  if (!(cause instanceof Error)) return { reason: String(cause) }
  const { errno } = cause as NodeJS.ErrnoException
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)
  return known === undefined
    ? { reason: inOneLine(cause.message) }
    : { code: known[0], reason: `${known[1]} (${known[0]})` }
}

function inOneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ': ')
}
