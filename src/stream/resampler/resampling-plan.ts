import { PolynomialFit } from '../../filter/polynomial-fit.js'
import { type ResamplingFilter, resamplingFilter, type StopbandDb } from '../../filter/resampling-filter.js'
import { distanceOf, type Step } from '../../filter/step.js'
import type { Precision } from '../../samples.js'
import { allOrNothing, Block, lasting } from '../../wasm/heap.js'
import type { TapPieces } from '../../wasm/resampling.js'

/** Up to this total number of taps, those of every position between two samples are kept: a megabyte in float32. */
const GREATEST_TABLE = 2 ** 18

/**
 * How taps depend on the position: polynomials on pieces of a period of the lower rate. By the bound of `PiecewisePolynomial`, and
 * max|f⁗|·h⁴/(2³·4!) for four terms, errors are 2·10⁻¹⁵ and 3·10⁻⁸ of the peak.
 */
const POLYNOMIALS = { float32: { terms: 4, pieces: 32 }, float64: { terms: 8, pieces: 16 } }

/**
 * The taps of a conversion.
 *
 * The taps of an output between samples i and i + 1 belong to samples i − reach + 1 to i + reach. For ratios of small numbers, they
 * are kept for each of the `up` positions, as rows, which are computed at first use. For other ratios, and when rates change, they
 * are polynomials in the position.
 */
export class ResamplingPlan {
  readonly step: Step
  readonly stopbandDb: StopbandDb
  readonly precision: Precision
  /** In input samples, to either side: an even number. */
  readonly reach: number
  readonly tapCount: number
  /** The reach of the filter in input samples: `reach` before it is rounded up. */
  readonly span: number
  /** The distance between outputs, or 1 if that is more: a period of the lower rate. */
  readonly #period: number
  readonly #filter: ResamplingFilter
  readonly #rows: Block | undefined
  readonly #isFilled: Uint8Array
  #missing: number
  #pieces: TapPieces | undefined

  /** @throws RangeError if there is no memory for it. */
  constructor(step: Step, stopbandDb: StopbandDb, precision: Precision) {
    this.step = step
    this.stopbandDb = stopbandDb
    this.precision = precision
    this.#filter = resamplingFilter(stopbandDb)
    this.#period = Math.max(1, distanceOf(step))
    this.span = this.#filter.reach * this.#period
    // Rounding must not turn a whole quotient into the next one.
    this.reach = 2 * Math.ceil((this.#filter.reach / 2) * this.#period - 1e-9)
    this.tapCount = 2 * this.reach
    const hasRows = step.up * this.tapCount <= GREATEST_TABLE
    this.#missing = hasRows ? step.up : 0
    this.#isFilled = new Uint8Array(this.#missing)
    this.#rows = hasRows ? lasting(() => new Block(step.up * this.tapCount, precision)) : undefined
  }

  /** Whether the outputs are the input samples themselves. */
  get isIdentity(): boolean {
    const { whole, part } = this.step
    return whole === 1 && part === 0
  }

  /** The rows, including those that `count` outputs from a phase on need; undefined if there are only polynomials. */
  rowsFor(phase: number, count: number): Block | undefined {
    const { up, part } = this.step
    for (let m = 0, at = phase; this.#missing > 0 && m < count && m < up; m++) {
      this.#fill(at)
      at += part
      if (at >= up) at -= up
    }
    return this.#rows
  }

  /** The polynomials, made at first use. */
  get pieces(): TapPieces {
    return (this.#pieces ??= lasting(() => allOrNothing(() => this.#makePieces())))
  }

  #fill(phase: number): void {
    if (this.#isFilled[phase] === 1 || this.#rows === undefined) return
    const { up } = this.step
    // Positions at equal distances before and after a sample have the same taps in reverse order, bit for bit.
    const nearer = Math.min(phase, up - phase)
    const taps = this.#tapsAt(nearer)
    this.#rows.samples.set(nearer === phase ? taps : taps.reverse(), phase * this.tapCount)
    this.#isFilled[phase] = 1
    this.#missing--
  }

  /** Values of the filter, scaled to a sum of 1. Times are quotients of whole numbers, so that it ends at the same time everywhere. */
  #tapsAt(phase: number): Float64Array {
    const { whole, part, up } = this.step
    const period = Math.max(up, whole * up + part)
    const { reach, at } = this.#filter
    let sum = 0
    const taps = Float64Array.from({ length: this.tapCount }, (_, j) => {
      const time = Math.abs(phase + (this.reach - 1 - j) * up) / period
      const tap = time < reach ? at(time) : 0
      sum += tap
      return tap
    })
    return taps.map((tap) => tap / sum)
  }

  #makePieces(): TapPieces {
    const { precision, tapCount, reach } = this
    const { terms, pieces: perPeriod } = POLYNOMIALS[precision]
    const pieces = Math.ceil(perPeriod / this.#period)
    const fit = new PolynomialFit(terms)
    const table = new Block(pieces * terms * tapCount, precision)
    const taps = new Block(tapCount, precision)
    const { samples } = table
    const values = new Float64Array(terms)
    for (let piece = 0; piece < pieces; piece++) {
      for (let j = 0; j < tapCount; j++) {
        for (let i = 0; i < terms; i++) {
          const place = (piece + 0.5 + fit.nodes[i] / 2) / pieces
          values[i] = this.#filter.at(Math.abs(place + (reach - 1 - j)) / this.#period)
        }
        const found = fit.termsOf(values)
        for (let k = 0; k < terms; k++) samples[(piece * terms + k) * tapCount + j] = found[k]
      }
    }
    return { table, pieces, taps, tapCount }
  }
}

let latest: ResamplingPlan | undefined

/** The plan of a conversion. The latest one is kept, so that streams and signals of the same rates share it. */
export function resamplingPlan(step: Step, stopbandDb: StopbandDb, precision: Precision): ResamplingPlan {
  const isSame =
    latest?.stopbandDb === stopbandDb &&
    latest.precision === precision &&
    latest.step.up === step.up &&
    latest.step.part === step.part &&
    latest.step.whole === step.whole
  return latest !== undefined && isSame ? latest : (latest = new ResamplingPlan(step, stopbandDb, precision))
}
