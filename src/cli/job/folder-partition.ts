import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogEntry, SnapshotKey } from '../../distributed/partition-log.js'
import { Waiters } from '../../distributed/waiters.js'
import { asFileError } from '../../node/file-error.js'
import { lockFolder } from './folder-lock.js'
import { entryOf, FrameFile } from './frame-file.js'
import type { LocalLog } from './local-log.js'

const MOST_AT_ONCE = 32
const SNAPSHOT = /^snapshot-(\d+)-(\d+)$/

/** A job of one partition in a folder: `input`, `output` and snapshots. Only one process writes. */
export class FolderPartition implements LocalLog {
  readonly #folder: string
  readonly #input: FrameFile
  readonly #output: FrameFile
  readonly #unlock: () => Promise<void>
  readonly #readers = new Waiters()

  private constructor(folder: string, input: FrameFile, output: FrameFile, unlock: () => Promise<void>) {
    this.#folder = folder
    this.#input = input
    this.#output = output
    this.#unlock = unlock
  }

  /** @throws DataError if another process writes to it; FileError. */
  static async open(folder: string): Promise<FolderPartition> {
    await mkdir(folder, { recursive: true }).catch(asFileError(folder))
    const unlock = await lockFolder(join(folder, 'lock'), folder)
    try {
      const [input, output] = [
        await FrameFile.open(join(folder, 'input'), 'write'),
        await FrameFile.open(join(folder, 'output'), 'write'),
      ]
      return new FolderPartition(folder, input, output, unlock)
    } catch (error) {
      await unlock()
      throw error
    }
  }

  get inputCount(): number {
    return this.#input.count
  }

  async feed(data: Uint8Array): Promise<void> {
    await this.#input.append(data)
    this.#readers.wake()
  }

  readInput(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#read(this.#input, from, signal)
  }

  firstInput(): Promise<number> {
    return Promise.resolve(1)
  }

  readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#read(this.#output, from, signal)
  }

  async lastRecord(): Promise<LogEntry | undefined> {
    const sequence = this.#output.count
    return sequence === 0 ? undefined : entryOf(this.#output, sequence)
  }

  async commit(record: Uint8Array, after: number): Promise<number | undefined> {
    if (this.#output.count !== after) return undefined
    await this.#output.append(record)
    this.#readers.wake()
    return after + 1
  }

  async putSnapshot(key: SnapshotKey, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(key)
    await writeFile(`${path}.part`, bytes)
    await rename(`${path}.part`, path)
  }

  getSnapshot(key: SnapshotKey): Promise<Uint8Array | undefined> {
    return readFile(this.#pathOf(key)).catch(() => undefined)
  }

  async deleteSnapshots(before: number): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const input = SNAPSHOT.exec(name)?.[1]
      if (input !== undefined && Number(input) < before) await rm(join(this.#folder, name), { force: true })
    }
  }

  async close(): Promise<void> {
    await this.#input.close()
    await this.#output.close()
    await this.#unlock()
  }

  async #read(file: FrameFile, from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    while (!signal.aborted && file.count < from) await this.#readers.turn(signal)
    if (signal.aborted) return []
    const count = Math.min(file.count - from + 1, MOST_AT_ONCE)
    return Promise.all(Array.from({ length: count }, (_, i) => entryOf(file, from + i)))
  }

  #pathOf({ input, epoch }: SnapshotKey): string {
    return join(this.#folder, `snapshot-${input}-${epoch}`)
  }
}
