import { type Precision, type Samples, zeros } from '../../samples.js'
import { impossibleState } from './impossible-state.js'

const ALIGNMENT = 8

/**
 * Reads the fields that a `SnapshotWriter` wrote, in the same order. They are untrusted: each is checked against its allowed
 * values, and memory is allocated only for bytes that are there.
 */
export class SnapshotReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #next = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset)
  }

  /** Any number, NaN and infinities as well. */
  number(): number {
    return this.#view.getFloat64(this.#advance(8), true)
  }

  /** @throws RangeError unless it is finite, and from `least` to `most`. */
  finite(least = -Infinity, most = Infinity): number {
    const value = this.number()
    if (!(Number.isFinite(value) && value >= least && value <= most)) throw impossibleState()
    return value
  }

  /** @throws RangeError unless it is a whole number from `least` to `most`. */
  count(least: number, most: number): number {
    const value = this.number()
    if (!(Number.isSafeInteger(value) && value >= least && value <= most)) throw impossibleState()
    // Never −0.
    return value + 0
  }

  /** @throws RangeError unless it is a whole number from `least` to `most`, or equals `other`. */
  countOr(other: number, least: number, most: number): number {
    const at = this.#next
    if (this.number() === other) return other
    this.#next = at
    return this.count(least, most)
  }

  flag(): boolean {
    return this.count(0, 1) === 1
  }

  /** Fills a typed array with elements; any bits. */
  samples(target: ArrayBufferView): void {
    const at = this.#advance(target.byteLength)
    const bytes = this.#bytes.subarray(at, at + target.byteLength)
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes)
  }

  /** A new array of this many samples, if that many are left. */
  newSamples(length: number, precision: Precision): Samples {
    this.require(length * (precision === 'float32' ? 4 : 8))
    const target = zeros(length, precision)
    this.samples(target)
    return target
  }

  /** Reads what `blob` wrote. The bytes are a view of the snapshot: copy them to keep them. */
  blob(greatestLength = Number.MAX_SAFE_INTEGER): Uint8Array {
    const length = this.count(0, greatestLength)
    const at = this.#advance(length)
    return this.#bytes.subarray(at, at + length)
  }

  text(greatestLength: number): string {
    const length = this.count(0, greatestLength)
    this.require(2 * length)
    const units = new Uint16Array(length)
    this.samples(units)
    let text = ''
    for (const unit of units) text += String.fromCharCode(unit)
    return text
  }

  /** @throws RangeError if bytes are left. */
  end(): void {
    if (this.#next !== this.#bytes.length) throw impossibleState()
  }

  /** @throws RangeError unless this many bytes are left. Call it before allocating memory for their contents. */
  require(length: number): void {
    if (length > this.#bytes.length - this.#next) throw impossibleState()
  }

  /** Skips this many bytes and the padding before the next field. Returns their offset. */
  #advance(length: number): number {
    const whole = ALIGNMENT * Math.ceil(length / ALIGNMENT)
    this.require(whole)
    const at = this.#next
    this.#next += whole
    return at
  }
}
