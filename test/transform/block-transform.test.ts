import type { Precision, Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { GREATEST_SIZE, LEAST_SIZE, transformPlan } from '../../src/transform/block-transform.js'
import { Block } from '../../src/wasm/heap.js'
import { multiply } from '../../src/wasm/spectrum.js'
import { convolve, finish, forward, forwardFolded, inverse } from '../../src/wasm/transform.js'
import { naiveConvolution } from '../naive/convolution.js'
import { EPSILON, expectClose, expectSameBits, norm, tolerance } from '../support/closeness.js'
import { generate, impulse, noise, PRECISIONS, samplesOf } from '../support/signals.js'

const SIZES = Array.from({ length: 13 }, (_, i) => 2 ** (i + 4))

function blockOf(samples: Samples): Block {
  const block = new Block(samples.length, samples instanceof Float32Array ? 'float32' : 'float64')
  block.samples.set(samples)
  return block
}

/** The spectrum of N (or, folded, 2N) samples. */
function spectrumOf(samples: Samples, size: number): Block {
  const precision = samples instanceof Float32Array ? 'float32' : 'float64'
  const source = blockOf(samples)
  const spectrum = new Block(2 * size, precision)
  const plan = transformPlan(size, precision)
  if (samples.length === size) forward(spectrum, 0, source, 0, plan)
  else forwardFolded(spectrum, 0, source, 0, plan)
  source.free()
  return spectrum
}

/** 2N samples: the product of two spectra, transformed back. */
function productOf(a: Block, b: Block): Block {
  const { precision, length } = a
  const product = new Block(length, precision)
  multiply(product, 0, a, 0, b, 0, length)
  const result = new Block(length, precision)
  inverse(result, 0, product, 0, transformPlan(length / 2, precision))
  product.free()
  return result
}

/** Convolves x, N or 2N samples, with the N samples of h by transforms. */
function convolved(x: Samples, h: Samples): Samples {
  const size = h.length
  const spectra = [
    spectrumOf(x, size),
    spectrumOf(
      h.map((tap) => tap / size),
      size,
    ),
  ] as const
  const result = productOf(...spectra)
  const samples = result.samples.slice()
  for (const block of [...spectra, result]) block.free()
  return samples
}

/** The convolution of x with a few taps at the given indices, which is fast enough for long signals. */
function sparseConvolution(x: Samples, taps: ReadonlyMap<number, number>, length: number): Float64Array {
  const y = new Float64Array(length)
  for (const [at, tap] of taps) for (let n = 0; n < x.length; n++) y[n + at] += tap * x[n]
  return y
}

function expectConvolution(x: Samples, h: Samples, expected: ArrayLike<number>, precision: Precision): void {
  expectClose(convolved(x, h), expected, tolerance(precision, x, h), `N = ${h.length}`)
}

describe.each(PRECISIONS)('The transform in %s', (precision) => {
  test.each(SIZES.filter((size) => size <= 4096))(
    'of N = %i: forward, multiply, inverse is the linear convolution, all 2N samples of it',
    (size) => {
      const x = noise(precision, size, size)
      const h = noise(precision, size, size + 1)
      expectConvolution(x, h, [...naiveConvolution(x, h), 0], precision)
    },
  )

  test.each([...SIZES, GREATEST_SIZE])('of N = %i convolves noise with a few taps', (size) => {
    const x = noise(precision, size, 3)
    const taps = new Map([
      [0, 0.75],
      [1, -1],
      [size / 2 - 1, 0.5],
      [size - 1, 0.25],
    ])
    const h = generate(precision, size, (i) => taps.get(i) ?? 0)
    expectConvolution(x, h, sparseConvolution(x, taps, 2 * size), precision)
  })

  test('is complete: an impulse at every index meets every tap', () => {
    for (const size of [16, 32, 64, 128, 256]) {
      const h = noise(precision, size, 5)
      for (let at = 0; at < size; at++) {
        const x = impulse(precision, size, at)
        expectConvolution(
          x,
          h,
          generate(precision, 2 * size, (i) => h[i - at] || 0),
          precision,
        )
      }
    }
  })

  test.each(SIZES)('of N = %i, folded, takes 2N samples and convolves them modulo tᴺ − i', (size) => {
    const x = noise(precision, 2 * size, 6)
    const taps = new Map([
      [0, 1],
      [2, -0.5],
      [size - 1, 0.25],
    ])
    const h = generate(precision, size, (i) => taps.get(i) ?? 0)
    // Samples 2N and beyond come back at the start with the sign that t²ᴺ = −1 gives them.
    const linear = sparseConvolution(x, taps, 3 * size)
    const wrapped = linear.slice(0, 2 * size)
    for (let i = 2 * size; i < 3 * size; i++) wrapped[i - 2 * size] -= linear[i]
    expectConvolution(x, h, wrapped, precision)
  })

  test('in one call has the same bits as transform, product and inverse', () => {
    for (const size of SIZES) {
      const plan = transformPlan(size, precision)
      const kernel = spectrumOf(noise(precision, size, 9), size)
      const x = noise(precision, 2 * size, 10)
      const spectrum = spectrumOf(x, size)
      const expected = productOf(spectrum, kernel)
      const source = blockOf(x)
      const before = noise(precision, 2 * size, 8)
      const [target, sum] = [new Block(2 * size, precision), blockOf(before)]
      convolve(target, 0, spectrum, 0, source, 0, kernel, 0, plan, false)
      convolve(sum, 0, spectrum, 0, source, 0, kernel, 0, plan, true)
      expectSameBits(target.samples, expected.samples)
      expectSameBits(
        sum.samples,
        expected.samples.map((value, i) => before[i] + value),
      )
      for (const block of [spectrum, expected, source, target, sum]) block.free()
      kernel.free()
    }
  })

  test('adds the inverse to the existing values, except the last one, which no tap reaches', () => {
    for (const size of SIZES) {
      const plan = transformPlan(size, precision)
      const spectrum = spectrumOf(noise(precision, size, 7), size)
      const again = blockOf(spectrum.samples.slice())
      const before = noise(precision, 2 * size, 8).map((value) => value * size)
      const plain = new Block(2 * size, precision)
      const target = blockOf(before)
      inverse(plain, 0, spectrum, 0, plan)
      finish(target, 0, again, 0, plan)
      const expected = before.map((value, i) => value + (i < 2 * size - 1 ? plain.samples[i] : 0))
      expectSameBits(target.samples, expected, `N = ${size}`)
      for (const block of [spectrum, again, plain, target]) block.free()
    }
  })

  test('works at any offset of a block and does not touch the neighbours', () => {
    for (const size of [16, 32, 64, 128, 512]) {
      const plan = transformPlan(size, precision)
      const [at, from] = [5, 3]
      const x = noise(precision, 2 * size, 9)
      const source = blockOf(samplesOf(precision, [7, 7, 7, ...x, 7, 7]))
      const spectrum = blockOf(generate(precision, 2 * size + 16, () => 9))
      const target = blockOf(generate(precision, 2 * size + 16, () => 9))
      for (const transform of [forward, forwardFolded]) {
        transform(spectrum, at, source, from, plan)
        expectOnly(spectrum.samples, at, 2 * size, 9)
        expectSameBits(source.samples, samplesOf(precision, [7, 7, 7, ...x, 7, 7]), 'the source')
      }
      inverse(target, at, spectrum, at, plan)
      expectOnly(target.samples, at, 2 * size, 9)
      expectOnly(spectrum.samples, at, 2 * size, 9)
      expectClose(
        target.samples.slice(at, at + 2 * size),
        x.map((value) => value * size),
        tolerance(precision, x, [size]),
      )
      forward(spectrum, at, source, from, plan)
      finish(target, at, spectrum, at, plan)
      expectOnly(target.samples, at, 2 * size, 9)
      for (const block of [source, spectrum, target]) block.free()
    }
  })

  test('gives the same bits from a dirty heap and at any address', () => {
    const x = noise(precision, 128, 10)
    const first = spectrumOf(x, 128)
    const spacers = [1, 3, 17, 33].map((length) => blockOf(generate(precision, length, () => NaN)))
    const second = spectrumOf(x, 128)
    expectSameBits(second.samples, first.samples)
    for (const block of [first, second, ...spacers]) block.free()
  })
})

describe('The plan of a transform', () => {
  test('is made once per size and precision', () => {
    expect(transformPlan(64, 'float32')).toBe(transformPlan(64, 'float32'))
    expect(transformPlan(64, 'float32')).not.toBe(transformPlan(64, 'float64'))
    expect(transformPlan(LEAST_SIZE, 'float32').size).toBe(16)
    expect(SIZES[0]).toBe(LEAST_SIZE)
  })
})

describe('The forward transform', () => {
  test.each(PRECISIONS)('in %s evaluates the polynomial of the samples at N roots of tᴺ − i', (precision) => {
    for (const size of [16, 32, 64, 128]) {
      const x = noise(precision, size, 12)
      const roots = complexNumbers(spectrumOf(impulse(precision, size, 1), size))
      const values = complexNumbers(spectrumOf(x, size))
      // zᴺ = i: the phases are −(m + 3/4)/N of a turn, for every m once.
      const indices = roots.map(({ re, im }) => {
        const turn = -Math.atan2(im, re) / (2 * Math.PI)
        return (turn < 0 ? turn + 1 : turn) * size - 3 / 4
      })
      const whole = indices.map((index) => Math.abs(Math.round(index)))
      expectClose(indices, whole, 1e-4)
      expect(whole.toSorted((a, b) => a - b)).toEqual([...whole.keys()])
      for (const [j, index] of whole.entries()) {
        // In quarters of N-th parts of a turn, so that whole turns can be left out exactly.
        const phase = (n: number): number =>
          (-2 * Math.PI * ((n * (4 * index + 3)) % (4 * size))) / (4 * size)
        const re = [...x].reduce((sum, value, n) => sum + value * Math.cos(phase(n)), 0)
        const im = [...x].reduce((sum, value, n) => sum + value * Math.sin(phase(n)), 0)
        expectClose([values[j].re, values[j].im], [re, im], EPSILON[precision] * Math.log2(size) * norm(x))
      }
    }
  })

  test.each([...SIZES, 2 ** 18])(
    'of N = %i has in float32 a relative error of at most 2⁻²⁴·√log₂N, in the 2-norm',
    (size) => {
      const x = noise('float32', size, 11)
      const single = inOrderOfRoots(x, size)
      const double = inOrderOfRoots(Float64Array.from(x), size)
      const difference = single.map((value, i) => value - double[i])
      expect(norm(difference) / norm(double)).toBeLessThan(2 ** -24 * Math.sqrt(Math.log2(size)))
    },
  )
})

interface Complex {
  readonly re: number
  readonly im: number
}

/** The numbers of a spectrum, which holds vectors of 16 bytes: real parts and imaginary parts in turn. */
function complexNumbers({ samples, precision }: Block): Complex[] {
  const lanes = precision === 'float32' ? 4 : 2
  const numbers: Complex[] = []
  for (let at = 0; at < samples.length; at += 2 * lanes) {
    for (let lane = 0; lane < lanes; lane++) {
      numbers.push({ re: samples[at + lane], im: samples[at + lane + lanes] })
    }
  }
  return numbers
}

/**
 * The spectrum of x, sorted by the roots that its numbers belong to. The transform leaves the order open; the roots are
 * found as the spectrum of an impulse at index 1, which is the polynomial t.
 */
function inOrderOfRoots(x: Samples, size: number): Float64Array {
  const precision = x instanceof Float32Array ? 'float32' : 'float64'
  const phases = complexNumbers(spectrumOf(impulse(precision, size, 1), size)).map(({ re, im }) =>
    Math.atan2(im, re),
  )
  const values = complexNumbers(spectrumOf(x, size))
  const order = Array.from(phases.keys()).sort((a, b) => phases[a] - phases[b])
  return Float64Array.from(order.flatMap((j) => [values[j].re, values[j].im]))
}

/** Expects that only samples[at..at + count) differ from `canary`. */
function expectOnly(samples: Samples, at: number, count: number, canary: number): void {
  const outside = [...samples.subarray(0, at), ...samples.subarray(at + count)]
  expect(outside.every((value) => value === canary)).toBe(true)
}
