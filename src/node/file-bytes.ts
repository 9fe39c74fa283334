import { createReadStream } from 'node:fs'
import { asReadError } from './file-error.js'

/** Bytes read at once: so many that a chunk's cost is that of its samples. */
const READ_BYTES = 2 ** 19

/**
 * The bytes of a file or a pipe, as they are gone through. Leaving early closes it.
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
