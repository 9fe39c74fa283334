import type { TypedSignal } from '../../samples.js'
import { lessMean } from './less-mean.js'

/** Values within this part of a signal's range count as the same, and a level has at least this share of the samples. */
const SAME = 1e-3
const LEAST_SHARE = 0.25

/**
 * Subtracts an offset from two simultaneous signals, so that padding them with zeros makes no step: the level between the pulses
 * if at least one of the signals consists of pulses, else the mean.
 *
 * @param demean true to always subtract the mean; false to leave the signals unchanged.
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

/** The value with which a signal begins and ends, if many samples in between have it as well. */
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
