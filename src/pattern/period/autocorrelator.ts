import { type OptionNames, readOptions, requireCount, withNames } from '../../require.js'
import type { OwnUint8Array, Precision, Samples, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { Rechunker } from '../../stream/rechunker.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { simd } from '../../wasm/module.js'
import {
  AUTOCORRELATE_OPTIONS,
  type AutocorrelationScale,
  type AutocorrelateOptions,
  requireLag,
  requireScaling,
  scaledAutocorrelation,
  type Scaling,
} from './autocorrelate.js'
import { WindowProcessor } from './window-processor.js'

/** The options of `Autocorrelator`. */
export interface AutocorrelatorOptions extends AutocorrelateOptions {
  /** The length of a window in samples. */
  readonly window: number
  /** The distance between the starts of neighbouring windows. Default: `window`. */
  readonly hop?: number
  /** The arithmetic, and the kind of the results. Default 'float64'. */
  readonly precision?: Precision
}

/** The names of `AutocorrelatorOptions`. */
export const AUTOCORRELATOR_OPTIONS: OptionNames<AutocorrelatorOptions> = /* @__PURE__ */ withNames(
  AUTOCORRELATE_OPTIONS,
  {
    window: true,
    hop: true,
    precision: true,
  },
)

/**
 * Computes the autocorrelation of a stream, window by window, as `autocorrelate` does. A window of `window` samples starts every
 * `hop` samples. Takes chunks of any length, and also single numbers.
 *
 * Every window is computed afresh from its own samples: nothing accumulates that could drift, and a value that is not
 * finite is forgotten with the last window that holds it. A result comes with the last sample of its window. Samples at
 * the end that fill no window are dropped.
 *
 * Cost: for each window that of `autocorrelate`. Allocates the results, and a few windows.
 *
 * @example
 * const autocorrelator = new Autocorrelator({ window: 4, hop: 2, maxLag: 2 })
 * autocorrelator.process([1, 0, 1, 0, 2]) // [Float64Array [2, 0, 1]]
 * autocorrelator.process(0) // [Float64Array [5, 0, 2]]
 */
export class Autocorrelator
  extends WindowProcessor<SignalLike | number, Samples>
  implements Resumable<SignalLike | number, Samples[]>
{
  readonly window: number
  readonly hop: number
  readonly maxLag: number
  readonly normalize: AutocorrelationScale
  readonly demean: boolean
  readonly precision: Precision
  #windows: Rechunker

  /**
   * @param options Window, hop, greatest lag, scale, demean, and precision.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the window or the hop is not a positive whole
   *   number, if maxLag is not a whole number below the window, or if the scale or the precision is unknown.
   */
  constructor(options: AutocorrelatorOptions) {
    super()
    const read = readOptions(options, AUTOCORRELATOR_OPTIONS)
    const { window, hop = window, precision = 'float64' } = read
    requireCount(window, 1, 'window')
    requireCount(hop, 1, 'hop')
    const { maxLag = window - 1 } = read
    requireLag(maxLag, window, 'a window')
    const { normalize, demean }: Scaling = requireScaling(read)
    this.#windows = new Rechunker(window, { hop, precision, rest: 'drop' })
    this.window = window
    this.hop = hop
    this.maxLag = maxLag
    this.normalize = normalize
    this.demean = demean
    this.precision = precision
  }

  /**
   * Makes an autocorrelator that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments or another binary (SIMD).
   */
  static restore(options: AutocorrelatorOptions, bytes: Uint8Array): Autocorrelator {
    return resumed(new Autocorrelator(options), (restored) => {
      decodeSnapshot(bytes, 'Autocorrelator', restored.#settings, (reader) => {
        restored.#load(reader)
      })
    })
  }

  /**
   * Takes a chunk or a single sample, and returns the autocorrelations of the windows that it completes.
   *
   * @throws TypeError unless it is a number or an array of numbers.
   */
  process(chunk: SignalLike | number): Samples[] {
    return this.#windows.process(chunk).map((window) => scaledAutocorrelation(window, this.maxLag, this))
  }

  /** Returns the state as bytes, for `restore`: the samples of the incomplete window. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('Autocorrelator', this.#settings, (writer) => {
      writer.blob(this.#windows.snapshot())
    })
  }

  reset(): void {
    this.#windows.reset()
  }

  get #settings(): Settings {
    const { window, hop, maxLag, normalize, demean, precision } = this
    return { window, hop, maxLag, normalize, demean, precision, simd: simd() }
  }

  #load(reader: SnapshotReader): void {
    const options = { hop: this.hop, precision: this.precision, rest: 'drop' } as const
    this.#windows = Rechunker.restore(this.window, options, reader.blob())
  }
}
