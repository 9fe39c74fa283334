import { type AutocorrelateOptions, requireLag } from '../../pattern/period/autocorrelate.js'
import { lagProducts } from '../../pattern/period/lag-products.js'
import { EPSILON, joined, type Samples } from '../../samples.js'
import { describePeriod, type WindowReport } from './describe-window.js'

/** The number of samples that are multiplied at once, unless there are more lags. */
const BLOCK_LENGTH = 2 ** 17

/**
 * The autocorrelation of a signal of any length at few lags, in memory for one block and the lags. It adds up the products of each
 * block with the samples from it up to the greatest lag. The period is that of the stretch whose samples vary most.
 */
export class LongAutocorrelation {
  readonly #maxLag: number
  readonly #blockLength: number
  readonly #options: AutocorrelateOptions
  readonly #products: Float64Array
  readonly #stretch: Stretches
  /** The samples that must still be multiplied by later ones. */
  #pending: Samples[] = []
  #pendingLength = 0
  #length = 0
  /** Subtracted from all samples if their mean is removed, so that little is left to subtract from the sums. */
  #offset: number | undefined
  #sum = 0
  /** The first and last samples, which lack products at some lags. */
  readonly #head: number[] = []
  #tail: Samples = new Float64Array(0)
  #firstGap: number | undefined
  #lastGap = -1

  constructor(maxLag: number, stretchLength: number, options: AutocorrelateOptions) {
    this.#maxLag = maxLag
    this.#blockLength = Math.max(BLOCK_LENGTH, maxLag)
    this.#options = options
    this.#products = new Float64Array(maxLag + 1)
    this.#stretch = new Stretches(stretchLength)
  }

  add(samples: Samples): void {
    if (samples.length === 0) return
    const prepared = this.#prepare(samples)
    this.#stretch.add(prepared)
    this.#pending.push(prepared)
    this.#pendingLength += prepared.length
    if (this.#pendingLength < 2 * this.#blockLength + this.#maxLag) return
    const all = joined(this.#pending)
    let from = 0
    for (; from + this.#blockLength + this.#maxLag <= all.length; from += this.#blockLength) {
      this.#multiply(all.subarray(from, from + this.#blockLength + this.#maxLag), this.#blockLength)
    }
    this.#pending = [all.slice(from)]
    this.#pendingLength = all.length - from
  }

  /** @throws RangeError if there are not more samples than lags */
  report(): WindowReport {
    requireLag(this.#maxLag, this.#length, 'the signal')
    const rest = joined(this.#pending)
    this.#multiply(rest, rest.length)
    const { period, confidence } = describePeriod(this.#stretch.liveliest(), this.#maxLag)
    return { period, confidence, values: this.#values() }
  }

  /** Minus the offset, with zeros in place of NaN, whose positions are noted. */
  #prepare(samples: Samples): Samples {
    const isDemeaned = this.#options.demean === true
    this.#offset ??= isDemeaned ? meanOf(samples) : 0
    const offset = this.#offset
    const prepared = samples.map((value, i) => {
      if (Number.isFinite(value)) return value - offset
      this.#firstGap ??= this.#length + i
      this.#lastGap = this.#length + i
      return 0
    })
    for (let n = 0; n < prepared.length; n++) this.#sum += prepared[n]
    for (let n = 0; n < prepared.length && this.#head.length < this.#maxLag; n++) this.#head.push(prepared[n])
    const tail = prepared.length >= this.#maxLag ? prepared : joined([this.#tail, prepared])
    this.#tail = tail.slice(Math.max(tail.length - this.#maxLag, 0))
    this.#length += prepared.length
    return prepared
  }

  /** Adds the products of the first samples with later ones. */
  #multiply(samples: Samples, count: number): void {
    if (samples.length === 0) return
    const products = lagProducts(samples.subarray(0, count), samples, 0, this.#maxLag + 1)
    for (let lag = 0; lag < products.length; lag++) this.#products[lag] += products[lag]
  }

  #values(): Float64Array {
    const { normalize = 'none', demean = false } = this.#options
    const [length, gap] = [this.#length, this.#firstGap]
    const values = demean ? this.#demeaned() : this.#products.slice()
    const energy = values[0]
    const flat = length * (2 * EPSILON.float64 * (this.#offset ?? 0)) ** 2
    for (let lag = 0; lag < values.length; lag++) {
      if (normalize === 'biased') values[lag] /= length
      if (normalize === 'unbiased') values[lag] /= length - lag
      if (normalize === 'coefficient') values[lag] = energy <= flat ? 0 : values[lag] / energy
    }
    if (gap === undefined) return values
    const reach =
      demean || normalize === 'coefficient' ? length : Math.max(this.#lastGap, length - 1 - gap) + 1
    return values.fill(NaN, 0, reach)
  }

  /** Σ (x[n] − m)·(x[n + ℓ] − m), from Σ x[n]·x[n + ℓ] and the sums without the last ℓ and without the first ℓ samples. */
  #demeaned(): Float64Array {
    const mean = this.#sum / this.#length
    let [withoutLast, withoutFirst] = [this.#sum, this.#sum]
    return this.#products.map((product, lag) => {
      if (lag > 0) {
        withoutFirst -= this.#head[lag - 1]
        withoutLast -= this.#tail[this.#tail.length - lag]
      }
      return product - mean * (withoutLast + withoutFirst) + (this.#length - lag) * mean ** 2
    })
  }
}

/** Finds the stretch of a given length whose samples vary most, among adjacent ones. */
class Stretches {
  readonly #length: number
  #best: Samples = new Float64Array(0)
  #most = -1
  #pieces: Samples[] = []
  #count = 0

  constructor(length: number) {
    this.#length = length
  }

  add(samples: Samples): void {
    for (let from = 0; from < samples.length;) {
      const to = Math.min(from + this.#length - this.#count, samples.length)
      this.#pieces.push(samples.slice(from, to))
      this.#count += to - from
      if (this.#count === this.#length) this.#compare()
      from = to
    }
  }

  liveliest(): Samples {
    return this.#best
  }

  #compare(): void {
    const stretch = joined(this.#pieces)
    this.#pieces = []
    this.#count = 0
    const mean = meanOf(stretch)
    let spread = 0
    for (const value of stretch) spread += (value - mean) ** 2
    if (spread <= this.#most) return
    this.#most = spread
    this.#best = stretch
  }
}

function meanOf(samples: Samples): number {
  let [sum, count] = [0, 0]
  for (const value of samples) {
    if (!Number.isFinite(value)) continue
    sum += value
    count++
  }
  return count === 0 ? 0 : sum / count
}
