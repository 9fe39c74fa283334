import {
  type OptionNames,
  readOptions,
  readSignal,
  requireCount,
  requireInRange,
  requireOneOf,
  requireOutput,
  requirePositive,
} from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'
import { GREATEST_SIZE } from '../transform/block-transform.js'
import { type Band, melBands } from './mel-bands.js'
import { octaveBands } from './octave-bands.js'
import { powerOf } from './power-of.js'

/** The options of `bands`. */
export interface BandOptions {
  /** How the bands are spaced: evenly in perceived pitch ('mel'), or each a fraction of an octave wide ('octave'). */
  readonly scale: 'mel' | 'octave'
  /** Samples per second. */
  readonly sampleRate: number
  /** The size of the transforms, as for `Stft`. */
  readonly fftSize: number
  /** The number of mel bands. Default 40. The number of octave bands follows from the range. */
  readonly count?: number
  /** The number of bands per octave, from 1 to 48: 3 for third octaves. Default 1. Not for mel bands. */
  readonly fraction?: number
  /** The lower end of the range. Default: 0 for mel, 16 for octave bands. */
  readonly minHz?: number
  /** The upper end of the range, at most half the sample rate, which is the default. */
  readonly maxHz?: number
}

const OPTIONS: OptionNames<BandOptions> = {
  scale: true,
  sampleRate: true,
  fftSize: true,
  count: true,
  fraction: true,
  minHz: true,
  maxHz: true,
}

/**
 * Divides frequencies into mel or octave bands, which add up the powers of bins.
 *
 * The power of band b is Σₖ weights[b][k]·|X[k]|², not scaled.
 *
 * Mel bands are triangles. Their ends and centers are `count` + 2 frequencies, evenly spaced over the range on the mel scale m =
 * 2595·log₁₀(1 + f/700) (O'Shaughnessy, 1987). The weight is 1 at the center of a band and 0 at the centers of its neighbours, as
 * in HTK and in librosa's `mel(htk=True, norm=None)`. A band so narrow that it contains no bin has the power 0: use fewer bands or a
 * larger FFT size.
 *
 * Octave bands are those of IEC 61260-1: with G = 10^0.3 and `fraction` n, the centers are 1000·G^(x/n) Hz for whole numbers x, or
 * 1000·G^((2x + 1)/(2n)) if n is even, and the edges are G^(±1/(2n)) times as high. Bin k stands for the frequencies from (k −
 * ½)·sampleRate/fftSize to (k + ½)·sampleRate/fftSize; its weight is the fraction of these that lies in the band. The bands are
 * those whose centers lie in the range. Their edges are sharp, unlike those of a measurement filter.
 *
 * Cost: one addition and one multiplication for each bin and band that overlap.
 *
 * @example
 * const thirds = bands({ scale: 'octave', fraction: 3, sampleRate: 48_000, fftSize: 4096, minHz: 900, maxHz: 1300 })
 * thirds.centersHz.map(Math.round) // Float64Array [1000, 1259]
 * const tone = Float32Array.from({ length: 4096 }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / 48_000))
 * const [first, second] = thirds.powers(new RealFft(4096).forward(tone))
 * first > 100 * second // true
 * @see Spectrogram, which draws them; powerOf
 * References: D. O'Shaughnessy, Speech Communication (Addison-Wesley, 1987). IEC 61260-1:2014, Octave-band and
 * fractional-octave-band filters.
 */
export function bands(options: BandOptions): Bands {
  const read = readOptions(options, OPTIONS)
  const { scale, sampleRate, fftSize, count = 40, fraction = 1 } = read
  requireOneOf(scale, ['mel', 'octave'], 'scale')
  requirePositive(sampleRate, 'sampleRate')
  requireCount(fftSize, 1, 'fftSize', GREATEST_SIZE)
  requireCount(count, 1, 'count', MOST_BANDS)
  requireCount(fraction, 1, 'fraction', FINEST_FRACTION)
  const unused = scale === 'mel' ? 'fraction' : 'count'
  if (read[unused] !== undefined) {
    throw new RangeError(`${unused} must be left out for ${scale} bands, got ${read[unused]}`)
  }
  const { maxHz = sampleRate / 2, minHz = scale === 'mel' ? 0 : Math.min(16, maxHz) } = read
  requireInRange(maxHz, Number.MIN_VALUE, sampleRate / 2, 'maxHz')
  requireInRange(minHz, scale === 'mel' ? 0 : maxHz / GREATEST_RATIO, maxHz, 'minHz')
  const binHz = sampleRate / fftSize
  const range = { minHz, maxHz, binHz, binCount: Math.floor(fftSize / 2) + 1 }
  return new Bands(fftSize, scale === 'mel' ? melBands(range, count) : octaveBands(range, fraction))
}

const MOST_BANDS = 4096
const FINEST_FRACTION = 48
/** The options of octave bands that set the range. */
const GREATEST_RATIO = 1e12

/** What `bands` returns. It is immutable. */
export class Bands {
  /** The size of the transforms. */
  readonly fftSize: number
  readonly #bands: readonly Band[]

  /** @internal */
  constructor(fftSize: number, list: readonly Band[]) {
    this.fftSize = fftSize
    this.#bands = list
  }

  /** The number of bands. */
  get count(): number {
    return this.#bands.length
  }

  /** The lower edges, in Hz: a new array. */
  get lowHz(): Float64Array {
    return Float64Array.from(this.#bands, ({ lowHz }) => lowHz)
  }

  /** The centers, in Hz: a new array. */
  get centersHz(): Float64Array {
    return Float64Array.from(this.#bands, ({ centerHz }) => centerHz)
  }

  /** The upper edges, in Hz: a new array. */
  get highHz(): Float64Array {
    return Float64Array.from(this.#bands, ({ highHz }) => highHz)
  }

  /**
   * Returns the power in each band of a spectrum, from the lowest band up.
   *
   * @param spectrum An interleaved half-spectrum, as `Stft` and `RealFft` of this size return it. NaN makes NaN of the bands that
   *   contain its bin.
   * @param out Receives the powers. Default: a new array, float32 for a `Float32Array`, else float64.
   * @throws TypeError if the spectrum is not an array of numbers, or `out` is not a float array. RangeError if one has the wrong
   *   length.
   */
  powers(spectrum: SignalLike, out?: Samples): Samples {
    const bins = readSignal(spectrum, 'spectrum')
    const length = 2 * (Math.floor(this.fftSize / 2) + 1)
    if (bins.length !== length) {
      throw new RangeError(
        `spectrum must have ${length} numbers for fftSize ${this.fftSize}, got ${bins.length}: use the fftSize of these bands`,
      )
    }
    const powers = out ?? zeros(this.count, precisionOf(bins))
    requireOutput(powers, 'out', this.count, 'one per band')
    const power = powerOf(bins, new Float64Array(length / 2))
    for (const [b, { first, weights }] of this.#bands.entries()) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i] * power[first + i]
      powers[b] = sum
    }
    return powers
  }
}
