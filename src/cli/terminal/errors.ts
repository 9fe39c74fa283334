/** The command line says what cannot be done: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What was given cannot be worked with: exit code 1. The message names it, says what is wrong, and what to do. */
export class DataError extends Error {
  override readonly name = 'DataError'
}
