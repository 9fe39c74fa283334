import { type OptionNames, readOptions, readSignal, requireNumber, requirePositive } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'

/** The options of `decibelsOf`. */
export interface DecibelOptions {
  /** The power that is 0 dB. Default 1. */
  readonly reference?: number
  /** The least level: powers below it, such as that of silence, give this level. Default −Infinity. */
  readonly minDb?: number
}

const OPTIONS: OptionNames<DecibelOptions> = { reference: true, minDb: true }

/**
 * Returns powers in decibels: 10·log₁₀(power/reference), but at least `minDb`.
 *
 * NaN stays NaN, and a negative power gives NaN.
 *
 * Cost: one logarithm per number. Allocates the result.
 *
 * @param powers Any number of powers, as `powerOf` and `Bands` return them.
 * @param options The power that is 0 dB, and the least level.
 * @returns The levels, float32 for a `Float32Array`, else float64.
 * @throws TypeError if the powers are not an array of numbers, or an option is of the wrong kind or unknown. RangeError if the
 *   reference is not a finite number above 0, or `minDb` is NaN.
 * @example
 * decibelsOf([1, 100, 0], { minDb: -60 }) // Float64Array [0, 20, -60]
 */
export function decibelsOf(powers: SignalLike, options?: DecibelOptions): Samples {
  const values = readSignal(powers, 'powers')
  const { reference = 1, minDb = -Infinity } = readOptions(options, OPTIONS)
  requirePositive(reference, 'reference')
  requireLevel(minDb, 'minDb')
  const levels = zeros(values.length, precisionOf(values))
  for (let i = 0; i < levels.length; i++) {
    // Math.max keeps NaN.
    levels[i] = Math.max(10 * Math.log10(values[i] / reference), minDb)
  }
  return levels
}

function requireLevel(value: number, name: string): void {
  requireNumber(value, name)
  if (Number.isNaN(value)) throw new RangeError(`${name} must be a number, got NaN`)
}
