import { type OptionNames, readChunk, readOptions, requireCount } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import { simd } from '../../wasm/module.js'
import { TABLE_MARGIN } from '../../wasm/window-table.js'
import type { MatrixProfileOptions } from './matrix-profile.js'
import { checkedExclusion, NeighbourSearch } from './neighbour-search.js'
import type { WindowPair } from './window-pair.js'

/** The options of `MatrixProfiler`. */
export interface MatrixProfilerOptions extends Pick<MatrixProfileOptions, 'exclusion'> {
  /** How many samples to look back, counted from the end of a window. */
  readonly historyLength: number
}

const OPTIONS: OptionNames<MatrixProfilerOptions> = { exclusion: true, historyLength: true }

/** Spare room after the history: at least this many samples, or this fraction of it. The history moves when the room is full. */
const LEAST_ROOM = 1024
const ROOM_IN_HISTORY = 1 / 4

/**
 * Computes the matrix profile of a stream with a bounded history: for each window, as soon as its last sample arrives, the
 * nearest earlier window. A large distance means that the history holds nothing similar: raise an alarm.
 *
 * For window t (the samples t..t + m − 1 of the stream): the least z-normalized Euclidean distance, as defined
 * by `matrixProfile`, to a window s of the samples t + m − historyLength..t + m − 1 with t − s > exclusion. There is one result for each
 * window, in order; the first windows have no neighbour yet: −1 and Infinity. Windows that are flat or hold a sample that is
 * not finite are treated as in `matrixProfile`.
 *
 * The results are the same bits however the stream is cut into chunks. They are not delayed, and nothing is left for the end.
 *
 * Cost: `historyLength` pairs of windows a sample. The engine computes up to 1.5 billion pairs a second in chunks of 16
 * samples or more, and a third to a half of that sample by sample. Memory: some 230 bytes a sample of history, however
 * long the stream is. Allocates the results.
 *
 * @example
 * const profiler = new MatrixProfiler(4, { historyLength: 100 })
 * const results = profiler.process([1, 2, 4, 3, 9, 2, 4, 8, 6, 1])
 * results.map(({ neighbour }) => neighbour) // [-1, -1, 0, 1, 1, 0, 3]
 * results[5] // { index: 5, neighbour: 0, distance: 0 }
 * @see matrixProfile for whole arrays, where later windows count as neighbours as well
 */
export class MatrixProfiler implements Resumable<SignalLike | number, WindowPair[]> {
  readonly windowLength: number
  readonly historyLength: number
  readonly exclusion: number
  readonly #search: NeighbourSearch
  /** The number of windows so far. */
  #windowCount = 0

  /**
   * @param windowLength m, at least 3.
   * @param options The length of the history, which must have room for two windows that do not exclude each other, and
   *   the exclusion.
   * @throws TypeError, RangeError if one of them is not a number, not a whole number, or too small.
   */
  constructor(windowLength: number, options: MatrixProfilerOptions) {
    const { historyLength, ...others } = readOptions(options, OPTIONS)
    const exclusion = checkedExclusion(windowLength, others.exclusion)
    requireCount(historyLength, windowLength + exclusion + 1, 'historyLength')
    this.windowLength = windowLength
    this.historyLength = historyLength
    this.exclusion = exclusion
    const room = Math.max(LEAST_ROOM, Math.ceil(ROOM_IN_HISTORY * historyLength))
    this.#search = new NeighbourSearch({
      windowLength,
      exclusion,
      greatestLag: historyLength - windowLength,
      isMutual: false,
      capacity: historyLength + TABLE_MARGIN + room,
    })
  }

  /**
   * Makes a profiler that continues where another one was when the snapshot was taken, bit for bit.
   *
   * @param windowLength That of the other one.
   * @param options Those of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments or another binary.
   */
  static restore(windowLength: number, options: MatrixProfilerOptions, bytes: Uint8Array): MatrixProfiler {
    return resumed(new MatrixProfiler(windowLength, options), (restored) => {
      decodeSnapshot(bytes, 'MatrixProfiler', restored.#settings, (reader) => {
        restored.#windowCount = restored.#search.load(reader)
      })
    })
  }

  /**
   * Takes a chunk or a single sample, and returns the results of the windows that end with its samples.
   *
   * @throws TypeError if it is neither a number nor an array of numbers; nothing has changed then.
   */
  process(chunk: SignalLike | number): WindowPair[] {
    const samples = readChunk(chunk)
    const pairs: WindowPair[] = []
    for (let from = 0; from < samples.length;) {
      if (this.#search.room === 0) this.#search.forget()
      const to = Math.min(from + this.#search.room, samples.length)
      const windowCount = this.#search.push(samples, from, to)
      while (this.#windowCount < windowCount) pairs.push(this.#search.nearest(this.#windowCount++))
      from = to
    }
    return pairs
  }

  /** Returns nothing, as nothing is owed, and resets. */
  flush(): WindowPair[] {
    this.reset()
    return []
  }

  /** Returns the state as bytes, for `restore`: 17 for each sample of the history. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('MatrixProfiler', this.#settings, (writer) => {
      this.#search.save(writer)
    })
  }

  /** Forgets the stream so far; the next window has index 0. */
  reset(): void {
    this.#search.reset()
    this.#windowCount = 0
  }

  /** Frees the memory. Any later call but `dispose` throws. */
  dispose(): void {
    this.#search.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { windowLength, historyLength, exclusion } = this
    return { windowLength, historyLength, exclusion, simd: simd() }
  }
}
