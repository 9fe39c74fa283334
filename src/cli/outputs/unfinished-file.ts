import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { asFileError } from '../../node/file-error.js'
import { unfinishedOf } from './unfinished.js'

/** A file that is written whole or not at all: under another name beside its place, until it is closed. */
export class UnfinishedFile {
  readonly #path: string
  readonly #temporaryPath: string
  readonly #file: FileHandle
  readonly #finish: () => void

  private constructor(path: string, temporaryPath: string, file: FileHandle, finish: () => void) {
    this.#path = path
    this.#temporaryPath = temporaryPath
    this.#file = file
    this.#finish = finish
  }

  /** @throws FileError if there can be no file of this name */
  static async open(path: string): Promise<UnfinishedFile> {
    const temporaryPath = `${path}.${randomBytes(4).toString('hex')}.part`
    const opening = open(temporaryPath, 'wx').catch(asFileError(path))
    const { made, finish } = await unfinishedOf(opening, () => temporaryPath)
    return new UnfinishedFile(path, temporaryPath, made, finish)
  }

  async write(data: Uint8Array | string): Promise<void> {
    await this.#file.writeFile(data).catch(asFileError(this.#path))
  }

  /** Gives the file its name. */
  async close(): Promise<void> {
    await this.#file.close().catch(asFileError(this.#path))
    await rename(this.#temporaryPath, this.#path).catch(asFileError(this.#path))
    this.#finish()
  }

  /** Removes it. Never throws; does nothing after `close`. */
  async abort(): Promise<void> {
    const ignore = (): void => undefined
    await this.#file.close().catch(ignore)
    await rm(this.#temporaryPath, { force: true }).catch(ignore)
    this.#finish()
  }
}
