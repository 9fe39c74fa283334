import { type Precision, type Samples, type TypedSignal, zeros } from '../samples.js'
import type { SnapshotReader } from './snapshot/snapshot-reader.js'
import type { SnapshotWriter } from './snapshot/snapshot-writer.js'

/** The samples of a stream from the beginning of its next window on. */
export class HeldSamples {
  /** The number of samples up to now, with those that were given up. */
  end = 0
  /** The number of samples that were given up, and are dropped if they come. */
  owed = 0
  readonly #precision: Precision
  readonly #windowLength: number
  /** The index of the first sample that is held, or will be. */
  #first = 0
  /** The samples held begin at `#from`. */
  #samples: Samples
  #from = 0

  constructor(precision: Precision, windowLength: number) {
    this.#precision = precision
    this.#windowLength = windowLength
    this.#samples = zeros(0, precision)
  }

  /** What of a chunk was not given up. */
  inTime(chunk: TypedSignal): TypedSignal {
    return chunk.subarray(Math.min(this.owed, chunk.length))
  }

  take(chunk: TypedSignal): void {
    const rest = this.inTime(chunk)
    this.owed -= chunk.length - rest.length
    this.#append(rest.length, (place, skip) => {
      place.set(rest.subarray(skip))
    })
  }

  /** Gives up samples that did not come. */
  owe(count: number): void {
    this.owed += count
    this.#append(count, (place) => {
      place.fill(NaN)
    })
  }

  /** The first window, as it lies here until more is taken. */
  window(): Samples {
    return this.#samples.subarray(this.#from, this.#from + this.#windowLength)
  }

  /** The first samples that are held, up to `count`. A view: it holds until the next call of another method. */
  front(count: number): Samples {
    return this.#samples.subarray(this.#from, this.#from + Math.min(count, this.#count))
  }

  /** Forgets the samples before an index. */
  forgetUntil(first: number): void {
    this.#from += Math.min(first - this.#first, this.#count)
    this.#first = first
  }

  reset(): void {
    this.place(0, 0, 0)
  }

  /** Goes to a place in the stream, with nothing in memory. */
  place(end: number, owed: number, first: number): void {
    this.end = end
    this.owed = owed
    this.#first = first
    this.#samples = zeros(0, this.#precision)
    this.#from = 0
  }

  save(writer: SnapshotWriter): void {
    writer.samples(this.#samples.subarray(this.#from, this.#from + this.#count))
  }

  /** Reads the samples of this place. */
  load(reader: SnapshotReader): void {
    this.#samples = reader.newSamples(this.#count, this.#precision)
  }

  /** The number of samples held. */
  get #count(): number {
    return Math.max(this.end - this.#first, 0)
  }

  /** Adds samples, which `fill` writes, apart from the first `skip` of them, which lie before all windows to come. */
  #append(count: number, fill: (place: Samples, skip: number) => void): void {
    const skip = Math.min(Math.max(this.#first - this.end, 0), count)
    const [held, added] = [this.#count, count - skip]
    this.#makeRoom(held, added)
    const at = this.#from + held
    fill(this.#samples.subarray(at, at + added), skip)
    this.end += count
  }

  #makeRoom(held: number, added: number): void {
    if (this.#from + held + added <= this.#samples.length) return
    // Twice as much as is needed, so that samples are not moved for each chunk; and not much more, once a signal has caught up.
    const [least, most] = [2 * (held + added), 8 * (held + added + this.#windowLength)]
    const isFit = least <= this.#samples.length && this.#samples.length <= most
    const target = isFit ? this.#samples : zeros(least, this.#precision)
    target.set(this.#samples.subarray(this.#from, this.#from + held))
    this.#samples = target
    this.#from = 0
  }
}
