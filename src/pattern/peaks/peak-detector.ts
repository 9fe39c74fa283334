import { type OptionNames, readChunk, readOptions, requireCount } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import { type Candidate, CandidateQueue } from './candidate-queue.js'
import { isWithin, type PeakLimit, readLimit } from './peak-limit.js'
import { requireDistance } from './require-distance.js'
import { RunHistory } from './run-history.js'

/** The options of `PeakDetector`: those of `findPeaks` that a stream can decide. No limit is set by default. */
export interface PeakDetectorOptions {
  /** Limits a peak's value. */
  readonly height?: PeakLimit
  /** Limits how far it rises above its neighbours. The minimum applies to the higher neighbour, the maximum to the lower one. */
  readonly threshold?: PeakLimit
  /** The least distance between two peaks in samples, at least 1. Of closer peaks, the highest stay. */
  readonly distance?: number
  /** Limits its prominence: how high it is above the higher one of its two bases. Needs `wlen`. */
  readonly prominence?: PeakLimit
  /** The number of samples around a peak in which its bases are searched, at least 2, rounded up to an odd number. */
  readonly wlen?: number
}

/** The names of `PeakDetectorOptions`. */
export const PEAK_DETECTOR_OPTIONS: OptionNames<PeakDetectorOptions> = {
  height: true,
  threshold: true,
  distance: true,
  prominence: true,
  wlen: true,
}

/** A peak of a stream. */
export interface Peak {
  /** Its position, counted from the start of the stream. A plateau counts at its middle, rounded down. */
  readonly index: number
  /** The value there. */
  readonly height: number
  /** How high it is above the higher one of its bases, within `wlen` samples. Present if `wlen` is given. */
  readonly prominence?: number
}

/** The longest chain of rising peaks, each closer than `distance` to the one before. In multiples of the distance. */
const LONGEST_CHAIN = 16

/**
 * Finds the peaks of a stream and reports each as soon as it is certain. The peaks, their order, heights and prominences are
 * those that `findPeaks` finds in the whole signal with the same options. Takes chunks of any length, and also single numbers.
 *
 * A sample is known to be a peak at the first lower sample after it, and known to have no higher peak nearby `distance` samples
 * after it. Its prominence is known ⌊wlen/2⌋ samples after it, or as soon as a higher sample arrives. So a peak is reported at
 * most `latency` samples after its `index`, with two exceptions. A plateau is reported when it ends, and can delay peaks close to
 * it. In a chain of rising peaks that are closer than `distance`, the first depends on the last; when its first peak is 16 times
 * `distance` old, the chain is decided by the samples so far. `findPeaks` has no such limit: only here can the results differ.
 *
 * NaN is neither higher nor lower than anything: neither it nor its neighbours are peaks, and the search for a base stops there.
 *
 * Cost: some operations a sample; up to `wlen` for each peak. Memory: some 16 bytes for each of the last `wlen` samples, and the
 * peaks of the last 16 distances. Allocates the peaks.
 *
 * @example
 * const detector = new PeakDetector({ height: 1, distance: 3 })
 * detector.process([0, 1, 0, 2, 2, 0]) // [{ index: 3, height: 2 }]
 * detector.process([0, 0, 3, 0]) // []
 * detector.flush() // [{ index: 8, height: 3 }]
 * @see findPeaks for a whole signal
 */
export class PeakDetector implements Resumable<SignalLike | number, Peak[]> {
  readonly #options: PeakDetectorOptions
  readonly #distance: number
  /** The number of samples on either side of a peak in which its bases are searched. */
  readonly #half: number
  readonly #history: RunHistory
  readonly #queue: CandidateQueue

  /**
   * @param options The limits.
   * @throws TypeError if a limit is neither a number nor a pair of numbers, or an option is unknown. RangeError if a limit is NaN
   *   or its least above its greatest, if `distance` is below 1, if `wlen` is not a whole number of at least 2, or if it is
   *   missing where `prominence` is given.
   */
  constructor(options?: PeakDetectorOptions) {
    const read = checked(readOptions(options, PEAK_DETECTOR_OPTIONS))
    const { distance = 1, wlen = 0 } = read
    this.#options = read
    this.#distance = distance
    this.#half = Math.floor(wlen / 2)
    this.#history = new RunHistory(this.#half)
    this.#queue = new CandidateQueue(distance, LONGEST_CHAIN * Math.ceil(distance))
  }

  /**
   * Makes a detector that continues where another one was when the snapshot was taken.
   *
   * @param rest The options of the other one, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments.
   */
  static restore(...rest: RestoreArguments<PeakDetectorOptions>): PeakDetector {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new PeakDetector(options), (detector) => {
      decodeSnapshot(bytes, 'PeakDetector', detector.#settings, (reader) => {
        detector.#history.load(reader)
        detector.#queue.load(reader, detector.#history)
      })
    })
  }

  /** A peak is reported at most this many samples after its `index`, except after plateaus and chains of rising peaks. */
  get latency(): number {
    return Math.max(1, this.#half, this.#distance > 1 ? Math.ceil(this.#distance) : 0)
  }

  /**
   * Takes a chunk or a single sample, and returns the peaks that have become certain.
   *
   * @throws TypeError if it is neither a number nor an array of numbers.
   */
  process(chunk: SignalLike | number): Peak[] {
    const samples = readChunk(chunk)
    const peaks: Peak[] = []
    for (const sample of samples) this.#take(sample, peaks)
    return peaks
  }

  /** Returns the peaks that the end of the stream makes certain, and resets. */
  flush(): Peak[] {
    const peaks: Peak[] = []
    this.#settle(Infinity, peaks)
    this.reset()
    return peaks
  }

  /** Returns the state as bytes, for `restore`: the last `wlen` samples, and the peaks that are not certain yet. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('PeakDetector', this.#settings, (writer) => {
      this.#history.save(writer)
      this.#queue.save(writer)
    })
  }

  reset(): void {
    this.#history.reset()
    this.#queue.reset()
  }

  /** Harmless: the state is ordinary arrays, so there is nothing to free. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    return Object.fromEntries(Object.entries(this.#options).map(([name, value]) => [name, String(value)]))
  }

  #take(sample: number, peaks: Peak[]): void {
    const peak = this.#history.add(sample)
    if (peak !== undefined && this.#isCandidate(peak)) this.#queue.add(peak)
    if (!this.#queue.isEmpty) this.#settle(this.#history.position, peaks)
    this.#history.forget(this.#queue.first)
  }

  #isCandidate({ height, left, right }: Candidate): boolean {
    const { height: limit, threshold } = this.#options
    return (
      (limit === undefined || isWithin(limit, height)) &&
      (threshold === undefined || isWithin(threshold, Math.min(left, right), Math.max(left, right)))
    )
  }

  /** Returns the peaks that are certain after this many samples; Infinity at the end. */
  #settle(position: number, peaks: Peak[]): void {
    const isEnd = position === Infinity
    for (;;) {
      const next = this.#queue.decide(position, (height) =>
        isEnd ? Infinity : this.#history.nextPeakFrom(height),
      )
      if (next === undefined) return
      if (next.isKept && this.#half > 0) {
        const { index, height } = next.candidate
        const prominence = this.#history.prominence(index, isEnd)
        if (prominence === undefined) return
        this.#queue.shift()
        const { prominence: limit } = this.#options
        if (limit === undefined || isWithin(limit, prominence)) peaks.push({ index, height, prominence })
        continue
      }
      this.#queue.shift()
      if (next.isKept) peaks.push({ index: next.candidate.index, height: next.candidate.height })
    }
  }
}

function checked(options: PeakDetectorOptions): PeakDetectorOptions {
  const { height, threshold, prominence, distance = 1, wlen } = options
  requireDistance(distance)
  if (wlen !== undefined) requireCount(wlen, 2, 'wlen', GREATEST_WINDOW)
  if (prominence !== undefined && wlen === undefined) {
    throw new RangeError(
      'wlen must be given with prominence, got none: pass the number of samples around a peak to search for its bases',
    )
  }
  return {
    ...options,
    ...(height === undefined ? {} : { height: readLimit(height, 'height') }),
    ...(threshold === undefined ? {} : { threshold: readLimit(threshold, 'threshold') }),
    ...(prominence === undefined ? {} : { prominence: readLimit(prominence, 'prominence') }),
  }
}

const GREATEST_WINDOW = 2 ** 28
