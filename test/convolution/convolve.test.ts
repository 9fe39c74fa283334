import {
  chooseMethod,
  convolve,
  correlate,
  correlationLags,
  type Precision,
  type Samples,
  type SignalLike,
} from 'tapline'
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { LEAST_SIZE } from '../../src/transform/block-transform.js'
import { instance } from '../../src/wasm/module.js'

import { naiveConvolution, naiveCorrelation, naiveLags } from '../naive/convolution.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { generate, MODES, noise, PRECISIONS, samplesOf } from '../support/signals.js'

const METHODS = ['direct', 'fft', 'overlap-add', 'auto'] as const

afterEach(() => {
  vi.restoreAllMocks()
})

/** Makes the direct form or the transforms fail, which proves that the other path was taken. */
function forbid(...paths: readonly ('fir' | 'convolve')[]): void {
  for (const path of paths) {
    for (const precision of PRECISIONS) {
      vi.spyOn(instance()[precision], path).mockImplementation(() => {
        throw new Error(`${path} was called`)
      })
    }
  }
}

function countBlocks(): { readonly count: () => number } {
  const spies = PRECISIONS.map((precision) => vi.spyOn(instance()[precision], 'convolve'))
  return { count: () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0) }
}

describe.each(PRECISIONS)('The method of convolve in %s', (precision) => {
  const signal = noise(precision, 20_000, 1)
  const kernel = noise(precision, 200, 2)
  const few = noise(precision, 3, 3)

  test('is the direct form with method direct', () => {
    forbid('convolve')
    const result = convolve(signal, kernel, { method: 'direct' })
    expectClose(result, naiveConvolution(signal, kernel), tolerance(precision, signal, kernel))
    forbid('fir')
    expect(() => convolve(signal, few, { method: 'direct' })).toThrow('fir was called')
  })

  test('is one transform of the whole with method fft', () => {
    forbid('fir')
    const blocks = countBlocks()
    const result = convolve(signal, kernel, { method: 'fft' })
    expect(blocks.count()).toBe(1)
    expectClose(
      result,
      convolve(Float64Array.from(signal), kernel, { method: 'overlap-add' }),
      tolerance(precision, signal, kernel),
    )
    forbid('convolve')
    expect(() => convolve(few, few, { method: 'fft' })).toThrow('convolve was called')
  })

  test('works block by block with method overlap-add', () => {
    forbid('fir')
    const blocks = countBlocks()
    const result = convolve(signal, kernel, { method: 'overlap-add' })
    expect(blocks.count()).toBeGreaterThan(3)
    expectClose(result, naiveConvolution(signal, kernel), tolerance(precision, signal, kernel))
  })

  test('is auto by default: the choice of chooseMethod', () => {
    const choice = (taps: Samples): string => chooseMethod(signal.length, taps.length, { precision }).method
    expect(choice(few)).toBe('direct')
    forbid('convolve')
    expectSameBits(convolve(signal, few), convolve(signal, few, { method: 'direct' }))
    vi.restoreAllMocks()
    expect(choice(kernel)).toBe('overlap-add')
    forbid('fir')
    expectSameBits(convolve(signal, kernel), convolve(signal, kernel, { method: 'overlap-add' }))
    expectSameBits(convolve(signal, kernel, { method: 'auto' }), convolve(signal, kernel))
  })

  test('skips blocks outside the requested part', () => {
    const long = noise(precision, 200_000, 4)
    const blocks = countBlocks()
    const result = convolve(kernel, long, { method: 'overlap-add', mode: 'same' })
    expect(blocks.count()).toBeLessThan(10)
    vi.restoreAllMocks()
    const expected = convolve(long, kernel, { method: 'fft' }).slice(99_999, 99_999 + kernel.length)
    expectClose(result, expected, tolerance(precision, long, kernel))
  })

  test('does not change the result of empty signals, nor its type', () => {
    for (const method of METHODS) {
      for (const mode of MODES) {
        const result = convolve(samplesOf(precision, []), samplesOf(precision, [1, 2]), { method, mode })
        expect(result).toEqual(samplesOf(precision, []))
      }
    }
  })

  test('does not depend on the order of the inputs in mode full', () => {
    for (const method of METHODS) {
      const [forth, back] = [convolve(signal, kernel, { method }), convolve(kernel, signal, { method })]
      expectSameBits(forth, back, method)
    }
  })

  test('is the choice of chooseMethod even if the kernel is longer', () => {
    for (const mode of MODES) {
      for (const [n, k] of [
        [104, 588],
        [30, 1000],
        [60, 5000],
        [2000, 20_000],
        [588, 104],
      ]) {
        const [x, h] = [noise(precision, n, 5), noise(precision, k, 6)]
        const { method } = chooseMethod(n, k, { mode, precision })
        expectSameBits(convolve(x, h, { mode }), convolve(x, h, { mode, method }), `${n}, ${k}, ${mode}`)
      }
    }
  })

  test('handles a million samples, in seamless pieces', () => {
    const long = generate(precision, 1_000_000, (i) => (i % 100_003 === 0 ? 1 : 0))
    for (const taps of [few, kernel, noise(precision, 70_000, 6)]) {
      const expected = new Float64Array(long.length + taps.length - 1)
      for (let at = 0; at < long.length; at += 100_003) taps.forEach((tap, k) => (expected[at + k] += tap))
      expectClose(convolve(long, taps), expected, tolerance(precision, long, taps))
    }
  })
})

describe('The inputs and the output', () => {
  test('determine the precision: float32 if the signal is a Float32Array', () => {
    const single = Float32Array.of(0.1, 0.2)
    const double = Float64Array.of(0.1, 0.2)
    for (const kernel of [single, double, [0.1, 0.2]]) {
      const result = convolve(single, kernel)
      expect(result).toBeInstanceOf(Float32Array)
      expectClose(result, naiveConvolution(single, kernel), 2 * tolerance('float32', single, kernel))
    }
    for (const [signal, kernel] of [
      [double, single],
      [[0.1, 0.2], single],
      [Int16Array.of(1), Int16Array.of(1)],
    ] as const) {
      const result = convolve(signal as SignalLike, kernel)
      expect(result).toBeInstanceOf(Float64Array)
      expectClose(result, naiveConvolution(signal, kernel), tolerance('float64', signal, kernel))
    }
    expectTypeOf(convolve(single, single)).toEqualTypeOf<Float32Array<ArrayBuffer>>()
    expectTypeOf(convolve(single, [1])).toEqualTypeOf<Float32Array<ArrayBuffer>>()
    expectTypeOf(convolve(double, single)).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(convolve([1], single)).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(convolve(single as SignalLike, single)).toEqualTypeOf<Samples>()
    expectTypeOf(convolve([1], [1, 1], {}, single)).toEqualTypeOf<Float32Array<ArrayBuffer>>()
  })

  test('are left unchanged', () => {
    const [signal, kernel] = [noise('float32', 500, 1), noise('float32', 40, 2)]
    signal[3] = NaN
    const [signalBefore, kernelBefore] = [signal.slice(), kernel.slice()]
    for (const method of METHODS) {
      convolve(signal, kernel, { method })
      correlate(signal, kernel, { method })
    }
    expectSameBits(signal, signalBefore)
    expectSameBits(kernel, kernelBefore)
  })

  test('may be any kind of array, or a part of one', () => {
    const values = [1, -2, 3, 4, 0, 6]
    const expected = naiveConvolution(values, [1, 2])
    const kinds: SignalLike[] = [
      values,
      Object.freeze([...values]),
      Int8Array.from(values),
      Int16Array.from(values),
      Int32Array.from(values),
      Float32Array.from(values),
      new Float64Array([7, ...values, 7]).subarray(1, 7),
      new Float32Array([7, ...values, 7]).subarray(1, 7),
    ]
    for (const signal of kinds) {
      const error = signal instanceof Float32Array ? 1e-5 : 1e-13
      for (const method of METHODS) expectClose(convolve(signal, [1, 2], { method }), expected, error)
    }
  })

  test('may share a given output, which may be one of the inputs or overlap it', () => {
    for (const precision of PRECISIONS) {
      for (const method of METHODS) {
        const [signal, kernel] = [noise(precision, 9000, 3), noise(precision, 33, 4)]
        const expected = convolve(signal, kernel, { method, mode: 'same' })
        const out = noise(precision, 9000, 5)
        expect(convolve(signal, kernel, { method, mode: 'same' }, out)).toBe(out)
        expectSameBits(out, expected, method)
        const own = signal.slice()
        expect(convolve(own, kernel, { method, mode: 'same' }, own)).toBe(own)
        expectSameBits(own, expected, `${method} in place`)
        const shifted = joinedWithRoom(signal, precision)
        convolve(shifted.subarray(100, 9100), kernel, { method, mode: 'same' }, shifted.subarray(0, 9000))
        expectSameBits(shifted.subarray(0, 9000), expected, `${method} overlapping`)
        const kernelToo = kernel.slice()
        convolve(signal.subarray(0, 33), kernelToo, { method, mode: 'same' }, kernelToo)
        expectSameBits(kernelToo, convolve(signal.subarray(0, 33), kernel, { method, mode: 'same' }), method)
      }
    }
  })

  test('may be of different precisions: the output takes what was computed', () => {
    const signal = Float64Array.of(0.1, 0.2, 0.3)
    const out = new Float32Array(4)
    convolve(signal, [1, 1], {}, out)
    expectSameBits(out, Float32Array.from(convolve(signal, [1, 1])))
  })

  test('take memory only during a call', () => {
    const [signal, kernel] = [noise('float32', 300_000, 6), noise('float32', 50_000, 7)]
    convolve(signal, kernel)
    const heap = watchHeap()
    for (const method of METHODS)
      convolve(signal.subarray(0, 100_000), kernel.subarray(0, 10_000), { method })
    convolve(signal, kernel, { method: 'fft' })
    // Plans of transforms stay.
    const kept = heap.blocks
    convolve(signal, kernel, { method: 'fft' })
    expect(heap.blocks).toBe(kept)
    expect(kept).toBeLessThanOrEqual(3)
  })
})

function joinedWithRoom(signal: Samples, precision: Precision): Samples {
  return samplesOf(precision, [...new Float64Array(100), ...signal])
}

describe('correlate', () => {
  test.each(PRECISIONS)('in %s equals the naive correlation at the lags of correlationLags', (precision) => {
    for (const [n, k] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [5, 4],
      [5, 3],
      [4, 5],
      [100, 33],
      [64, 64],
      [30, 200],
    ] as const) {
      const [signal, template] = [noise(precision, n, n), noise(precision, k, k + 1)]
      const error = tolerance(precision, signal, template)
      for (const mode of MODES) {
        const expected = naiveCorrelation(signal, template, mode)
        for (const method of METHODS)
          expectClose(correlate(signal, template, { mode, method }), expected, error, mode)
        expect([...correlationLags(n, k, mode)]).toEqual(naiveLags(n, k, mode))
      }
    }
  })

  test('equals convolve with the template reversed, and follows its rules', () => {
    const [signal, template] = [noise('float32', 1000, 1), noise('float32', 50, 2)]
    const before = template.slice()
    for (const mode of MODES) {
      const expected = convolve(signal, template.slice().reverse(), { mode })
      expectSameBits(correlate(signal, template, { mode }), expected)
      const out = new Float32Array(expected.length)
      expect(correlate(signal, template, { mode }, out)).toBe(out)
      expectSameBits(out, expected)
    }
    expectSameBits(template, before)
    expectTypeOf(correlate(new Float32Array(1), new Float32Array(1))).toEqualTypeOf<
      Float32Array<ArrayBuffer>
    >()
    expectTypeOf(correlate([1], template)).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(correlate(signal, template)).toEqualTypeOf<Samples>()
    const inPlace = signal.slice()
    correlate(inPlace, template, { mode: 'same' }, inPlace)
    expectSameBits(inPlace, correlate(signal, template, { mode: 'same' }))
    signal[500] = Infinity
    const poisoned = correlate(signal, template)
    expect(poisoned.findIndex(Number.isNaN)).toBe(500)
    expect(poisoned.findLastIndex(Number.isNaN)).toBe(549)
  })

  test('finds a template where it was placed', () => {
    const template = noise('float32', 300, 3)
    const signal = noise('float32', 10_000, 4).map((value) => value / 3)
    template.forEach((value, i) => (signal[4321 + i] += value))
    const scores = correlate(signal, template)
    const best = scores.indexOf(Math.max(...scores))
    expect(correlationLags(10_000, 300)[best]).toBe(4321)
  })
})

describe('chooseMethod', () => {
  test('takes the method with the least estimated cost', () => {
    for (const n of [1, 10, 100, 1000, 100_000, 10_000_000]) {
      for (const k of [1, 8, 64, 500, 5000, 100_000]) {
        for (const mode of MODES) {
          for (const precision of PRECISIONS) {
            const { method, costs, fftSize } = chooseMethod(n, k, { mode, precision })
            expect(Math.min(...Object.values(costs))).toBe(costs[method])
            expect(Object.values(costs).every((cost) => cost > 0)).toBe(true)
            for (const name of ['fft', 'overlap-add'] as const) {
              if (costs[name] === Infinity) continue
              expect(Math.log2(fftSize[name]) % 1).toBe(0)
              expect(fftSize[name]).toBeGreaterThanOrEqual(LEAST_SIZE)
            }
            if (costs.fft < Infinity) expect(2 * fftSize.fft).toBeGreaterThanOrEqual(n + k - 1)
          }
        }
      }
    }
  })

  test('takes the direct form for few taps, one transform for equal lengths and overlap-add for long signals', () => {
    expect(chooseMethod(48_000, 8).method).toBe('direct')
    expect(chooseMethod(4096, 4096, { precision: 'float32' }).method).not.toBe('direct')
    expect(chooseMethod(1_000_000, 4096).method).toBe('overlap-add')
    expect(chooseMethod(3_000_000, 3_000_000).costs.fft).toBe(Infinity)
  })
})
