import type { Precision, Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { fir, PADDING } from '../../src/wasm/fir.js'
import { Block } from '../../src/wasm/heap.js'
import { clear, copy, ingest, ORDINARY, SILENT, SPECIAL } from '../../src/wasm/samples.js'
import { multiply } from '../../src/wasm/spectrum.js'
import { naiveConvolution } from '../naive/convolution.js'
import { EPSILON, expectClose, expectSameBits, norm, tolerance } from '../support/closeness.js'
import { generate, noise, PRECISIONS, samplesOf } from '../support/signals.js'

function blockOf(samples: Samples): Block {
  const block = new Block(samples.length, samples instanceof Float32Array ? 'float32' : 'float64')
  block.samples.set(samples)
  return block
}

/** Frees what a test allocated, when it is over. */
function freeing(...blocks: readonly Block[]): void {
  for (const block of blocks) block.free()
}

/** A value that no computation here returns. */
const CANARY = 12_345

/** The product of spectra by definition. They hold vectors of 16 bytes: real parts and imaginary parts in turn. */
function naiveProduct(a: Samples, b: Samples): Float64Array {
  const lanes = a instanceof Float32Array ? 4 : 2
  return Float64Array.from(a, (_, i) => {
    const isReal = Math.floor(i / lanes) % 2 === 0
    const re = isReal ? i : i - lanes
    const im = re + lanes
    return isReal ? a[re] * b[re] - a[im] * b[im] : a[re] * b[im] + a[im] * b[re]
  })
}

describe.each(PRECISIONS)('The engine in %s', (precision) => {
  describe('multiply', () => {
    test.each([64, 128, 1024])(
      'of spectra of %i samples multiplies complex numbers point by point',
      (length) => {
        const [a, b] = [noise(precision, length, 1), noise(precision, length, 2)]
        const [left, right] = [blockOf(a), blockOf(b)]
        const target = blockOf(generate(precision, length + 10, () => CANARY))
        multiply(target, 5, left, 0, right, 0, length)
        expectClose(target.samples.slice(5, 5 + length), naiveProduct(a, b), 2 * EPSILON[precision])
        expectCanaries(target.samples, 5, length)
        freeing(left, right, target)
      },
    )

    test('may write its result over a factor', () => {
      const [a, b] = [noise(precision, 128, 1), noise(precision, 128, 2)]
      const [left, right] = [blockOf(a), blockOf(b)]
      multiply(left, 0, left, 0, right, 0, 128)
      expectClose(left.samples, naiveProduct(a, b), 2 * EPSILON[precision])
      left.samples.set(a)
      multiply(right, 0, left, 0, right, 0, 128)
      expectClose(right.samples, naiveProduct(a, b), 2 * EPSILON[precision])
      freeing(left, right)
    })
  })

  describe('fir', () => {
    const counts = [...Array.from({ length: 70 }, (_, i) => i), 100, 127, 128, 129, 1000]
    const tapCounts = [...Array.from({ length: 18 }, (_, i) => i), 31, 32, 33, 64, 100, 129]

    test('equals the direct form, for every small count and number of taps', () => {
      for (const tapCount of tapCounts) {
        const taps = noise(precision, tapCount, 3)
        const signal = noise(precision, 1000, 4)
        const initial = noise(precision, 1000, 5)
        const full = naiveConvolution(signal, tapCount === 0 ? [0] : taps)
        const error = tolerance(precision, signal, [...taps, 1])
        for (const count of counts) {
          const actual = firOf({ precision, initial, signal, taps, count })
          const expected = Array.from({ length: count }, (_, i) => initial[i] + full[i])
          expectClose(actual, expected, error, `${count} outputs of ${tapCount} taps`)
        }
      }
    })

    test('gives each output the same bits, however many are computed at once', () => {
      for (const tapCount of tapCounts) {
        const [taps, signal, initial] = [
          noise(precision, tapCount, 3),
          noise(precision, 200, 4),
          noise(precision, 200, 5),
        ]
        const all = firOf({ precision, initial, signal, taps, count: 200 })
        for (let from = 0; from < 70; from++) {
          for (const count of [1, 3, 29, 64]) {
            const some = firOf({ precision, initial, signal, taps, count, from })
            expectSameBits(some, all.subarray(from, from + count), `${tapCount} taps, ${count} from ${from}`)
          }
        }
      }
    })

    /** Asks for `count` outputs from index `from` on, with canaries about. */
    function firOf(options: {
      readonly precision: Precision
      readonly initial: Samples
      readonly signal: Samples
      readonly taps: Samples
      readonly count: number
      readonly from?: number
    }): Samples {
      const { initial, signal, taps, count, from = 0 } = options
      const past = Math.max(taps.length - 1, 0)
      const source = blockOf(samplesOf(precision, [...new Float64Array(past), ...signal]))
      const tapBlock = blockOf(taps)
      const initialBlock = blockOf(initial)
      const target = blockOf(generate(precision, count + 20, () => CANARY))
      const at = 7
      fir(target, at, initialBlock, from, source, past + from, tapBlock, 0, taps.length, count)
      expectCanaries(target.samples, at, count + PADDING - 1)
      const outputs = target.samples.slice(at, at + count)
      freeing(source, tapBlock, initialBlock, target)
      return outputs
    }
  })

  describe('ingest', () => {
    const least = precision === 'float32' ? 2 ** -126 : 2 ** -1022
    const greatest = precision === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE
    const kinds = [
      ['zeros', 0, SILENT],
      ['negative zeros', -0, SILENT],
      ['a number', -0.5, ORDINARY],
      ['the least number that counts', 1.001 * least, ORDINARY],
      ['the greatest number', -greatest, ORDINARY],
      ['a number that is too small', -0.999 * least, SPECIAL],
      ['a denormal number', precision === 'float32' ? 1e-45 : 5e-324, SPECIAL],
      ['NaN', NaN, SPECIAL],
      ['Infinity', Infinity, SPECIAL],
      ['−Infinity', -Infinity, SPECIAL],
    ] as const

    test.each(kinds)('recognizes %s, at any position in a run of any length', (_name, value, kind) => {
      for (const others of [0, 1]) {
        for (let count = 1; count < 22; count++) {
          for (let at = 0; at < count; at++) {
            // The samples around the run would be special, but are not part of it.
            const samples = generate(precision, count + 10, (i) => (i < 5 || i >= 5 + count ? NaN : others))
            samples[5 + at] = value
            const source = blockOf(samples)
            const target = blockOf(generate(precision, count + 10, () => CANARY))
            const expected = others === 1 && kind === SILENT && count > 1 ? ORDINARY : kind
            expect(ingest(target, 3, source, 5, count)).toBe(expected)
            expectSameBits(target.samples.slice(3, 3 + count), samples.slice(5, 5 + count))
            expectCanaries(target.samples, 3, count)
            expect(ingest(source, 5, source, 5, count)).toBe(expected)
            expectSameBits(source.samples, samples)
            freeing(source, target)
          }
        }
      }
    })

    test('treats an empty run as silent, and copies nothing', () => {
      const block = blockOf(samplesOf(precision, [NaN, 1]))
      expect(ingest(block, 1, block, 0, 0)).toBe(SILENT)
      expect([...block.samples]).toEqual([NaN, 1])
      block.free()
    })
  })

  test('copies and clears exactly the given run, also if source and target overlap', () => {
    const block = blockOf(samplesOf(precision, [1, 2, 3, 4, 5, 6, 7, 8]))
    copy(block, 1, block, 2, 4)
    expect([...block.samples]).toEqual([1, 3, 4, 5, 6, 6, 7, 8])
    copy(block, 3, block, 1, 4)
    expect([...block.samples]).toEqual([1, 3, 4, 3, 4, 5, 6, 8])
    clear(block, 2, 3)
    expect([...block.samples]).toEqual([1, 3, 0, 0, 0, 5, 6, 8])
    block.free()
  })
})

/** Expects CANARY in all samples but samples[at..at + count). */
function expectCanaries(samples: Samples, at: number, count: number): void {
  const outside = [...samples.subarray(0, at), ...samples.subarray(at + count)]
  expect(norm(outside.map((value) => value - CANARY))).toBe(0)
}
