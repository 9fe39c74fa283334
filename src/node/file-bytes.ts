import { createReadStream } from 'node:fs'
import { asReadError } from './file-error.js'

/** Bytes per read: enough that the cost of a call does not matter. */
const READ_BYTES = 2 ** 19

/**
 * Iterates over the bytes of a file or a pipe. Leaving the loop early closes it.
 *
 * @throws FileError if it cannot be read
 */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: READ_BYTES })
  } catch (cause) {
    asReadError(path)(cause)
  }
}
