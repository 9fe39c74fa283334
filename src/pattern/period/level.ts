import type { TypedSignal } from '../../samples.js'
import { lessMean } from './less-mean.js'

/** Values as near to each other, as a part of a signal's range, are the same; and a level has so many of the samples. */
const SAME = 1e-3
const LEAST_SHARE = 0.25

/**
 * Two signals of one time less what they have beyond zeros at their ends, so that these make no step: the level on which
 * there are pulses, of which at least one signal must consist, or else the mean.
 *
 * @param demean true for the mean anyhow; false for the signals as they are.
 */
export function atLevelZero(
  a: TypedSignal,
  b: TypedSignal,
  demean: boolean | undefined,
): readonly [Float64Array, Float64Array] {
  if (demean === false) return [Float64Array.from(a), Float64Array.from(b)]
  const [levelOfA, levelOfB] = demean === true ? [undefined, undefined] : [levelOf(a), levelOf(b)]
  return [less(a, levelOfA ?? levelOfB), less(b, levelOfB ?? levelOfA)]
}

/** The value with which a signal begins and ends, if it is also that of many samples between. */
function levelOf(signal: TypedSignal): number | undefined {
  const level = signal[0]
  let [least, greatest] = [level, level]
  for (const value of signal) {
    if (value < least) least = value
    else if (value > greatest) greatest = value
  }
  const tolerance = SAME * (greatest - least)
  if (Math.abs(signal[signal.length - 1] - level) > tolerance) return undefined
  let count = 0
  for (const value of signal) if (Math.abs(value - level) <= tolerance) count++
  return count >= LEAST_SHARE * signal.length ? level : undefined
}

function less(signal: TypedSignal, level: number | undefined): Float64Array {
  return level === undefined
    ? lessMean(signal, 'float64')
    : Float64Array.from(signal, (value: number) => value - level)
}
