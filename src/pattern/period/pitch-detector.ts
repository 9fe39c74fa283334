import { type OptionNames, readOptions, requireCount, withNames } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { Rechunker } from '../../stream/rechunker.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { simd } from '../../wasm/module.js'
import {
  PITCH_OPTIONS,
  type PitchEstimate,
  pitchOf,
  type PitchOptions,
  type PitchSearch,
  pitchSearch,
} from './detect-pitch.js'
import { WindowProcessor } from './window-processor.js'

/** The options of `PitchDetector`. */
export interface PitchDetectorOptions extends PitchOptions {
  /** The length of a window in samples: at least two periods of the lowest pitch. */
  readonly window: number
  /** The distance between the starts of neighbouring windows. Default: `window`. */
  readonly hop?: number
}

/** The names of `PitchDetectorOptions`. */
export const PITCH_DETECTOR_OPTIONS: OptionNames<PitchDetectorOptions> = /* @__PURE__ */ withNames(
  PITCH_OPTIONS,
  {
    window: true,
    hop: true,
  },
)

/** A pitch, and where in the stream it was. */
export interface Pitch extends PitchEstimate {
  /** The first sample of its window, counted from the start of the stream. */
  readonly index: number
}

/**
 * Estimates the pitch of a stream, window by window, as `detectPitch` does. A window of `window` samples starts every `hop`
 * samples. Takes chunks of any length, and also single numbers. Windows without a pitch give nothing.
 *
 * A pitch comes with the last sample of its window. Samples at the end that fill no window are dropped.
 *
 * Cost: for each window that of `detectPitch`. Allocates the results, and a few windows.
 *
 * @example
 * const detector = new PitchDetector({ sampleRate: 8000, window: 512, hop: 256 })
 * const tone = Float32Array.from({ length: 1000 }, (_, n) => Math.sin((2 * Math.PI * 200 * n) / 8000))
 * detector.process(tone).map(({ index, frequencyHz }) => [index, Math.round(frequencyHz)]) // [[0, 200], [256, 200]]
 * @see detectPitch
 */
export class PitchDetector
  extends WindowProcessor<SignalLike | number, Pitch>
  implements Resumable<SignalLike | number, Pitch[]>
{
  readonly window: number
  readonly hop: number
  readonly sampleRate: number
  readonly #search: PitchSearch
  #windows: Rechunker
  #index = 0

  /**
   * @param options Sample rate, window, hop, range, and what makes a pitch.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the window or the hop is not a positive whole
   *   number; as `detectPitch` otherwise.
   */
  constructor(options: PitchDetectorOptions) {
    super()
    const read = readOptions(options, PITCH_DETECTOR_OPTIONS)
    const { window, hop = window, sampleRate } = read
    requireCount(window, 1, 'window')
    requireCount(hop, 1, 'hop')
    this.#search = pitchSearch(read, window)
    this.#windows = new Rechunker(window, { hop, precision: 'float64', rest: 'drop' })
    this.window = window
    this.hop = hop
    this.sampleRate = sampleRate
  }

  /**
   * Makes a detector that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments or another binary (SIMD).
   */
  static restore(options: PitchDetectorOptions, bytes: Uint8Array): PitchDetector {
    return resumed(new PitchDetector(options), (restored) => {
      decodeSnapshot(bytes, 'PitchDetector', restored.#settings, (reader) => {
        restored.#load(reader)
      })
    })
  }

  /**
   * Takes a chunk or a single sample, and returns the pitches of the windows that are complete then.
   *
   * @throws TypeError unless it is a number or an array of numbers.
   */
  process(chunk: SignalLike | number): Pitch[] {
    const pitches: Pitch[] = []
    for (const window of this.#windows.process(chunk)) {
      const pitch = pitchOf(window, this.#search)
      if (pitch !== undefined) pitches.push({ index: this.#index, ...pitch })
      this.#index += this.hop
    }
    return pitches
  }

  /** Returns the state as bytes, for `restore`: the samples of the incomplete window. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('PitchDetector', this.#settings, (writer) => {
      writer.number(this.#index)
      writer.blob(this.#windows.snapshot())
    })
  }

  reset(): void {
    this.#windows.reset()
    this.#index = 0
  }

  get #settings(): Settings {
    const { window, hop } = this
    return { window, hop, ...this.#search, simd: simd() }
  }

  #load(reader: SnapshotReader): void {
    this.#index = reader.count(0, MOST_SAMPLES)
    const options = { hop: this.hop, precision: 'float64', rest: 'drop' } as const
    this.#windows = Rechunker.restore(this.window, options, reader.blob())
  }
}
