import { impossibleState } from '../../../stream/snapshot/impossible-state.js'
import { MOST_SAMPLES } from '../../../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../../stream/snapshot/snapshot-writer.js'
import { InputError } from '../../input-error.js'
import { viewOf } from '../../view-of.js'
import type { SoundLayout } from '../../pcm/sound-layout.js'

/** The samples of a sound file, which follow from here. */
export interface SoundData {
  /** For messages: what this is, as `WAV file`. */
  readonly kind: string
  readonly layout: SoundLayout
  /** In bytes; undefined if everything up to the end is samples. */
  readonly size: number | undefined
  /** Their first bytes, if the parser had to read them to recognize them as samples. */
  readonly beginning?: Uint8Array
}

/**
 * A parser of what precedes the samples. It is a generator that yields the number of bytes it wants next, and receives them. A
 * negative number skips bytes instead.
 */
export type HeadParser = Generator<number, SoundData, DataView>

/** The position of the parser. */
export interface HeadPlace {
  /** In bytes from the start. */
  readonly length: number
}

/** The most bytes that a parser reads, apart from those it skips: enough for the headers of 8,192 chunks. */
const MOST_SEEN = 2 ** 16

/** Passes bytes, in chunks of any size, to the parser of a head. Keeps those that the parser has read, for snapshots. */
export class SoundHead implements HeadPlace {
  /** The samples, once they have been reached. */
  data: SoundData | undefined
  length = 0
  readonly #parse: (place: HeadPlace) => HeadParser
  #parser: HeadParser
  /** The bytes that the parser waits for, and the number of those that have arrived. */
  #bytes = new Uint8Array(0)
  #filled = 0
  #skip = 0
  /** The samples, if bytes must be skipped before them. */
  #ahead: SoundData | undefined
  /** The bytes that the parser has received. */
  #seen: Uint8Array[] = []
  #seenLength = 0
  /** The error of the parser. It cannot be run again. */
  #failure: Error | undefined

  constructor(parse: (place: HeadPlace) => HeadParser) {
    this.#parse = parse
    this.#parser = parse(this)
    this.#go()
  }

  /** Takes bytes up to the beginning of the samples, and returns their number. */
  read(bytes: Uint8Array): number {
    if (this.#failure !== undefined) throw this.#failure
    let at = 0
    while (at < bytes.length && this.data === undefined) {
      const skipped = Math.min(this.#skip, bytes.length - at)
      const taken = Math.min(this.#bytes.length - this.#filled, bytes.length - at - skipped)
      at += skipped + taken
      this.#take(skipped, bytes.subarray(at - taken, at))
    }
    return at
  }

  /** Writes the bytes that the parser has received, and their extent. */
  save(writer: SnapshotWriter): void {
    writer.number(this.length)
    const bytes = new Uint8Array(this.#seenLength + this.#filled)
    let at = 0
    for (const seen of this.#seen) {
      bytes.set(seen, at)
      at += seen.length
    }
    bytes.set(this.#bytes.subarray(0, this.#filled), at)
    writer.blob(bytes)
  }

  /** Reads what `save` wrote, and passes it to the parser again. The head must be new. */
  load(reader: SnapshotReader): void {
    const length = reader.count(0, MOST_SAMPLES)
    const bytes = reader.blob(Math.min(length, 2 * MOST_SEEN))
    try {
      this.#replay(bytes, length - bytes.length)
    } catch (error) {
      if (this.#failure === undefined) throw error
    }
    if (this.length !== length) throw impossibleState()
  }

  /** @throws InputError always: the samples have not been reached. */
  end(kind: string): never {
    const { length } = this
    const what =
      length === 0
        ? `the input is empty: a ${kind} is due`
        : `this ${kind} is cut short: it ends at byte ${length}, before its samples`
    throw new InputError(what, { offset: length })
  }

  reset(): void {
    this.data = undefined
    this.length = 0
    this.#skip = 0
    this.#ahead = undefined
    this.#seen = []
    this.#seenLength = 0
    this.#failure = undefined
    this.#parser = this.#parse(this)
    this.#go()
  }

  /** As `read`, but for bytes without the `skippedLength` skipped ones. */
  #replay(bytes: Uint8Array, skippedLength: number): void {
    let [at, left] = [0, skippedLength]
    while (this.data === undefined) {
      const skipped = Math.min(this.#skip, left)
      const isThere = skipped === this.#skip
      const taken = isThere ? Math.min(this.#bytes.length - this.#filled, bytes.length - at) : 0
      if (skipped + taken === 0) return
      left -= skipped
      at += taken
      this.#take(skipped, bytes.subarray(at - taken, at))
    }
  }

  /** Skips `skipped` bytes, then takes `bytes`. */
  #take(skipped: number, bytes: Uint8Array): void {
    this.#skip -= skipped
    this.#bytes.set(bytes, this.#filled)
    this.#filled += bytes.length
    this.length += skipped + bytes.length
    if (this.#skip === 0 && this.#filled === this.#bytes.length) this.#advance()
  }

  /** What was awaited is there. */
  #advance(): void {
    if (this.#ahead !== undefined) {
      this.data = this.#ahead
      return
    }
    const bytes = this.#bytes
    this.#seen.push(bytes)
    this.#seenLength += bytes.length
    this.#filled = 0
    try {
      if (this.#seenLength > MOST_SEEN)
        fail('this sound file has thousands of chunks before its samples', this.length)
      this.#go(viewOf(bytes))
    } catch (error) {
      this.#failure = error as Error
      throw error
    }
  }

  /** Continues until more bytes are needed. */
  #go(bytes?: DataView): void {
    let next = bytes === undefined ? this.#parser.next() : this.#parser.next(bytes)
    while (next.done !== true && next.value <= 0) {
      this.#skip -= next.value
      next = this.#parser.next(NOTHING)
    }
    this.#filled = 0
    if (next.done !== true) {
      this.#bytes = new Uint8Array(next.value)
      return
    }
    this.#bytes = new Uint8Array(0)
    this.#ahead = next.value
    if (this.#skip === 0) this.data = next.value
  }
}

const NOTHING = new DataView(new ArrayBuffer(0))

export function fail(message: string, offset: number): never {
  throw new InputError(message, { offset })
}

/** A text of one byte per character. */
export function textOf(bytes: DataView, at: number, length = 4): string {
  return String.fromCharCode(...Array.from({ length }, (_, i) => bytes.getUint8(at + i)))
}

/** Chunks begin at even offsets. */
export function padded(size: number): number {
  return size + (size % 2)
}
