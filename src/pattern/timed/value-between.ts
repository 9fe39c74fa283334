import { sinc } from '../../filter/windowed-sinc.js'
import type { TimedSample } from './timestamps.js'

type Reading = TimedSample<number>

/** How a value between readings is computed. */
export interface Interpolation {
  /** The number of readings on either side that it uses, if there are that many. */
  readonly reach: number
  /** The value at a time between the first and the last of at least two readings. NaN if one of them is not finite. */
  readonly valueAt: (time: number, readings: readonly Reading[]) => number
}

/** On the straight line between the neighbours. */
export const linear: Interpolation = {
  reach: 1,
  valueAt: (time, [before, after]) => {
    if (!Number.isFinite(before.value) || !Number.isFinite(after.value)) return NaN
    const part = (time - before.time) / (after.time - before.time)
    return before.value + (after.value - before.value) * part
  },
}

/** The highest frequency that signals are assumed to contain, as a fraction of half the rate of the readings. */
const BAND = 0.8
/**
 * The noise of the readings, as a fraction of the power of the signal. Without it, two readings of nearly the same time would
 * have huge weights.
 */
const NOISE = 1e-4

/**
 * On the curve of the least mean square error through a signal of unknown mean that has equal power at all frequencies below
 * BAND/2 readings per reading. Its weights w, whose sum is 1, are those with Σⱼ (sinc(BAND·(tᵢ − tⱼ)) + NOISE·δᵢⱼ)·wⱼ =
 * sinc(BAND·(t − tᵢ)) + μ. Times are in units of the mean distance of the readings, which may lie anywhere. Where they are even,
 * the weights are those of a windowed sinc.
 */
export const bandLimited: Interpolation = {
  reach: 8,
  valueAt: (time, readings) => {
    if (!readings.every(({ value }) => Number.isFinite(value))) return NaN
    const last = readings.length - 1
    const unit = (readings[last].time - readings[0].time) / last / BAND
    const at = readings.map((reading) => (reading.time - time) / unit)
    const factor = cholesky(
      at.map((row, i) => at.slice(0, i + 1).map((column, j) => sinc(row - column) + (i === j ? NOISE : 0))),
    )
    const weights = solved(factor, at.map(sinc))
    const shares = solved(factor, new Array<number>(at.length).fill(1))
    const missing = (1 - sumOf(weights)) / sumOf(shares)
    // Relative to one of them, an offset costs no digits.
    const level = readings[0].value
    return level + sumOf(readings.map(({ value }, i) => (weights[i] + missing * shares[i]) * (value - level)))
  },
}

/** The lower triangle L of a symmetric positive definite matrix L·Lᵀ, in the place of the matrix's own. */
function cholesky(lower: number[][]): readonly (readonly number[])[] {
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j++) {
      let sum = row[j]
      for (let k = 0; k < j; k++) sum -= row[k] * lower[j][k]
      row[j] = i === j ? Math.sqrt(sum) : sum / lower[j][j]
    }
  }
  return lower
}

/** Solves L·Lᵀ·x = right, in place. */
function solved(lower: readonly (readonly number[])[], right: number[]): readonly number[] {
  for (let i = 0; i < right.length; i++) {
    for (let k = 0; k < i; k++) right[i] -= lower[i][k] * right[k]
    right[i] /= lower[i][i]
  }
  for (let i = right.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < right.length; k++) right[i] -= lower[k][i] * right[k]
    right[i] /= lower[i][i]
  }
  return right
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
