import { InputError } from './input-error.js'

/** A record of a text: a line, or in CSV more of them where a line break is quoted. */
export interface TextRecord {
  readonly text: string
  /** Where it begins, in bytes from the start. */
  readonly offset: number
  /** The line it begins with, counted from 1. */
  readonly line: number
}

/** What a single record may have: more is not text, or a quote that does not end, and would fill the memory. */
const longest = 2 ** 20

const lineFeed = 0x0a
const carriageReturn = 0x0d
const quote = 0x22
const space = 0x20
const byteOrderMark = [0xef, 0xbb, 0xbf]

/** Where in a field the next byte is. A quote means something where a field begins, within one in quotes, and right behind that. */
const begins = 0
const isPlain = 1
const isQuoted = 2
const wasQuoted = 3

/** Cuts UTF-8 into records, however its bytes are cut: at line feeds, also after a carriage return. Empty lines are passed over. */
export class RecordSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  /** In bytes; of length 0 where there are no fields. */
  readonly #delimiter: Uint8Array
  #held = new Uint8Array(256)
  #heldLength = 0
  /** Of the record that is not whole yet. */
  #offset = 0
  #line = 1
  #field = begins
  /** How many bytes of a delimiter the last ones are. */
  #matched = 0
  #lineFeeds = 0

  /** @param delimiter Between fields, in which line feeds between quotes do not end a record; by default there are none. */
  constructor(delimiter = '') {
    this.#delimiter = new TextEncoder().encode(delimiter)
  }

  /**
   * Yields the records that are whole now. All must be taken.
   *
   * @throws InputError if one is no UTF-8, or too long
   */
  *split(bytes: Uint8Array): Generator<TextRecord, void, undefined> {
    let start = 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (byte !== lineFeed) {
        if (this.#delimiter.length > 0) this.#follow(byte, this.#heldLength + i - start)
        continue
      }
      this.#lineFeeds++
      if (this.#field === isQuoted) continue
      this.#field = begins
      this.#matched = 0
      yield* this.#record(bytes.subarray(start, i))
      start = i + 1
    }
    this.#hold(bytes.subarray(start))
  }

  /** Yields the last record, where no line feed ended it, and is then as new. */
  *end(): Generator<TextRecord, void, undefined> {
    const [line, offset] = [this.#line, this.#offset]
    if (this.#field === isQuoted) {
      throw new InputError(`line ${line} (byte ${offset}) has a quote that does not end: close it`, {
        offset,
        line,
      })
    }
    yield* this.#record(new Uint8Array(0))
    this.reset()
  }

  reset(): void {
    this.#heldLength = 0
    this.#offset = 0
    this.#line = 1
    this.#field = begins
    this.#matched = 0
    this.#lineFeeds = 0
  }

  /** Notes where in a field the byte is, which is at `at` of the record. */
  #follow(byte: number, at: number): void {
    if (byte === quote) {
      if (this.#field === isQuoted) this.#field = wasQuoted
      else if (this.#field !== isPlain) this.#field = isQuoted
      return
    }
    if (this.#field === isQuoted) return
    const isNext = byte === this.#delimiter[this.#matched]
    this.#matched = isNext ? this.#matched + 1 : Number(byte === this.#delimiter[0])
    if (this.#matched === this.#delimiter.length) {
      this.#matched = 0
      this.#field = begins
      return
    }
    const isMark = this.#offset === 0 && byte === byteOrderMark[at]
    if (!(this.#field === begins && (byte === space || isMark))) this.#field = isPlain
  }

  *#record(rest: Uint8Array): Generator<TextRecord, void, undefined> {
    const bytes = this.#joined(rest)
    const { offset, line } = { offset: this.#offset, line: this.#line }
    this.#offset += bytes.length + 1
    this.#line += this.#lineFeeds
    this.#lineFeeds = 0
    const start = offset === 0 && hasByteOrderMark(bytes) ? 3 : 0
    const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length
    if (end <= start) return
    yield {
      text: this.#decode(bytes.subarray(start, end), offset + start, line),
      offset: offset + start,
      line,
    }
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
    if (length <= longest) return
    const [line, offset] = [this.#line, this.#offset]
    throw new InputError(
      `line ${line} (byte ${offset}) has more than ${longest} bytes: is this text, and each quote closed?`,
      { offset, line },
    )
  }

  #decode(bytes: Uint8Array, offset: number, line: number): string {
    try {
      return this.#decoder.decode(bytes)
    } catch (cause) {
      const what = `line ${line} (byte ${offset}) is no UTF-8: convert it, for example with iconv`
      throw new InputError(what, { offset, line }, { cause })
    }
  }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return byteOrderMark.every((byte, i) => bytes[i] === byte)
}
