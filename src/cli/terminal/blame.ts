import { DataError, UsageError } from './errors.js'

/**
 * Runs a function whose errors about options are errors of the command line. The message begins with the name of the option there:
 * `minHz` is --min-hz, unless `flags` says otherwise.
 */
export function blamingOptions<T>(work: () => T, flags: Readonly<Record<string, string>> = {}): T {
  const flagOf = (name: string): string =>
    flags[name] ?? `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return blaming(work, (message, cause) => new UsageError(message.replaceAll(NAMES, flagOf), { cause }))
}

/** The first word of a message, if it is an option, and other words in camel case. */
const NAMES = /^[a-z]\w*(?= (?:must|is)\b)|\b[a-z]+(?:[A-Z][a-z]*)+\b/g

/** Runs a function whose errors about samples are errors of the input of this name. */
export function blamingData<T>(name: string, work: () => T): T {
  return blaming(work, (message, cause) => new DataError(`${name}: ${message}`, { cause }))
}

/** A TypeError is a bug; only a wrong value is the user's mistake. */
function blaming<T>(work: () => T, blame: (message: string, cause: unknown) => Error): T {
  try {
    return work()
  } catch (cause) {
    throw cause instanceof RangeError ? blame(cause.message, cause) : cause
  }
}
