import { requirePositive } from '../require.js'

/** The distance between outputs, in input samples: whole + part/up, with part < up. */
export interface Step {
  readonly whole: number
  readonly part: number
  /** The number of places that an output can have between two samples. */
  readonly up: number
}

/** `up` of steps that are not a ratio of small whole numbers. Such a step is off by at most 2⁻⁵³ samples. */
export const FINEST = 2 ** 52

/** The greatest term of a ratio. The product of a term with the number of a sample then stays exact for 2²⁹ samples. */
const GREATEST_TERM = 2 ** 24

/** The greatest factor between two rates. The filter grows with it: it has 120 to 184 periods of the lower rate. */
const GREATEST_CHANGE = 1000

/** One of these factors makes rates with a few decimals whole, such as 11.025 kHz or 1/3 Hz. */
const SCALES = [1, 2, 3, 10, 100, 1000, 1e4, 1e5, 1e6]

/**
 * Returns fromRate/toRate as a step: exactly if it is a ratio of whole numbers up to 2²⁴, else to within 2⁻⁵³.
 *
 * @throws TypeError, RangeError if a rate is not a finite number above 0, or one is more than 1000 times the other.
 */
export function stepOf(fromRate: number, toRate: number): Step {
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
    if (up <= GREATEST_TERM && down <= GREATEST_TERM) {
      return { whole: Math.floor(down / up), part: down % up, up }
    }
  }
  return finestStep(fromRate / toRate)
}

/** The step next to a distance. */
export function finestStep(distance: number): Step {
  const whole = Math.floor(distance)
  const part = Math.round((distance - whole) * FINEST)
  return part === FINEST ? { whole: whole + 1, part: 0, up: FINEST } : { whole, part, up: FINEST }
}

/** The distance as a number. */
export function distanceOf({ whole, part, up }: Step): number {
  return whole + part / up
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
