import { ComplexFft, type ComplexSamples, type Precision, RealFft } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/complex.json' with { type: 'json' }
import { naiveDft, type Parts } from '../naive/dft.js'
import { EPSILON, expectClose, norm } from '../support/closeness.js'
import { noise, PRECISIONS, silence } from '../support/signals.js'

// golden/complex.json: computed by numpy.fft.fft; version and seed are in the file.

const SIZES = [...Array.from({ length: 40 }, (_, i) => i + 1), 64, 100, 127, 128, 129, 441, 512, 1000, 1024]

const complexNoise = (precision: Precision, length: number) => ({
  re: noise(precision, length, length),
  im: noise(precision, length, length + 1),
})
const both = ({ re, im }: Parts): number[] => [...Array.from(re), ...Array.from(im)]

/** The error of both parts in the L2 norm, relative to what is expected. */
function relativeError(actual: Parts, expected: Parts): number {
  const reference = both(expected)
  return norm(both(actual).map((value, i) => value - reference[i])) / norm(reference)
}

/** c·ε·√log₂ M. The definition is summed in float64 without compensation. */
const bound = (precision: Precision, size: number): number =>
  4 * EPSILON[precision] * Math.max(Math.sqrt(Math.log2(size)), 1) * (precision === 'float64' ? 8 : 1)

describe.each(PRECISIONS)('ComplexFft in %s', (precision) => {
  test('gives the bins of the definition, for any size', () => {
    for (const size of SIZES) {
      const signal = complexNoise(precision, size)
      const bins = new ComplexFft(size, { precision }).forward(signal)
      expect(relativeError(bins, naiveDft(signal)), `size ${size}`).toBeLessThan(bound(precision, size))
      expect(bins.re.constructor).toBe(signal.re.constructor)
    }
  })

  test('undoes itself, for any size', () => {
    for (const size of [...SIZES, 5000, 65_536]) {
      const signal = complexNoise(precision, size)
      const fft = new ComplexFft(size, { precision })
      const error = relativeError(fft.inverse(fft.forward(signal)), signal)
      expect(error, `size ${size}`).toBeLessThan(bound(precision, size))
    }
  })

  test('puts each turning tone into its bin, negative frequencies after the positive ones', () => {
    for (const size of [7, 32, 48]) {
      const fft = new ComplexFft(size, { precision })
      for (let k = 0; k < size; k++) {
        const phases = Array.from({ length: size }, (_, n) => (2 * Math.PI * ((k * n) % size)) / size)
        const tone = { re: phases.map(Math.cos), im: phases.map(Math.sin) }
        const { re, im } = fft.forward(tone)
        expectClose(
          re,
          Array.from({ length: size }, (_, i) => (i === k ? size : 0)),
          1e-4,
          `re, ${k}`,
        )
        expectClose(im, new Float64Array(size), 1e-4, `im, ${k}`)
      }
    }
  })

  test('writes into given arrays, also those of the input', () => {
    for (const size of [5, 64, 100]) {
      const fft = new ComplexFft(size, { precision })
      const signal = complexNoise(precision, size)
      const copy = { re: signal.re.slice(), im: signal.im.slice() }
      const out = { re: silence(precision, size), im: silence(precision, size) }
      expect(fft.forward(signal, out)).toBe(out)
      expect(signal).toEqual(copy)
      const inverse = fft.inverse(out)
      expect(fft.forward(signal, signal)).toEqual(out)
      expect(fft.inverse(signal, signal)).toEqual(inverse)
    }
  })

  test('has the bits of RealFft where the imaginary part is zero', () => {
    const re = noise(precision, 100, 3)
    const bins = new RealFft(100, { precision }).forward(re)
    const spectrum = new ComplexFft(100, { precision }).forward({ re, im: silence(precision, 100) })
    for (let k = 0; k <= 50; k++)
      expect([spectrum.re[k], spectrum.im[k] + 0]).toEqual([bins[2 * k], bins[2 * k + 1] + 0])
  })
})

test('ComplexFft gives the results of NumPy, forward and back', () => {
  for (const { signal, spectrum } of golden.fft) {
    const fft = new ComplexFft(signal.re.length)
    const results: [ComplexSamples, Parts][] = [
      [fft.forward(signal), spectrum],
      [fft.inverse(spectrum), signal],
    ]
    for (const [actual, expected] of results) {
      expectClose(actual.re, expected.re, 1e-12, 're')
      expectClose(actual.im, expected.im, 1e-12, 'im')
    }
  }
})

describe('ComplexFft refuses', () => {
  const fft = new ComplexFft(2)
  const right = { re: [1, 2], im: [3, 4] }
  const same = new Float64Array(2)
  test.each([
    [() => new ComplexFft(0), 'size must be a whole number from 1 to 1048576, got 0'],
    [() => fft.forward({ re: [1], im: [1] }), 'signal.re must have 2 numbers for this transform, got 1'],
    [() => fft.inverse({ re: [1, 2], im: [1] }), 'spectrum.im must have 2 samples, as spectrum.re, got 1'],
    [
      () => fft.forward(right, { re: new Float64Array(2), im: new Float64Array(3) }),
      'out.im must have 2 samples, as the transform has, got 3',
    ],
    [
      () => fft.forward(right, { re: same, im: same }),
      'out.im must have memory of its own, got some of out.re: pass another array',
    ],
  ])('%s', (act, message) => {
    expect(act).toThrow(new RangeError(message))
  })
})
