import { requirePositive } from '../require.js'

/** toRate/fromRate = up/down in lowest terms. */
export interface Ratio {
  readonly up: number
  readonly down: number
}

/** The greatest term: products with the index of a sample then stay exact for 2²⁹ samples. */
const GREATEST_TERM = 2 ** 24

/** The greatest factor between two rates. The filter grows with it: it has 184 periods of the lower rate. */
const GREATEST_CHANGE = 1000

/** One of these factors makes rates with a few decimals whole, such as 11.025 kHz or 1/3 Hz. */
const SCALES = [1, 2, 3, 10, 100, 1000, 1e4, 1e5, 1e6]

/**
 * Returns the ratio of two rates.
 *
 * @throws RangeError if it is not a ratio of whole numbers up to 2²⁴, or one rate is more than 1000 times the other.
 */
export function ratioOf(fromRate: number, toRate: number): Ratio {
  requirePositive(fromRate, 'fromRate')
  requirePositive(toRate, 'toRate')
  if (!(toRate / fromRate <= GREATEST_CHANGE && fromRate / toRate <= GREATEST_CHANGE)) {
    throw new RangeError(
      `fromRate and toRate must be at most a factor of ${GREATEST_CHANGE} apart, got ${fromRate} and ${toRate}: ` +
        'convert in several steps',
    )
  }
  const scale = SCALES.find((s) => Number.isSafeInteger(fromRate * s) && Number.isSafeInteger(toRate * s))
  if (scale !== undefined) {
    const divisor = greatestCommonDivisor(fromRate * scale, toRate * scale)
    const [up, down] = [(toRate * scale) / divisor, (fromRate * scale) / divisor]
    if (up <= GREATEST_TERM && down <= GREATEST_TERM) return { up, down }
  }
  throw new RangeError(
    `fromRate and toRate must be in a ratio of whole numbers up to ${GREATEST_TERM}, got ${fromRate} and ${toRate}: ` +
      'round the rates',
  )
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
