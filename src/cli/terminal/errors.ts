/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** An input cannot be used: exit code 1. The message names it, the reason and the remedy. */
export class DataError extends Error {
  override readonly name = 'DataError'
}
