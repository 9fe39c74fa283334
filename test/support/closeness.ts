import { expect } from 'vitest'
import type { Precision } from 'tapline'

/** Twice the rounding error of one operation: the distance of 1 to the next number. */
export const EPSILON: Record<Precision, number> = { float32: 2 ** -23, float64: 2 ** -52 }

/** The smallest positive number. */
const LEAST: Record<Precision, number> = { float32: 2 ** -149, float64: 2 ** -1074 }

/**
 * The c of the tolerance below. The worst case of the suite is 2.9: the direct form with a thousand equal taps, whose rounding
 * errors all go one way. The transforms stay below 1.
 */
const FACTOR = 4

/**
 * The greatest error that a convolution of x and h may have: c·ε·log₂(N)·‖x‖₂·‖h‖₂, where N is the length of the full
 * result. Denormal numbers are rounded to a multiple of the smallest one, whatever their size, and transforms of N points (at least
 * 32) that are not divided by N sum up N such errors.
 */
export function tolerance(precision: Precision, x: ArrayLike<number>, h: ArrayLike<number>): number {
  const length = x.length + h.length
  const xNorm = norm(x)
  const hNorm = norm(h)
  const denormal = 2 * LEAST[precision] * Math.max(length, 32) * (1 + xNorm + hNorm)
  return FACTOR * EPSILON[precision] * Math.log2(length) * xNorm * hNorm + denormal
}

/** ‖x‖₂ of the finite values of x, scaled so that squares neither overflow nor underflow. */
export function norm(x: ArrayLike<number>): number {
  let greatest = 0
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i])) greatest = Math.max(greatest, Math.abs(x[i]))
  }
  if (greatest === 0) return 0
  let sum = 0
  for (let i = 0; i < x.length; i++) if (Number.isFinite(x[i])) sum += (x[i] / greatest) ** 2
  return greatest * Math.sqrt(sum)
}

/** Expects every value within `error` of the expected one, and NaN exactly where it is expected. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  error: number,
  what = '',
): void {
  requireLength(actual, expected, what)
  let worst = -1
  let greatest = 0
  for (let i = 0; i < expected.length; i++) {
    const difference = Number.isNaN(expected[i])
      ? Number.isNaN(actual[i])
        ? 0
        : Infinity
      : Math.abs(actual[i] - expected[i])
    // Written so that NaN counts as the worst.
    if (!(difference <= greatest)) {
      greatest = Number.isNaN(difference) ? Infinity : difference
      worst = i
    }
  }
  if (greatest <= error) return
  expect.fail(
    `${what}: [${worst}] is ${actual[worst]}, expected ${expected[worst]} ` +
      `(error ${greatest}, allowed ${error})`,
  )
}

/** Expects the same numbers, bit for bit: 0 is not −0. (All NaN are one.) */
export function expectSameBits(actual: ArrayLike<number>, expected: ArrayLike<number>, what = ''): void {
  requireLength(actual, expected, what)
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i])) continue
    expect.fail(`${what}: [${i}] is ${actual[i]}, expected just ${expected[i]}`)
  }
}

/** Throws unless the lengths are the same. `expect` itself is slow, and these checks are made very often. */
function requireLength(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  if (actual.length !== expected.length) {
    expect.fail(`${what}: there are ${actual.length} values, expected ${expected.length}`)
  }
}
