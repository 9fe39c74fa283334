import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEntry, RecordLog } from '../../distributed/partition-log.js'
import { asReadError } from '../../node/file-error.js'
import { DataError } from '../terminal/errors.js'
import { entryOf, FrameFile } from './frame-file.js'

const MOST_AT_ONCE = 32
/** How often to look for more results. */
const LOOK_MS = 100

/** Reads the results of a job in a folder, even while another process writes them. */
export class FolderReader implements RecordLog {
  readonly #output: FrameFile

  private constructor(output: FrameFile) {
    this.#output = output
  }

  /** @throws DataError if there is no such job; FileError if it cannot be read. */
  static async open(folder: string): Promise<FolderReader> {
    const path = join(folder, 'output')
    if (!existsSync(path))
      throw new DataError(`there is no job in ${folder}: pass the --folder of its worker`)
    return new FolderReader(await FrameFile.open(path, 'read').catch(asReadError(path)))
  }

  async lastRecord(): Promise<LogEntry | undefined> {
    const sequence = this.#output.count
    return sequence === 0 ? undefined : entryOf(this.#output, sequence)
  }

  async readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    while (this.#output.count < from) {
      if (signal.aborted) return []
      await sleep(LOOK_MS)
      await this.#output.refresh()
    }
    const count = Math.min(this.#output.count - from + 1, MOST_AT_ONCE)
    return Promise.all(Array.from({ length: count }, (_, i) => entryOf(this.#output, from + i)))
  }

  close(): Promise<void> {
    return this.#output.close()
  }
}
