import { Autocorrelator, PitchDetector, type Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume, type Resuming } from '../support/resuming.js'
import { noise } from '../support/signals.js'

const signal = noise('float64', 3000, 1).map((value, n) => Math.sin(n / 5) + value / 10)
signal[700] = NaN
const chunks = [1, 100, 0, 399, 300, 7, 1000, 1, 1, 800].map((length, i) =>
  signal.slice(200 * i, 200 * i + length),
)

const autocorrelation = { window: 64, hop: 40, maxLag: 20, demean: true } as const
const pitch = { window: 256, hop: 100, sampleRate: 8000 } as const

const kinds: Record<string, Resuming<Samples, unknown>> = {
  Autocorrelator: {
    create: () => new Autocorrelator(autocorrelation),
    restore: (bytes) => Autocorrelator.restore(autocorrelation, bytes),
    chunks,
  },
  PitchDetector: {
    create: () => new PitchDetector(pitch),
    restore: (bytes) => PitchDetector.restore(pitch, bytes),
    chunks,
  },
}

describe.each(Object.entries(kinds))('A snapshot of %s', (_name, resuming) => {
  test('resumes bit for bit at any moment', () => {
    expectToResume(resuming)
  })

  test('that is forged does no harm', () => {
    expectForgeriesToDoNoHarm(resuming, 100)
  })
})

test('A snapshot names the option that differs', () => {
  const bytes = new Autocorrelator(autocorrelation).snapshot()
  expect(() => Autocorrelator.restore({ ...autocorrelation, maxLag: 21 }, bytes)).toThrow(
    'maxLag must be 20, as it was when the snapshot was taken, got 21',
  )
  expect(() => PitchDetector.restore(pitch, bytes)).toThrow(
    'bytes must be a snapshot of a PitchDetector, got one of a Autocorrelator',
  )
})
