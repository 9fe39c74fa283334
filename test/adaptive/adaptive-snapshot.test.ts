import { AdaptiveConvolver, type AdaptiveConvolverOptions } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { noise } from '../support/signals.js'

const reference = noise('float64', 900, 1)
const desired = reference.map((_, n) => (n < 3 ? 0 : reference[n - 3] - 0.4 * reference[n - 2]))
reference[333] = NaN
desired[100] = NaN

const METHODS: readonly AdaptiveConvolverOptions[] = [
  { length: 7, precision: 'float64' },
  { length: 20, method: 'frequency' },
]

describe.each(METHODS)('An adaptive convolver of $length taps', (options) => {
  const chunks = Array.from({ length: 60 }, (_, i) => ({
    reference: reference.subarray(i * 15, i * 15 + (i % 4 === 0 ? 13 : 15)),
    desired: desired.subarray(i * 15, (i + 1) * 15 - (i % 5 === 0 ? 4 : 0)),
  }))
  const resuming = {
    create: () => new AdaptiveConvolver(options),
    restore: (bytes: Uint8Array) => AdaptiveConvolver.restore(options, bytes),
    chunks,
    shown: ({ output, error }: { readonly output: unknown; readonly error: unknown }) => [output, error],
  }

  test('continues from a snapshot, bit for bit', () => {
    expectToResume(resuming)
  })

  test('does no harm by a forged snapshot', () => {
    expectForgeriesToDoNoHarm(resuming)
  })

  test('keeps its kernel, and whether it learns', () => {
    const adaptive = new AdaptiveConvolver(options)
    adaptive.process({ reference, desired })
    adaptive.setLearning(false)
    const restored = AdaptiveConvolver.restore(options, adaptive.snapshot())
    expect(restored.kernel).toEqual(adaptive.kernel)
    expect(restored.isLearning).toBe(false)
    const other = { ...options, length: options.length + 1 }
    expect(() => AdaptiveConvolver.restore(other, adaptive.snapshot())).toThrow(
      `length must be ${options.length}, as it was when the snapshot was taken, got ${other.length}`,
    )
  })
})

test('A snapshot of 4,096 taps has some 13 numbers a tap', () => {
  const adaptive = new AdaptiveConvolver({ length: 4096 })
  const signal = noise('float32', 5 * 4096 + 100, 1)
  adaptive.process({ reference: signal, desired: signal })
  expect(adaptive.snapshot().length / (4 * 4096)).toBeLessThan(13.5)
})
