import { DataError, UsageError } from './errors.js'

/**
 * Does what may find an option to be wrong, for which the command line is to blame. The message begins with what the option is called
 * there: `minHz` is --min-hz, unless `flags` says otherwise.
 */
export function blamingOptions<T>(work: () => T, flags: Readonly<Record<string, string>> = {}): T {
  const flagOf = (name: string): string =>
    flags[name] ?? `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return blaming(work, (message, cause) => new UsageError(message.replaceAll(NAMES, flagOf), { cause }))
}

/** The first word of a message, where it is what the message is about, and others in camel case. */
const NAMES = /^[a-z]\w*(?= (?:must|is)\b)|\b[a-z]+(?:[A-Z][a-z]*)+\b/g

/** Does what may find the samples to be unfit, for which what was given by this name is to blame. */
export function blamingData<T>(name: string, work: () => T): T {
  return blaming(work, (message, cause) => new DataError(`${name}: ${message}`, { cause }))
}

/** What is of the wrong kind is a mistake of ours: only what has the wrong value is the user's. */
function blaming<T>(work: () => T, blame: (message: string, cause: unknown) => Error): T {
  try {
    return work()
  } catch (cause) {
    throw cause instanceof RangeError ? blame(cause.message, cause) : cause
  }
}
