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
  /** Their first bytes, where these were looked at to know that they are samples. */
  readonly beginning?: Uint8Array
}

/**
 * Reads what stands before the samples, piece by piece: it yields how many bytes it wants, and is given them. A number below 0 passes
 * over as many.
 */
export type HeadParser = Generator<number, SoundData, DataView>

/** The position of the parser. */
export interface HeadPlace {
  /** In bytes from the start. */
  readonly length: number
}

/** Gives its bytes, cut anyhow, to the parser of a head. Holds no more than the parser wants at once. */
export class SoundHead implements HeadPlace {
  /** The samples, when they have been reached. */
  data: SoundData | undefined
  length = 0
  readonly #parse: (place: HeadPlace) => HeadParser
  #parser: HeadParser
  /** What is awaited, and how much of it has come. */
  #bytes = new Uint8Array(0)
  #filled = 0
  #skip = 0
  /** The samples, where there is something to be passed over before them. */
  #ahead: SoundData | undefined

  constructor(parse: (place: HeadPlace) => HeadParser) {
    this.#parse = parse
    this.#parser = parse(this)
    this.#go()
  }

  /** Takes bytes up to where the samples begin, and returns how many those were. */
  read(bytes: Uint8Array): number {
    let at = 0
    while (at < bytes.length && this.data === undefined) {
      const skipped = Math.min(this.#skip, bytes.length - at)
      this.#skip -= skipped
      const taken = Math.min(this.#bytes.length - this.#filled, bytes.length - at - skipped)
      this.#bytes.set(bytes.subarray(at + skipped, at + skipped + taken), this.#filled)
      this.#filled += taken
      at += skipped + taken
      this.length += skipped + taken
      if (this.#skip === 0 && this.#filled === this.#bytes.length) this.#advance()
    }
    return at
  }

  /** @throws InputError, as the samples have not been reached */
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
    this.#parser = this.#parse(this)
    this.#go()
  }

  /** What was awaited is there. */
  #advance(): void {
    if (this.#ahead === undefined) this.#go(viewOf(this.#bytes))
    else this.data = this.#ahead
  }

  /** On to where bytes are wanted. */
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
    if (this.#skip === 0) this.#advance()
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
