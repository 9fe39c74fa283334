import { expect, test } from 'vitest'
import { roomReport } from '../../src/cli/ir/room-report.js'
import { noise } from '../support/signals.js'

const sampleRate = 48_000
const direct = 480

/** Noise that falls by 60 dB in `seconds`, after 10 ms of silence. */
function room(seconds: number): Float64Array {
  const raw = noise('float64', 2 * sampleRate, 3)
  return Float64Array.from(raw, (x, n) =>
    n < direct ? 0 : x * 10 ** ((-3 * (n - direct)) / (seconds * sampleRate)),
  )
}

/** For an exponential decay: C = 10·log₁₀(e^(13.8·t/T) − 1). */
const clarityOf = (early: number, seconds: number): number =>
  10 * Math.log10(10 ** ((6 * early) / seconds) - 1)

test('an exponential decay has the same times in all bands, and the clarity of the formula', () => {
  const { edtSeconds, c50Db, c80Db, bands } = roomReport(room(1), direct, sampleRate)
  expect(bands.map(({ centerHz }) => centerHz)).toEqual([125, 250, 500, 1000, 2000, 4000, 8000])
  expect(edtSeconds).toBeCloseTo(1, 1)
  expect(c50Db).toBeCloseTo(clarityOf(0.05, 1), 0)
  expect(c80Db).toBeCloseTo(clarityOf(0.08, 1), 0)
  for (const band of bands.slice(2)) {
    expect(Math.abs((band.t30Seconds ?? 0) - 1)).toBeLessThan(0.08)
    expect(Math.abs((band.edtSeconds ?? 0) - 1)).toBeLessThan(0.25)
    expect(Math.abs((band.c80Db ?? 0) - clarityOf(0.08, 1))).toBeLessThan(1.5)
  }
})

test('clarity is the ratio of the energies before and after its limit', () => {
  const response = new Float64Array(sampleRate / 2)
  response[direct] = 2
  response[direct + 0.05 * sampleRate - 1] = 1
  response[direct + 0.05 * sampleRate] = 1
  response[direct + 0.08 * sampleRate] = 1
  const { c50Db, c80Db } = roomReport(response, direct, sampleRate)
  expect(c50Db).toBeCloseTo(10 * Math.log10(5 / 2), 10)
  expect(c80Db).toBeCloseTo(10 * Math.log10(6 / 1), 10)
})

test('a tone rings only in its own octave', () => {
  const tone = room(1).map((_, n) =>
    n < direct
      ? 0
      : Math.sin((2 * Math.PI * 1000 * n) / sampleRate) * 10 ** ((-3 * (n - direct)) / sampleRate),
  )
  const band = roomReport(tone, direct, sampleRate).bands.find(({ centerHz }) => centerHz === 1000)
  expect(band?.t30Seconds).toBeCloseTo(1, 2)
  expect(band?.edtSeconds).toBeCloseTo(1, 1)
})

test('values that cannot be measured are left out, and so are octaves beyond half the sample rate', () => {
  const report = roomReport(Float32Array.of(1), 0, 8000)
  expect(report).toMatchObject({ edtSeconds: undefined, c50Db: undefined, c80Db: undefined })
  expect(report.bands.map(({ centerHz }) => centerHz)).toEqual([125, 250, 500, 1000, 2000])
  expect(roomReport(Float32Array.of(1), 0, 1).bands).toEqual([])
})
