import { MatrixProfiler } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume, type Resuming } from '../support/resuming.js'
import { noise } from '../support/signals.js'
import { hardSignals } from '../support/window-signals.js'

const options = { historyLength: 90, exclusion: 3 }
const lengths = [1, 4, 0, 5, 11, 1, 60, 300, 1, 1, 17, 900, 3, 300, 700]

function resuming(signal: ArrayLike<number>): Resuming<Float64Array, unknown> {
  const samples = Float64Array.from(signal)
  let from = 0
  return {
    create: () => new MatrixProfiler(10, options),
    restore: (bytes) => MatrixProfiler.restore(10, options, bytes),
    chunks: lengths.map((length) => samples.slice(from, (from += length))),
  }
}

describe('A snapshot of a matrix profiler', () => {
  const signals = hardSignals(2400)

  test.each(Object.keys(signals))('resumes bit for bit at any moment, in %s', (name) => {
    expectToResume(resuming(signals[name]), 10)
  })

  test('resumes when covariances are recomputed, after drops and recomputations', () => {
    const signal = noise('float64', 2400, 1).map((x, i) => x * (i % 500 < 250 ? 1e6 : 1e-6))
    signal[100] = NaN
    signal.fill(Infinity, 340, 345)
    signal.fill(7, 1000, 1040)
    expectToResume(resuming(signal))
    // For this window length, recomputations are 4096 windows apart.
    const long = noise('float64', 4200, 2)
    using whole = new MatrixProfiler(10, options)
    const expected = whole.process(long)
    for (const at of [4095, 4104, 4105, 4106]) {
      using before = new MatrixProfiler(10, options)
      before.process(long.subarray(0, at))
      using after = MatrixProfiler.restore(10, options, before.snapshot())
      expect(after.process(long.subarray(at))).toEqual(expected.slice(at - 9))
    }
  })

  test('that is forged does no harm', () => {
    const signal = noise('float64', 2400, 3)
    signal[200] = NaN
    expectForgeriesToDoNoHarm(resuming(signal))
  })

  test('holds only the history, and names the argument that differs', () => {
    using profiler = new MatrixProfiler(10, { historyLength: 1000 })
    expect(profiler.snapshot().length).toBeLessThan(200)
    profiler.process(noise('float64', 5000, 4))
    const bytes = profiler.snapshot()
    expect(bytes.length).toBeLessThan(17 * 1000 + 200)
    expect(() => MatrixProfiler.restore(10, { historyLength: 1001 }, bytes)).toThrow(
      'historyLength must be 1000, as it was when the snapshot was taken, got 1001',
    )
    profiler.dispose()
    expect(() => profiler.snapshot()).toThrow('this object was disposed: make a new one')
  })
})
