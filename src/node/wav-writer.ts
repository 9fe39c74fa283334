import { Writable } from 'node:stream'
import { framesOf } from '../format/pcm/frames-of.js'
import { interleave } from '../format/pcm/interleave.js'
import { Level } from '../format/pcm/level.js'
import { isFloat } from '../format/pcm/pcm-format.js'
import { bytesPerFrame, checkLayout, type WavFormat, type WavLayout } from '../format/pcm/wav-layout.js'
import { fitsRiff, wavHeader } from '../format/sound/wav-header.js'
import { type OptionNames, readOptions, requireCount } from '../require.js'
import type { SignalLike } from '../samples.js'
import { OutputFile } from './output-file.js'
import { requirePath } from './require-path.js'

/** The options of `WavWriter.open`. */
export interface WavWriterOptions {
  /** Sample rate in Hz: a positive integer. */
  readonly sampleRate: number
  /** Number of channels: a positive integer. */
  readonly channels: number
  /** How samples are stored. Default: `'s24le'`. */
  readonly format?: WavFormat
  /**
   * The greatest number of frames, if known. If a classic header can hold that many, it is written without a reserve for a larger
   * file.
   */
  readonly expectedFrames?: number
}

const OPTIONS: OptionNames<WavWriterOptions> = {
  sampleRate: true,
  channels: true,
  format: true,
  expectedFrames: true,
}

/** What `WavWriter.close` reports of the file. */
export interface WavSummary {
  /** Samples per channel. */
  readonly frames: number
  /** The largest |x| before any clipping: 1 is full scale, 20·log₁₀(peak) is its level in dBFS. */
  readonly peak: number
  /** The number of samples that an integer format could not hold: |x| > 1 (stored as full scale) or NaN (stored as 0). */
  readonly clipped: number
}

/**
 * Writes a WAV file while its samples are being computed.
 *
 * - **Bounded memory.** Samples are encoded at once into a block of about 256 KiB, and each full block is written to the disk.
 *   `write` resolves, and `ready` is resolved, when no full block waits: a producer that awaits one of them never has more than one
 *   block outstanding.
 * - **Whole or not at all.** The bytes go to `temporaryPath`, beside the file. `close` completes the header and
 *   renames it, replacing an existing file, whose mode is kept; `abort` removes it. A file under the final name is therefore
 *   complete. Symbolic links are followed; a read-only file is refused.
 * - **Devices and named pipes** are written as samples come, after the header of a stream, as by `WavEncoder`.
 * - **What is stored.** Channels interleaved, as by `PcmEncoder`: integers of b bits are round(x·2ᵇ⁻¹), clipped to
 *   full scale and without dither; clipping is counted in `clipped`. Floating point is stored unchanged. The
 *   header is the classic one for any number of channels (no `WAVE_FORMAT_EXTENSIBLE`), which all programs read.
 * - **Any length.** A file of more than 4 GiB becomes RF64. Unless `expectedFrames` rules that out, the header has a reserve for
 *   it, a chunk `JUNK` of 28 bytes, which all programs skip.
 *
 * @example
 * const writer = await WavWriter.open('sine.wav', { sampleRate: 48000, channels: 1 })
 * await writer.write([Float32Array.from({ length: 480 }, (_, n) => Math.sin(n / 10))])
 * const { frames, peak, clipped } = await writer.close()
 */
export class WavWriter {
  /** The path of the finished file. */
  readonly path: string
  /**
   * The path of its bytes until `close`, for cleanup if the process is ended from outside. Undefined if they go into a device or a
   * pipe.
   */
  readonly temporaryPath: string | undefined

  readonly #file: OutputFile
  readonly #layout: WavLayout
  readonly #hasReserve: boolean
  readonly #level: Level
  #block: DataView
  /** Blocks that have been written and can be reused. */
  readonly #spare: DataView[] = []
  #used = 0
  #frames = 0
  #pending: Promise<void> = Promise.resolve()
  /** Until `close` or `abort` is called. */
  #isOpen = true
  #closing: Promise<WavSummary> | undefined
  #discarding: Promise<void> | undefined

  private constructor(file: OutputFile, layout: WavLayout, hasReserve: boolean) {
    this.path = file.path
    this.temporaryPath = file.temporaryPath
    this.#file = file
    this.#layout = layout
    this.#hasReserve = hasReserve
    this.#level = new Level(isFloat(layout.format))
    this.#block = emptyBlock(layout)
  }

  /**
   * Creates the temporary file beside `path`.
   *
   * @throws TypeError, RangeError if `path` is not a path, or a WAV file cannot have this layout
   * @throws FileError if the file cannot be created there, or `path` is a folder, a disk, or read-only
   */
  static async open(path: string, options: WavWriterOptions): Promise<WavWriter> {
    requirePath(path)
    const { sampleRate, channels, format = 's24le', expectedFrames } = readOptions(options, OPTIONS)
    const layout = { sampleRate, channels, format }
    checkLayout(layout)
    if (expectedFrames !== undefined) requireCount(expectedFrames, 0, 'expectedFrames')
    const file = await OutputFile.open(path)
    const hasReserve = file.isSeekable && (expectedFrames === undefined || !fitsRiff(layout, expectedFrames))
    const writer = new WavWriter(file, layout, hasReserve)
    // The header of a stream states an unknown length, because it cannot be completed later.
    const header = wavHeader(layout, { frames: file.isSeekable ? 0 : undefined, hasReserve })
    await file.write(header).catch(writer.#abandon)
    return writer
  }

  /** Samples per channel so far. */
  get frames(): number {
    return this.#frames
  }

  /** The largest |x| so far, before any clipping; 1 is full scale. */
  get peak(): number {
    return this.#level.peak
  }

  /** The number of samples so far that an integer format could not hold: |x| > 1, or NaN. */
  get clipped(): number {
    return this.#level.clipped
  }

  /** Resolves when every full block is on the disk; rejects when one could not be written. */
  get ready(): Promise<void> {
    return this.#pending
  }

  /**
   * Takes the next samples: one array per channel, all of the same length (which may be 0). They are encoded before the call
   * returns, so you may reuse the arrays at once. Calls stay in order even if you do not await them.
   *
   * @returns The same promise as `ready`.
   * @throws TypeError if the number of arrays is not the number of channels, or the writer is closed
   * @throws RangeError if their lengths differ, or the file would exceed 4 GiB although `expectedFrames` ruled that out; nothing
   *   has been taken then
   * @throws FileError if the disk is full, removed or otherwise refuses
   */
  write(planar: readonly SignalLike[]): Promise<void> {
    try {
      this.#take(planar)
    } catch (error) {
      return Promise.resolve().then(() => {
        throw error
      })
    }
    // The same promise, because a new one that nobody awaits would end the process if the disk refuses.
    return this.#pending
  }

  /**
   * Writes the remaining samples, completes the header and gives the file its name. A second call returns the same promise.
   *
   * @throws TypeError if the writer was aborted
   * @throws FileError if the disk refuses; the temporary file is then removed
   */
  close(): Promise<WavSummary> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /**
   * A Node stream that takes chunks as `write` does, no faster than the disk. Its end closes the writer. If it is destroyed, or a
   * stream piped into it fails, nothing is left behind.
   *
   * @example
   * const writer = await WavWriter.open('half.wav', { sampleRate: 8000, channels: 1 })
   * writer.writable().end([[0.5, 0.25]])
   * await new Promise((resolve) => setTimeout(resolve, 100))
   * writer.frames // 2
   */
  writable(): Writable {
    const settle = (work: Promise<unknown>, done: (error?: Error | null) => void): void => {
      work.then(() => done(), done)
    }
    return new Writable({
      objectMode: true,
      highWaterMark: 2,
      write: (planar: readonly SignalLike[], _encoding, done) => settle(this.write(planar), done),
      final: (done) => settle(this.close(), done),
      destroy: (error, done) => {
        settle(this.abort(), () => done(error))
      },
    })
  }

  /** Abandons the file and removes what was written. After `close`, only waits for that. Never throws. */
  async abort(): Promise<void> {
    if (this.#isOpen) this.#discarding = this.#discard()
    await this.#closing?.catch(ignore)
    await this.#discarding
  }

  /** Same as `abort`: with `await using`, a file that was not closed is removed. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.abort()
  }

  #take(planar: readonly SignalLike[]): void {
    this.#checkOpen()
    const frames = framesOf(planar, this.#layout.channels)
    this.#checkRoom(this.#frames + frames.count)
    let taken = 0
    while (taken < frames.count) taken += this.#fill(frames.planar, taken, frames.count - taken)
    this.#frames += frames.count
  }

  async #close(): Promise<WavSummary> {
    this.#checkOpen()
    // Before anything is awaited, or later samples would be written after the padding byte.
    this.#isOpen = false
    if ((this.#frames * bytesPerFrame(this.#layout)) % 2 === 1) this.#block.setUint8(this.#used++, 0)
    this.#send()
    try {
      await this.#pending
      await this.#finish()
    } catch (error) {
      return this.#abandon(error)
    }
    return { frames: this.#frames, peak: this.peak, clipped: this.clipped }
  }

  async #discard(): Promise<void> {
    this.#isOpen = false
    await this.#pending.catch(ignore)
    await this.#file.abort()
  }

  /** Encodes up to `count` frames into the block, sends the block if it is full, and returns the number of frames that fit. */
  #fill(planar: readonly SignalLike[], start: number, count: number): number {
    const frameBytes = bytesPerFrame(this.#layout)
    const room = Math.floor((this.#block.byteLength - this.#used) / frameBytes)
    const run = Math.min(count, room)
    interleave(this.#layout.format, { planar, start, count: run }, this.#block, this.#used, this.#level)
    this.#used += run * frameBytes
    if (run === room) this.#send()
    return run
  }

  #send(): void {
    const block = this.#block
    const bytes = new Uint8Array(block.buffer, 0, this.#used)
    this.#block = this.#spare.pop() ?? emptyBlock(this.#layout)
    this.#used = 0
    this.#pending = this.#pending.then(async () => {
      await this.#file.write(bytes)
      this.#spare.push(block)
    })
    this.#pending.catch(ignore) // `ready`, `write` and `close` reject with the error; it must not be an unhandled rejection as well.
  }

  async #finish(): Promise<void> {
    const header = wavHeader(this.#layout, { frames: this.#frames, hasReserve: this.#hasReserve })
    if (this.#file.isSeekable) await this.#file.replace(header, 0)
    await this.#file.close()
  }

  readonly #abandon = async (error: unknown): Promise<never> => {
    await this.#discard()
    throw error
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new TypeError(`the writer of ${this.path} is closed: open another one`)
  }

  #checkRoom(frames: number): void {
    if (this.#hasReserve || !this.#file.isSeekable || fitsRiff(this.#layout, frames)) return
    throw new RangeError(
      `the file must fit into a classic WAV file (4 GiB), as expectedFrames promised, got ${frames} frames of ` +
        `${bytesPerFrame(this.#layout)} bytes: pass the right expectedFrames, or none`,
    )
  }
}

/** Bytes per block: long enough that the overhead of a write does not matter. */
const BLOCK_BYTES = 2 ** 18

function emptyBlock(layout: WavLayout): DataView {
  const frameBytes = bytesPerFrame(layout)
  const frames = Math.max(Math.floor(BLOCK_BYTES / frameBytes), 1)
  const paddingByte = 1
  return new DataView(new ArrayBuffer(frames * frameBytes + paddingByte))
}

function ignore(): undefined {
  return undefined
}
