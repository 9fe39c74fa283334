import { createReadStream } from 'node:fs'
import { lstat, rename, rm } from 'node:fs/promises'
import { asFileError, asReadError } from './file-error.js'
import { OutputFile } from './output-file.js'

/**
 * Moves a finished file to its place by the rules of `OutputFile`.
 *
 * @param from The finished file, on the same disk as its place.
 * @throws FileError if the place cannot be written; an existing file stays unchanged
 */
export async function placeFile(from: string, path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) {
    await rename(from, path).catch(asFileError(path))
    return
  }
  const file = await OutputFile.open(path)
  try {
    for await (const bytes of readable(from)) await file.write(bytes)
    await file.close()
    await rm(from, { force: true })
  } finally {
    await file.abort()
  }
}

async function* readable(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (cause) {
    asReadError(path)(cause)
  }
}
