import { type FileHandle, open } from 'node:fs/promises'
import type { LogEntry } from '../../distributed/partition-log.js'
import { fingerprint } from '../../stream/snapshot/fingerprint.js'

/** Length and checksum, little endian. */
const HEAD_BYTES = 8
/** The number of bytes that are read at once to find the frames. */
const SCAN_BYTES = 2 ** 20

/** A growing file of frames of bytes. A frame at its end that a crash has cut off is ignored. */
export class FrameFile {
  readonly #file: FileHandle
  /** Where each frame begins, and where the next one will begin. */
  readonly #starts: number[] = [0]

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** @throws The system's errors. */
  static async open(path: string, mode: 'write' | 'read'): Promise<FrameFile> {
    const frames = new FrameFile(await open(path, mode === 'read' ? 'r' : 'a+'))
    await frames.refresh()
    if (mode === 'write') await frames.#file.truncate(frames.#end)
    return frames
  }

  get count(): number {
    return this.#starts.length - 1
  }

  get #end(): number {
    return this.#starts[this.#starts.length - 1]
  }

  /** Finds the frames that another process has appended. */
  async refresh(): Promise<void> {
    const { size } = await this.#file.stat()
    let window = { at: 0, bytes: new Uint8Array(0) }
    for (let at = this.#end; at + HEAD_BYTES <= size;) {
      if (at + HEAD_BYTES > window.at + window.bytes.length) {
        window = { at, bytes: await this.#read(at, Math.min(SCAN_BYTES, size - at)) }
      }
      const head = new DataView(window.bytes.buffer, at - window.at)
      const end = at + HEAD_BYTES + head.getUint32(0, true)
      if (end > size) return
      this.#starts.push(end)
      at = end
    }
  }

  async append(data: Uint8Array): Promise<void> {
    const frame = new Uint8Array(HEAD_BYTES + data.length)
    const head = new DataView(frame.buffer)
    head.setUint32(0, data.length, true)
    head.setUint32(4, fingerprint(data), true)
    frame.set(data, HEAD_BYTES)
    await this.#file.appendFile(frame)
    this.#starts.push(this.#end + frame.length)
  }

  /** A frame, counted from 0; undefined if it is damaged. */
  async read(index: number): Promise<Uint8Array | undefined> {
    const frame = await this.#read(this.#starts[index], this.#starts[index + 1] - this.#starts[index])
    const data = frame.subarray(HEAD_BYTES)
    return new DataView(frame.buffer).getUint32(4, true) === fingerprint(data) ? data : undefined
  }

  /** Makes sure that everything survives a power loss, and closes the file. */
  async close(): Promise<void> {
    await this.#file.datasync().catch(() => undefined)
    await this.#file.close()
  }

  async #read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length)
    const { bytesRead } = await this.#file.read(bytes, 0, length, at)
    return bytes.subarray(0, bytesRead)
  }
}

/** A frame as a message, counted from 1. A damaged frame becomes a message that cannot be read. */
export async function entryOf(file: FrameFile, sequence: number): Promise<LogEntry> {
  return { sequence, data: (await file.read(sequence - 1)) ?? new Uint8Array(0) }
}
