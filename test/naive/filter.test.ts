import { expect, test } from 'vitest'
import { besselI0, naiveGain, naiveResample, naiveTones } from './filter.js'

// Checks the definitions against cases computed by hand.

test('A sum of two samples has gain 2, √2, and 0 at none, half and all of the Nyquist frequency', () => {
  expect(naiveGain([1, 1], 0, 8)).toBe(2)
  expect(naiveGain([1, 1], 2, 8)).toBeCloseTo(Math.SQRT2, 14)
  expect(naiveGain([1, 1], 4, 8)).toBeCloseTo(0, 14)
})

test('A tone of a quarter of the rate repeats every four samples', () => {
  const tone = naiveTones([{ frequencyHz: 2, phase: 0 }], 8, 5)
  for (const [n, value] of [1, 0, -1, 0, 1].entries()) expect(tone[n]).toBeCloseTo(value, 14)
})

test('I₀ is 1 at 0, and has its tabulated values at 1 and 10', () => {
  expect(besselI0(0)).toBe(1)
  expect(besselI0(1)).toBeCloseTo(1.2660658777520084, 14)
  expect(besselI0(10) / 2815.716628466254).toBeCloseTo(1, 14)
})

test('An impulse among two hundred samples becomes a sinc when the rate is doubled', () => {
  const x = new Float64Array(401)
  x[200] = 1
  const y = naiveResample(x, 2, 1)
  expect(y).toHaveLength(802)
  // sinc(0.955·t) at t = 0, 1/2 and 1, all scaled by 0.955 for a sum of 1; the window is 1 to within a thousandth there.
  for (const [at, time] of [
    [400, 0],
    [401, 0.5],
    [399, 0.5],
    [402, 1],
  ]) {
    const angle = Math.PI * 0.955 * time
    expect(y[at]).toBeCloseTo(0.955 * (time === 0 ? 1 : Math.sin(angle) / angle), 3)
  }
})
