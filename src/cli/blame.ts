import { DataError, UsageError } from './errors.js'

/** Does what may find an option to be wrong, for which the command line is to blame. */
export function blamingOptions<T>(work: () => T): T {
  return blaming(work, (message, cause) => new UsageError(message, { cause }))
}

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
