import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import { InputError } from '../input-error.js'

/** A record of a text: a line, or several in CSV if line breaks are quoted. */
export interface TextRecord {
  readonly text: string
  /** The offset of its first byte. */
  readonly offset: number
  /** Its first line, counted from 1. */
  readonly line: number
}

/** The most bytes of a record. More is not text or an open quote, and would fill the memory. */
export const LONGEST = 2 ** 20

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const QUOTE = 0x22
const SPACE = 0x20
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/**
 * Where in a field the next byte is. A quote has a meaning where a field begins, within a quoted field, and directly after one.
 */
const BEGINS = 0
const IS_PLAIN = 1
const IS_QUOTED = 2
const WAS_QUOTED = 3

let madeDecoder: InstanceType<typeof TextDecoder> | undefined

/** Created on first use: the module also loads without TextDecoder (AudioWorklet, jsdom). */
function decoder(): InstanceType<typeof TextDecoder> {
  return (madeDecoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }))
}

/** Splits UTF-8 in chunks of any size into records, at LF or CRLF. Empty lines are skipped. */
export class RecordSplitter {
  /** In bytes; empty if there are no fields. */
  #delimiter: Uint8Array
  #held = new Uint8Array(256)
  #heldLength = 0
  /** The offset of the incomplete record. */
  #offset = 0
  #line = 1
  #field = BEGINS
  /** The number of delimiter bytes matched so far. */
  #matched = 0
  #lineFeeds = 0

  /** @param delimiter Between fields, in which line feeds between quotes do not end a record; by default there are none. */
  constructor(delimiter = '') {
    this.#delimiter = new TextEncoder().encode(delimiter)
  }

  /** Sets the delimiter, before the first bytes, if it was not known to the constructor. */
  set delimiter(delimiter: string) {
    this.#delimiter = new TextEncoder().encode(delimiter)
  }

  /**
   * Passes the records that are complete now to `take`.
   *
   * @throws InputError if one is not UTF-8 or too long; what `take` throws. What follows is not read then, until `reset`.
   */
  split(bytes: Uint8Array, take: (record: TextRecord) => void): void {
    const text = asciiOf(bytes)
    let start = 0
    let lineStart = 0
    let hasQuote = false
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (byte === QUOTE) hasQuote = true
      if (byte !== LINE_FEED) continue
      // In a line without quotes, nothing but its end matters.
      if (hasQuote || this.#field === IS_QUOTED) this.#followAll(bytes, lineStart, i, start)
      hasQuote = false
      lineStart = i + 1
      this.#lineFeeds++
      if (this.#field === IS_QUOTED) continue
      this.#field = BEGINS
      this.#matched = 0
      if (text !== undefined && this.#heldLength === 0) this.#takeText(text.slice(start, i), take)
      else this.#takeBytes(bytes.subarray(start, i), take)
      start = i + 1
    }
    this.#followAll(bytes, lineStart, bytes.length, start)
    this.#hold(bytes.subarray(start))
  }

  /** Passes on the last record if no line feed ended it. Then resets. */
  end(take: (record: TextRecord) => void): void {
    const [line, offset] = [this.#line, this.#offset]
    if (this.#field === IS_QUOTED) {
      throw new InputError(`line ${line} (byte ${offset}) has a quote that does not end: close it`, {
        offset,
        line,
      })
    }
    this.#takeBytes(new Uint8Array(0), take)
    this.reset()
  }

  /** Writes the bytes of the incomplete record, and where it begins. */
  save(writer: SnapshotWriter): void {
    for (const number of [this.#offset, this.#line]) writer.number(number)
    writer.blob(this.#held.subarray(0, this.#heldLength))
  }

  /**
   * Reads what `save` wrote. The splitter must be new and know the delimiter: it scans the bytes again for the place in a field.
   */
  load(reader: SnapshotReader): void {
    this.#offset = reader.count(0, MOST_SAMPLES)
    this.#line = reader.count(1, this.#offset + 1)
    this.split(reader.blob(LONGEST), () => {
      throw impossibleState()
    })
  }

  reset(): void {
    this.#heldLength = 0
    this.#offset = 0
    this.#line = 1
    this.#field = BEGINS
    this.#matched = 0
    this.#lineFeeds = 0
  }

  /** Follows bytes[from..to) through the fields of a record. `start` is the index of the record's first byte that is not held. */
  #followAll(bytes: Uint8Array, from: number, to: number, start: number): void {
    if (this.#delimiter.length === 0) return
    for (let i = from; i < to; i++) this.#follow(bytes[i], this.#heldLength + i - start)
  }

  /** The same for one byte, at index `at` of the record. */
  #follow(byte: number, at: number): void {
    if (byte === QUOTE) {
      if (this.#field === IS_QUOTED) this.#field = WAS_QUOTED
      else if (this.#field !== IS_PLAIN) this.#field = IS_QUOTED
      return
    }
    if (this.#field === IS_QUOTED) return
    const isNext = byte === this.#delimiter[this.#matched]
    this.#matched = isNext ? this.#matched + 1 : Number(byte === this.#delimiter[0])
    if (this.#matched === this.#delimiter.length) {
      this.#matched = 0
      this.#field = BEGINS
      return
    }
    const isMark = this.#offset === 0 && byte === BYTE_ORDER_MARK[at]
    if (!(this.#field === BEGINS && (byte === SPACE || isMark))) this.#field = IS_PLAIN
  }

  /** Of a record in ASCII, whose characters are bytes. */
  #takeText(line: string, take: (record: TextRecord) => void): void {
    this.#requireShort(line.length)
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (text !== '') take({ text, offset: this.#offset, line: this.#line })
    this.#advance(line.length)
  }

  #takeBytes(rest: Uint8Array, take: (record: TextRecord) => void): void {
    const bytes = this.#joined(rest)
    const start = this.#offset === 0 && hasByteOrderMark(bytes) ? 3 : 0
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length
    if (end > start) {
      const offset = this.#offset + start
      take({ text: this.#decode(bytes.subarray(start, end), offset), offset, line: this.#line })
    }
    this.#advance(bytes.length)
  }

  /** Moves past a record of `length` bytes and its line end. */
  #advance(length: number): void {
    this.#offset += length + 1
    this.#line += this.#lineFeeds
    this.#lineFeeds = 0
  }

  #joined(rest: Uint8Array): Uint8Array {
    this.#requireShort(this.#heldLength + rest.length)
    if (this.#heldLength === 0) return rest
    this.#hold(rest)
    const bytes = this.#held.subarray(0, this.#heldLength)
    this.#heldLength = 0
    return bytes
  }

  #hold(bytes: Uint8Array): void {
    const length = this.#heldLength + bytes.length
    this.#requireShort(length)
    if (length > this.#held.length) {
      const held = new Uint8Array(2 * length)
      held.set(this.#held.subarray(0, this.#heldLength))
      this.#held = held
    }
    this.#held.set(bytes, this.#heldLength)
    this.#heldLength = length
  }

  #requireShort(length: number): void {
    if (length <= LONGEST) return
    const [line, offset] = [this.#line, this.#offset]
    throw new InputError(
      `line ${line} (byte ${offset}) has more than ${LONGEST} bytes: is this text, and each quote closed?`,
      { offset, line },
    )
  }

  #decode(bytes: Uint8Array, offset: number): string {
    const line = this.#line
    try {
      return decoder().decode(bytes)
    } catch (cause) {
      const what = `line ${line} (byte ${offset}) is not UTF-8: convert it, for example with iconv`
      throw new InputError(what, { offset, line }, { cause })
    }
  }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte)
}

/** The text of bytes that are a character each, for all lines at once; undefined if they are not. */
function asciiOf(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder().decode(bytes)
    return text.length === bytes.length ? text : undefined
  } catch {
    return undefined
  }
}
