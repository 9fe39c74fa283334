import { type OptionNames, readOptions, requireCount, requireOneOf, withNames } from '../../require.js'
import type { OwnUint8Array } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { simd } from '../../wasm/module.js'
import { REACH } from '../peaks/vertex.js'
import { areFinite } from '../../convolution/correlate.js'
import { requireLag } from './autocorrelate.js'
import { driftOf, type WeightedDelay } from './drift.js'
import { type DelaySearch, findDelay } from './find-delay.js'
import { lessMean } from './less-mean.js'
import {
  PAIRED_WINDOWS_OPTIONS,
  PairedWindows,
  type PairedWindowsOptions,
  type WindowOfPair,
} from './paired-windows.js'
import { windowTransform } from './phase-correlation.js'
import type { SignalPair } from './signal-pair.js'
import { WindowProcessor } from './window-processor.js'

/** The options of `DelayTracker`. */
export interface DelayTrackerOptions extends PairedWindowsOptions {
  /** The greatest delay, either way, in samples; less than the window. Default: half the window. */
  readonly maxLag?: number
  /** 'correlation' (default): cross-correlation. 'phat': by the phases alone, which keeps echoes and colors apart. */
  readonly method?: 'correlation' | 'phat'
  /** 'positive' (default), or 'both' where `b` may be an inverted copy: the confidence is negative then. */
  readonly polarity?: 'positive' | 'both'
  /** The number of windows whose delays make the drift, at least 2. Default: 32. */
  readonly history?: number
}

/** The names of `DelayTrackerOptions`. */
export const DELAY_TRACKER_OPTIONS: OptionNames<DelayTrackerOptions> = /* @__PURE__ */ withNames(
  PAIRED_WINDOWS_OPTIONS,
  {
    maxLag: true,
    method: true,
    polarity: true,
    history: true,
  },
)

/** The delay in a window of two streams. */
export interface TrackedDelay {
  /** The first sample of the window. */
  readonly index: number
  /** In samples, with a fraction: positive if `b` comes later than `a`. NaN if nothing matches. */
  readonly delay: number
  /**
   * How alike the windows are at that delay, as `estimateDelay` says it: 0..1. NaN where a window has a value that is not finite.
   */
  readonly confidence: number
  /**
   * How much the delay grows, in samples per million: positive if the clock of `b` is fast. NaN until two delays are known.
   */
  readonly driftPpm: number
}

/**
 * Follows the delay between two recordings of one source, and the drift of their clocks.
 *
 * For each pair of windows, as `CrossCorrelator` cuts them, it looks for the delay d for which b[n] is most like a[n − d], as
 * `estimateDelay` does: the greatest value of the cross-correlation of both windows less their means, or of 'phat', found
 * between lags by band-limited interpolation. The confidence is the value there. Windows overlap by the less, the greater the
 * delay is, so that the confidence of 'correlation' is some 1 − |d|/window at most. A delay beyond `maxLag` is not found: the
 * confidence is low then.
 *
 * The drift is the slope of the delays of the last `history` windows: the weighted median of the slopes between any two, with
 * the confidences as weights, so that windows of silence or with a false peak hardly matter. If `b` has 145 samples more in
 * each million than `a`, the drift is 145 ppm.
 *
 * The streams need not come in step, as for `CrossCorrelator`. A result comes with the last sample of its windows. Results do
 * not depend on the chunks. A value that is not finite makes NaN of the delays of the windows that hold it; these do not
 * count for the drift.
 *
 * Computed in float64. Cost of a window: some N·log₂(maxLag) for 'correlation', three transforms for 'phat'; and for the drift
 * history²·log₂(history). Allocates a few windows.
 *
 * References: C. Knapp, G. Carter, The generalized correlation method for estimation of time delay, IEEE Trans. Acoust.
 * Speech Signal Process. 24 (1976); P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, J. Amer.
 * Statist. Assoc. 63 (1968).
 *
 * @example
 * const noise = (n) => Math.sin(n * n)
 * const a = Float64Array.from({ length: 600 }, (_, n) => noise(n))
 * const b = Float64Array.from({ length: 600 }, (_, n) => noise(n - (n < 300 ? 5 : 6)))
 * const tracker = new DelayTracker({ window: 300, maxLag: 20 })
 * tracker.process({ a, b }).map(({ delay }) => Math.round(delay)) // [5, 6]
 * @see CrossCorrelator, estimateDelay
 */
export class DelayTracker
  extends WindowProcessor<SignalPair, TrackedDelay>
  implements Resumable<SignalPair, TrackedDelay[]>
{
  readonly window: number
  readonly hop: number
  readonly maxLag: number
  readonly method: 'correlation' | 'phat'
  readonly polarity: 'positive' | 'both'
  readonly history: number
  readonly #windows: PairedWindows
  readonly #search: DelaySearch
  #delays: WeightedDelay[] = []

  /**
   * @param options Window, hop, greatest lag, method, polarity, history, and what happens when one signal stalls.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the window or the hop is not a whole number
   *   of at least 1, if maxLag is not a whole number below the window, if the history is not a whole number of at least 2, if
   *   `maxAhead` is not a whole number, if another option has an unknown value, or if 'phat' needs a transform of more than
   *   2²⁰ samples.
   */
  constructor(options: DelayTrackerOptions) {
    super()
    const read = readOptions(options, DELAY_TRACKER_OPTIONS)
    const { method = 'correlation', polarity = 'positive', history = 32 } = read
    this.#windows = new PairedWindows(read, 'float64')
    const { window, hop } = this.#windows
    const { maxLag = Math.floor(window / 2) } = read
    requireLag(maxLag, window, 'a window')
    requireOneOf(method, ['correlation', 'phat'], 'method')
    requireOneOf(polarity, ['positive', 'both'], 'polarity')
    requireCount(history, 2, 'history')
    // The interpolation looks at lags beyond the greatest one.
    const fft = method === 'phat' ? windowTransform(window, maxLag + REACH + 1) : undefined
    this.#search = { maxLag, isBoth: polarity === 'both', fft }
    this.window = window
    this.hop = hop
    this.maxLag = maxLag
    this.method = method
    this.polarity = polarity
    this.history = history
  }

  /**
   * Makes a tracker that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options or another binary.
   */
  static restore(options: DelayTrackerOptions, bytes: Uint8Array): DelayTracker {
    return resumed(new DelayTracker(options), (restored) => {
      decodeSnapshot(bytes, 'DelayTracker', restored.#settings, (reader) => {
        restored.#load(reader)
      })
    })
  }

  /**
   * Takes new samples of the two signals, and returns the delays of the windows that they complete.
   *
   * @throws TypeError unless it is an object whose `a` and `b` are numbers or arrays of numbers. RangeError if one signal is
   *   more than `maxAhead` samples ahead, and `overflow` is 'error'. Nothing is taken then.
   */
  process(pair: SignalPair): TrackedDelay[] {
    return this.#windows.process(pair, (windows) => this.#track(windows))
  }

  /** Returns the state as bytes, for `restore`: the samples that windows to come will read, and the delays of the history. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('DelayTracker', this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  reset(): void {
    this.#windows.reset()
    this.#delays = []
  }

  get #settings(): Settings {
    const { maxLag, method, polarity, history } = this
    return { ...this.#windows.settings, maxLag, method, polarity, history, simd: simd() }
  }

  #save(writer: SnapshotWriter): void {
    this.#windows.save(writer)
    writer.number(this.#delays.length)
    for (const { index, delay, weight } of this.#delays) {
      for (const number of [index / this.hop, delay, weight]) writer.number(number)
    }
  }

  #load(reader: SnapshotReader): void {
    this.#windows.load(reader)
    const next = this.#windows.next / this.hop
    const count = reader.count(0, Math.min(this.history, next))
    let least = Math.max(next - this.history, 0)
    this.#delays = Array.from({ length: count }, () => {
      const index = reader.count(least, next - 1)
      least = index + 1
      const delay = reader.finite(-this.maxLag - 1, this.maxLag + 1)
      const weight = reader.finite(0, 1)
      if (weight === 0) throw impossibleState()
      return { index: index * this.hop, delay, weight }
    })
  }

  #track({ index, a, b }: WindowOfPair): TrackedDelay {
    const isComplete = areFinite(a) && areFinite(b)
    const { position, value } = isComplete
      ? findDelay(lessMean(a, 'float64'), lessMean(b, 'float64'), this.#search)
      : { position: NaN, value: NaN }
    const delay = value === 0 ? NaN : position
    this.#delays = this.#delays.filter((earlier) => earlier.index > index - this.history * this.hop)
    if (!Number.isNaN(delay)) this.#delays.push({ index, delay, weight: Math.abs(value) })
    return { index, delay, confidence: value, driftPpm: 1e6 * driftOf(this.#delays) }
  }
}
