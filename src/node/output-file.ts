import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ANOTHER_PATH, asFileError, FileError } from './file-error.js'
import { unfinished } from './unfinished.js'
import { writeAll } from './write-all.js'

/**
 * Writes a file, whole or not at all. All output goes through this class.
 *
 * - **A file** gets its bytes under another name in the same folder; `close` gives it its own name, `abort` removes it. An existing
 *   file is replaced only then; its mode is kept, and its owner where permitted. A symbolic link is kept, and its target is
 *   written. A read-only file is refused, even for root.
 * - **A device, a pipe, or an open file** (`/dev/stdout`, `/dev/fd/3`) is written into, from front to back.
 * - A folder, a socket and a disk (a block device) are refused.
 *
 * A write succeeds when all bytes are taken; a disk that takes only some is full. `onUnfinished` reports which files are not
 * closed, so that they can be removed if a signal ends the process.
 */
export class OutputFile {
  /** The path as you passed it. */
  readonly path: string
  /** The path of the bytes until `close`; undefined if they go directly into a device or a pipe. */
  readonly temporaryPath: string | undefined
  readonly #file: FileHandle
  /** The path of the finished file, with the links of `path` resolved. */
  readonly #target: string
  readonly #finish: () => void
  #isOpen = true

  private constructor(path: string, { target, temporaryPath }: Place, file: FileHandle, finish: () => void) {
    this.path = path
    this.temporaryPath = temporaryPath
    this.#target = target
    this.#file = file
    this.#finish = finish
  }

  /** @throws FileError if a file cannot have this name, or an existing one must not be written */
  static async open(path: string): Promise<OutputFile> {
    try {
      const place = await placeOf(path)
      if (place.temporaryPath === undefined) {
        // No O_CREAT: a device that is gone by now must not be replaced by a file.
        const flags = constants.O_WRONLY | (place.isFile ? constants.O_APPEND : 0)
        return new OutputFile(path, place, await open(place.target, flags), () => undefined)
      }
      const { temporaryPath } = place
      // Noted before it exists, because the process may end in between.
      const finish = unfinished(temporaryPath)
      const file = await makeAs(temporaryPath, place.as).catch((error: unknown) => {
        finish()
        throw error
      })
      return new OutputFile(path, place, file, finish)
    } catch (error) {
      if (error instanceof FileError) throw error
      return asFileError(path)(error)
    }
  }

  /** Whether written bytes can be changed afterwards, as in a file but not in a pipe. */
  get isSeekable(): boolean {
    return this.temporaryPath !== undefined
  }

  /** Appends bytes. Await each call before the next. */
  async write(data: Uint8Array | string): Promise<void> {
    await writeAll(this.#file, bytesOf(data)).catch(asFileError(this.path))
  }

  /** Replaces bytes from `position` on, if possible: see `isSeekable`. */
  async replace(data: Uint8Array, position: number): Promise<void> {
    await writeAll(this.#file, data, position).catch(asFileError(this.path))
  }

  /** Gives the file its name. If that fails, no temporary file is left, and an existing file stays unchanged. */
  async close(): Promise<void> {
    this.#isOpen = false
    try {
      await this.#file.close()
      if (this.temporaryPath !== undefined) await rename(this.temporaryPath, this.#target)
    } catch (error) {
      await this.#remove()
      asFileError(this.path)(error)
    }
    this.#finish()
  }

  /** Removes the temporary file. Never throws; does nothing after `close`. */
  async abort(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.#file.close().catch(ignore)
    await this.#remove()
  }

  /** Same as `abort`: with `await using`, a file that was not closed is removed. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.abort()
  }

  async #remove(): Promise<void> {
    if (this.temporaryPath !== undefined) await rm(this.temporaryPath, { force: true }).catch(ignore)
    this.#finish()
  }
}

/** Writes these bytes to a file, whole or not at all. */
export async function writeFileWhole(path: string, data: Uint8Array | string): Promise<void> {
  const file = await OutputFile.open(path)
  try {
    await file.write(data)
    await file.close()
  } finally {
    await file.abort()
  }
}

/** Where to write bytes. */
interface Place {
  readonly target: string
  /** Undefined if they go directly into the target. */
  readonly temporaryPath: string | undefined
  /** Whether a target that is written directly is a file. */
  readonly isFile?: boolean
  /** The mode and owner of the file that it replaces. */
  readonly as?: Owned | undefined
}

interface Owned {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

async function placeOf(path: string): Promise<Place> {
  const found = await stat(path).catch(unlessMissing)
  if (found === undefined) return besideTarget(await targetOf(path), undefined)
  // A file that a program received already open must not be replaced: others continue to write to it.
  if (isDescriptor(path) || found.isCharacterDevice() || found.isFIFO()) {
    return { target: path, temporaryPath: undefined, isFile: found.isFile() }
  }
  if (!found.isFile()) {
    const kind = found.isDirectory()
      ? 'a folder'
      : found.isBlockDevice()
        ? 'a disk'
        : 'neither a file nor a pipe'
    throw new FileError({ verb: 'write', path }, `it is ${kind}`, ANOTHER_PATH)
  }
  // Root could write to it anyway, but whoever made it read-only did not want that.
  if ((found.mode & 0o222) === 0) {
    throw new FileError(
      { verb: 'write', path },
      'it is read-only',
      'make it writable (chmod u+w), or use another name',
    )
  }
  const target = await realpath(path)
  // Opened without a change: unlike `access`, this checks the effective user of the process.
  await (await open(target, constants.O_WRONLY)).close()
  return besideTarget(target, found)
}

function besideTarget(target: string, as: Owned | undefined): Place {
  // A name may have 255 bytes, so only the beginning of a long one is used.
  const name = Array.from(basename(target)).slice(0, 50).join('')
  return {
    target,
    temporaryPath: join(dirname(target), `${name}.${randomBytes(4).toString('hex')}.part`),
    as,
  }
}

function isDescriptor(path: string): boolean {
  return /^\/(?:dev\/(?:stdout|stderr|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/.test(path)
}

/** The missing path: the path itself, or the target of a dangling link. */
async function targetOf(path: string): Promise<string> {
  if (/[/\\]$/.test(path))
    throw new FileError({ verb: 'write', path }, 'it is the name of a folder', ANOTHER_PATH)
  let target = path
  for (let links = 0; links <= MOST_LINKS; links++) {
    const link = await readlink(target).catch(ignore)
    if (link === undefined) return target
    target = resolve(await realpath(dirname(target)), link)
  }
  throw new FileError({ verb: 'write', path }, 'its symbolic links form a loop', ANOTHER_PATH)
}

/** The number of links that Linux follows. */
const MOST_LINKS = 40

/** A new file, open for writing. Others cannot read it until it has its final mode and owner. */
async function makeAs(path: string, as: Owned | undefined): Promise<FileHandle> {
  if (as === undefined) return open(path, 'wx')
  const file = await open(path, 'wx', 0o600)
  try {
    // Only root may change the owner; otherwise the file keeps its own.
    await file.chown(as.uid, as.gid).catch(ignore)
    await file.chmod(as.mode & 0o7777)
    return file
  } catch (error) {
    await file.close().catch(ignore)
    await rm(path, { force: true }).catch(ignore)
    throw error
  }
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function ignore(): undefined {
  return undefined
}
