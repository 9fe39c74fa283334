import {
  type OptionNames,
  readChunk,
  readOptions,
  requireCount,
  requireOneOf,
  requirePrecision,
} from '../require.js'
import {
  copyInto,
  type OwnUint8Array,
  type Precision,
  type Samples,
  type SignalLike,
  zeros,
} from '../samples.js'
import type { Resumable } from './resumable.js'
import { decodeSnapshot } from './snapshot/decode-snapshot.js'
import { encodeSnapshot } from './snapshot/encode-snapshot.js'
import { impossibleState } from './snapshot/impossible-state.js'
import { readRestoreArguments, type RestoreArguments } from './snapshot/restore-arguments.js'
import { resumed } from './snapshot/resumed.js'
import type { Settings } from './snapshot/settings.js'
import type { SnapshotReader } from './snapshot/snapshot-reader.js'
import type { SnapshotWriter } from './snapshot/snapshot-writer.js'

/** The options of `Rechunker`. */
export interface RechunkOptions {
  /** The distance between the starts of neighbouring windows. Default: `size`, so that windows are adjacent and do not overlap. */
  readonly hop?: number
  /** The kind of the windows. Default 'float32'. */
  readonly precision?: Precision
  /** What happens to samples at the end that do not fill a window: 'pad' (default) pads them with zeros, 'drop' drops them. */
  readonly rest?: 'pad' | 'drop'
}

export const RECHUNK_OPTIONS: OptionNames<RechunkOptions> = { hop: true, precision: true, rest: true }

/**
 * Divides a stream into windows of `size` samples that start every `hop` samples. Takes chunks of any length, and also single
 * numbers, as sensors emit them.
 *
 * The first window is complete at sample `size`, the next ones every `hop` samples. At the end, samples that have not been in a
 * window yet are returned in a last one, padded with zeros, unless `rest` is 'drop'.
 *
 * Cost: one copy of each sample per window that contains it. Allocates the windows.
 *
 * @example
 * const windows = new Rechunker(4, { hop: 2 })
 * windows.process([1, 2, 3, 4, 5, 6]) // [Float32Array [1, 2, 3, 4], Float32Array [3, 4, 5, 6]]
 * windows.process(7) // []
 * windows.flush() // [Float32Array [5, 6, 7, 0]]
 */
export class Rechunker implements Resumable<SignalLike | number, Samples[]> {
  readonly size: number
  readonly hop: number
  readonly precision: Precision
  readonly rest: 'pad' | 'drop'
  /** The window that is being filled, the number of its samples so far, and how many of these have been in a window before. */
  readonly #window: Samples
  #filled = 0
  #seen = 0
  /** The number of samples to skip before the next window, if hop > size. */
  #skip = 0

  /**
   * @param size The length of a window, at least 1.
   * @param options Hop, precision, rest.
   * @throws TypeError if an argument is of another kind or an option is unknown. RangeError if the size or the hop is not a
   *   positive whole number, or if there is no memory for a window.
   */
  constructor(size: number, options?: RechunkOptions) {
    requireCount(size, 1, 'size')
    const { hop = size, precision = 'float32', rest = 'pad' } = readOptions(options, RECHUNK_OPTIONS)
    requireCount(hop, 1, 'hop')
    requirePrecision(precision)
    requireOneOf(rest, ['pad', 'drop'], 'rest')
    this.size = size
    this.hop = hop
    this.precision = precision
    this.rest = rest
    this.#window = zeros(size, precision)
  }

  /**
   * Makes a rechunker that continues where another one was when the snapshot was taken.
   *
   * @param size The size of the other one.
   * @param rest Its options, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments.
   */
  static restore(size: number, ...rest: RestoreArguments<RechunkOptions>): Rechunker {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new Rechunker(size, options), (rechunker) => {
      decodeSnapshot(bytes, 'Rechunker', rechunker.#settings, (reader) => {
        rechunker.#load(reader)
      })
    })
  }

  /**
   * Takes a chunk or a single sample, and returns the windows that are then complete.
   *
   * @throws TypeError if `input` is neither a number nor an array of numbers.
   */
  process(chunk: SignalLike | number): Samples[] {
    const samples = readChunk(chunk)
    const windows: Samples[] = []
    let from = Math.min(this.#skip, samples.length)
    this.#skip -= from
    while (from < samples.length) {
      const count = Math.min(this.size - this.#filled, samples.length - from)
      copyInto(this.#window, this.#filled, samples, from, from + count)
      this.#filled += count
      from += count
      if (this.#filled < this.size) break
      windows.push(this.#window.slice())
      from += this.#moveOn(samples.length - from)
    }
    return windows
  }

  /** Returns the last window, if some samples have not been in one yet. */
  flush(): Samples[] {
    const windows: Samples[] = []
    if (this.rest === 'pad' && this.#filled > this.#seen) {
      const window = this.#window.slice()
      window.fill(0, this.#filled)
      windows.push(window)
    }
    this.reset()
    return windows
  }

  /** Returns the state as bytes, for `restore`: the samples of the incomplete window. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('Rechunker', this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  reset(): void {
    this.#filled = 0
    this.#seen = 0
    this.#skip = 0
  }

  /** Does nothing: windows are ordinary arrays. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { size, hop, precision, rest } = this
    return { size, hop, precision, rest }
  }

  #save(writer: SnapshotWriter): void {
    for (const number of [this.#filled, this.#seen, this.#skip]) writer.number(number)
    writer.samples(this.#window.subarray(0, this.#filled))
  }

  #load(reader: SnapshotReader): void {
    const { size, hop } = this
    this.#filled = reader.count(0, size - 1)
    // Before the first window nothing has been seen; afterwards the overlap is always the same.
    const seen = Math.max(size - hop, 0)
    this.#seen = reader.count(0, Math.min(seen, this.#filled))
    if (this.#seen !== 0 && this.#seen !== seen) throw impossibleState()
    this.#skip = reader.count(0, this.#filled === 0 ? Math.max(hop - size, 0) : 0)
    reader.samples(this.#window.subarray(0, this.#filled))
  }

  /** Keeps what the next window shares with the full one. Returns the number of input samples to skip. */
  #moveOn(available: number): number {
    this.#window.copyWithin(0, this.hop)
    this.#filled = Math.max(this.size - this.hop, 0)
    this.#seen = this.#filled
    const skip = Math.max(this.hop - this.size, 0)
    const now = Math.min(skip, available)
    this.#skip = skip - now
    return now
  }
}
