import { getSystemErrorMap } from 'node:util'

/** A file could not be written. The message says which, why, and what to do; `cause` is Node's own error, if any. */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** The file that was to be written. */
  readonly path: string

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`cannot write ${path}: ${reason}: give a path in an existing folder that can be written`, options)
    this.path = path
  }
}

/** For `catch`: names the file that was meant, where Node's message names a temporary one, or none. */
export function asFileError(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new FileError(path, reasonOf(cause), { cause })
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const { errno } = cause as NodeJS.ErrnoException
  const [code, reason] = (errno !== undefined && getSystemErrorMap().get(errno)) || []
  return reason === undefined ? cause.message : `${reason} (${code})`
}
