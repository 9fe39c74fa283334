import { CommanderError } from 'commander'
import { InputError } from '../../format/input-error.js'
import { FileError } from '../../node/file-error.js'
import { DataError, UsageError } from './errors.js'

/** The message of an error that the user can correct, in one line; undefined for a bug. */
export function messageOf(error: unknown): string | undefined {
  if (error instanceof CommanderError)
    return error.message
      .replace(/^error: /, '')
      .replaceAll(/\.?\s*\n\s*/g, ' ')
      .replace(/\.$/, '')
  const isForUser = [UsageError, DataError, FileError, InputError].some((kind) => error instanceof kind)
  return isForUser ? (error as Error).message.replaceAll(/\s*\n\s*/g, ' ') : undefined
}
