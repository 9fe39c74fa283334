import { describe, expect, test } from 'vitest'
import { WindowHistory } from '../../src/pattern/match/window-history.js'
import { hardSignals } from '../support/window-signals.js'
import { noise } from '../support/signals.js'

/** The error of a correlation that the search assumes. */
const TOLERANCE = 4e-12

/** The greatest error of the correlations along a diagonal. */
function greatestError(signal: Float64Array, windowLength: number, lag: number): number {
  const history = new WindowHistory(windowLength, signal.length, true)
  try {
    history.push(signal, 0, signal.length)
    const { table, origin, windowCount } = history
    let greatest = 0
    for (let row = 0; row < windowCount; row++) {
      table.compare(row - origin, row + 1 - origin, lag, lag)
      const { covariance, scale } = table.arrays
      if (row < lag) continue
      // The last of the eight lags that are computed at once is the requested one.
      const r = covariance[7] * scale[row - origin] * scale[row - lag - origin]
      if (Number.isNaN(r)) continue
      const error = Math.abs(1 - r - table.dissimilarity(row - origin, row - lag - origin))
      greatest = Math.max(greatest, error)
    }
    return greatest
  } finally {
    history.dispose()
  }
}

describe('Correlations along a diagonal', () => {
  test('are recomputed after 4096 steps, or eight windows', () => {
    const signal = noise('float64', 10_000, 1)
    for (const [windowLength, steps] of [
      [10, 4096],
      [1000, 8000],
    ]) {
      const history = new WindowHistory(windowLength, signal.length, true)
      history.push(signal, 0, signal.length)
      const { table, origin } = history
      const lag = 300
      const row = lag + steps - origin
      table.compare(-origin, row, lag, lag)
      table.arrays.covariance.fill(1e6)
      table.compare(row, row + 1, lag, lag)
      const { covariance, scale } = table.arrays
      const r = covariance[7] * scale[row] * scale[row - lag]
      expect(r).toBeCloseTo(1 - table.dissimilarity(row, row - lag), 12)
      history.dispose()
    }
  })

  test('are replaced by the direct computation exactly where 1 − r is below 4e−6', () => {
    const phrase = noise('float64', 60, 1)
    const other = noise('float64', 60, 2)
    for (const size of [1e-5, 1e-3, 2.4e-3, 2.5e-3, 2.6e-3, 2.7e-3, 2.8e-3, 2.9e-3, 3e-3, 3.2e-3, 1e-2]) {
      const signal = noise('float64', 300, 3)
      signal.set(phrase, 20)
      signal.set(
        phrase.map((x, k) => x + size * other[k]),
        200,
      )
      const history = new WindowHistory(60, signal.length, true)
      history.push(signal, 0, signal.length)
      const { table, origin, windowCount } = history
      table.compare(-origin, windowCount - origin, 16, 240)
      const direct = table.dissimilarity(200 - origin, 20 - origin)
      const best = table.arrays.neighbours[2 * (20 - origin)]
      expect(best).toBeCloseTo(direct, 13)
      // 1 − r is a multiple of the distance between numbers below 1; the direct computation is finer.
      expect(direct % 2 ** -53).not.toBe(0)
      if (direct < 4e-6) expect(best).toBe(direct)
      else expect(best % 2 ** -53).toBe(0)
      history.dispose()
    }
  })

  test('save the direct computation for nearly all close pairs of a ramp with a little noise', () => {
    const signal = noise('float64', 800, 1).map((x, n) => n + 1e-3 * x) as Float64Array
    const [windowLength, firstLag] = [300, 75]
    const history = new WindowHistory(windowLength, signal.length, true)
    history.push(signal, 0, signal.length)
    const { table, origin, windowCount } = history
    let [pairs, direct] = [0, 0]
    for (let row = firstLag; row < windowCount; row++) {
      table.compare(row - origin, row + 1 - origin, firstLag, windowCount)
      // Each direct computation begins a track: the second number of a track is the row it began with.
      const { buffer, byteOffset } = table.arrays.tracks
      const rows = new Uint32Array(buffer, byteOffset, 12 * windowCount)
      for (let lag = firstLag; lag <= row; lag++, pairs++) if (rows[12 * lag + 1] === row - origin) direct++
    }
    history.dispose()
    expect(direct).toBeGreaterThan(0)
    expect(direct / pairs).toBeLessThan(0.2)
  })

  const x = noise('float64', 12_000, 1)
  const u = noise('float64', 12_000, 2)
  const signals = {
    ...hardSignals(6000),
    'levels that change by 20 to 400': x.map((v, i) => v * 20 ** Math.round(1.4 * u[Math.floor(i / 60)])),
    'levels that change by 30': x.map((v, i) => v * 30 ** Math.round(0.7 * u[Math.floor(i / 100)])),
    'heavy tails': x.map((v, i) => v / (Math.abs(u[i]) + 1e-6)),
    'swelling and fading': x.map((v, i) => v * Math.exp(6 * Math.sin(i / 300))),
  }
  test.each(Object.keys(signals))('stay right to 4e-12 for %s', (name) => {
    const signal = signals[name as keyof typeof signals] as Float64Array
    for (const windowLength of [3, 8, 50]) {
      for (const lag of [windowLength, 333]) {
        expect(greatestError(signal, windowLength, lag)).toBeLessThan(TOLERANCE)
      }
    }
  })
})
