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
      .replace(WRONG_OPTION, '$1 must be one of $3, got $2')
      .replace(WRONG_ARGUMENT, '$2 must be one of $3, got $1')
  const isForUser = [UsageError, DataError, FileError, InputError].some((kind) => error instanceof kind)
  return isForUser ? (error as Error).message.replaceAll(/\s*\n\s*/g, ' ') : undefined
}

/** How commander words a choice that does not exist. */
const WRONG_OPTION = /^option '.*?(--[\w-]+).*?' argument ('.*') is invalid\. Allowed choices are (.*)$/
const WRONG_ARGUMENT =
  /^command-argument value ('.*') is invalid for argument '(.*)'\. Allowed choices are (.*)$/
