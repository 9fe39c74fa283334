import { createReadStream } from 'node:fs'
import { chmod, chown, lstat, rename, rm, stat } from 'node:fs/promises'
import { asFileError, asReadError } from './file-error.js'
import { OutputFile } from './output-file.js'

/**
 * Moves a finished file to its place by the rules of `OutputFile`.
 *
 * @param from The finished file. On the same disk as its place, it only gets another name.
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
    if (!(await isMovedInto(file, from))) {
      for await (const bytes of readable(from)) await file.write(bytes)
    }
    await file.close()
    await rm(from, { force: true })
  } finally {
    await file.abort()
  }
}

/** Whether the file could become that of the output by a new name, which takes no time however long it is. */
async function isMovedInto({ temporaryPath }: OutputFile, from: string): Promise<boolean> {
  if (temporaryPath === undefined) return false
  try {
    const { mode, uid, gid } = await stat(temporaryPath)
    // As there: only root may change the owner.
    await chown(from, uid, gid).catch(() => undefined)
    await chmod(from, mode & 0o7777)
    await rename(from, temporaryPath)
    return true
  } catch {
    // A link may lead to another disk, and Windows renames no file onto one that is open. The bytes are copied then, which needs
    // a file that its owner can read, and still no others.
    await chmod(from, 0o600).catch(() => undefined)
    return false
  }
}

async function* readable(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (cause) {
    asReadError(path)(cause)
  }
}
