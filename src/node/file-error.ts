import { getSystemErrorMap } from 'node:util'

/** A file could not be written, or read. The message says which, why, and what to do; `cause` is Node's own error, if any. */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** The file that was to be written or read. */
  readonly path: string

  constructor(
    path: string,
    reason: string,
    remedy: string,
    { action = 'write', ...options }: ErrorOptions & { readonly action?: 'write' | 'read' } = {},
  ) {
    super(`cannot ${action} ${path}: ${reason}: ${remedy}`, options)
    this.path = path
  }
}

/** For `catch`: names the file that was meant, where Node's message names a temporary one, or none. */
export function asFileError(path: string): (cause: unknown) => never {
  return (cause) => {
    const { code = '', reason } = describe(cause)
    const remedy = codesOfFullDisks.has(code) ? 'make room, or give a path on another disk' : anotherPath
    throw new FileError(path, reason, remedy, { cause })
  }
}

/** Why, in words. */
export function reasonOf(cause: unknown): string {
  return describe(cause).reason
}

/** The remedy where nothing better is known. */
export const anotherPath = 'give the path of a file, in an existing folder that can be written'

const codesOfFullDisks = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function describe(cause: unknown): { code?: string; reason: string } {
  if (!(cause instanceof Error)) return { reason: String(cause) }
  const { errno } = cause as NodeJS.ErrnoException
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)
  return known === undefined
    ? { reason: cause.message }
    : { code: known[0], reason: `${known[1]} (${known[0]})` }
}
