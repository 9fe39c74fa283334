import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A temporary folder for one test. */
export class Folder {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'tapline-test-')))
  }

  /** Returns the path of a file in it. */
  path(name: string): string {
    return join(this.#path, name)
  }

  remove(): Promise<void> {
    return rm(this.#path, { recursive: true, force: true })
  }
}
