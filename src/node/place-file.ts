import { createReadStream } from 'node:fs'
import { lstat, rename, rm } from 'node:fs/promises'
import { asFileError, asReadError } from './file-error.js'
import { OutputFile } from './output-file.js'

/**
 * Gives a finished file its place, by the rules of `OutputFile`.
 *
 * @param from Where it is: in a folder on the disk of its place. It is gone afterwards.
 * @throws FileError if its place cannot be written; what was there is as it was
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
