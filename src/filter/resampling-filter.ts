import { kaiser } from '../transform/windows/kaiser.js'
import { kaiserBeta } from './kaiser.js'
import { PiecewisePolynomial } from './piecewise-polynomial.js'
import { sinc } from './windowed-sinc.js'

/** How far aliases and images lie below the signal, in decibels. */
export type StopbandDb = 80 | 100 | 120

/** The presets. */
export const STOPBANDS: readonly StopbandDb[] = [80, 100, 120]

/** Passed up to 0.91 of the lower rate's Nyquist frequency, and stopped from that on. */
const TRANSITION = 0.09

/** Kaiser's formulas get 3 dB more, as they are accurate to about a decibel. */
const MARGIN_DB = 3

/** The table has a piece for each sixteenth of a period. By its bound, the error is 2·10⁻¹⁵ of the peak. */
const PIECES = 16

/** How far beyond its reach the function is continued. */
const BEYOND = 4

/** The filter of a sample-rate conversion as a function of time, in periods of the lower rate. It is even. */
export interface ResamplingFilter {
  /** The filter is 0 from there on: a multiple of four. */
  readonly reach: number
  /** Its value, up to a scale. Up to four periods beyond the reach it is the smooth continuation of what lies within. */
  readonly at: (time: number) => number
}

const filters = new Map<StopbandDb, ResamplingFilter>()

/**
 * Returns the filter of a preset, which is made at its first use: sinc(0.955·t) under a Kaiser window.
 *
 * For an attenuation of A = stopbandDb + 3 dB, Kaiser's formula gives (A − 7.95)/(2.285·0.09π) periods, to both sides together:
 * 116, 147 and 178. The reach, to either side, is half that, rounded up to a multiple of four: 60, 76 and 92.
 */
export function resamplingFilter(stopbandDb: StopbandDb): ResamplingFilter {
  const known = filters.get(stopbandDb)
  if (known !== undefined) return known
  const attenuation = stopbandDb + MARGIN_DB
  const reach = 4 * Math.ceil((attenuation - 7.95) / (2.285 * Math.PI * TRANSITION) / 8)
  const windowAt = kaiser(kaiserBeta(attenuation))
  const cutoff = 1 - TRANSITION / 2
  const table = new PiecewisePolynomial(
    (time) => sinc(cutoff * time) * windowAt(time / reach),
    reach + BEYOND,
    PIECES,
  )
  const filter = { reach, at: (time: number) => table.at(time) }
  filters.set(stopbandDb, filter)
  return filter
}
