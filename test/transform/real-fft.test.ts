import { type Precision, RealFft, type Samples } from 'tapline'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { instance } from '../../src/wasm/module.js'
import { EPSILON } from '../support/closeness.js'
import { generate, impulse, noise, PRECISIONS, silence } from '../support/signals.js'

const POWERS = [32, 64, 128, 256, 512, 1024, 4096]
const SIZES = [
  ...Array.from({ length: 70 }, (_, i) => i + 1),
  100,
  127,
  128,
  129,
  255,
  256,
  441,
  512,
  1000,
  1023,
  1024,
]

/** The half-spectrum by definition, with the angle reduced exactly. */
function definition(signal: ArrayLike<number>): Float64Array {
  const size = signal.length
  const bins = new Float64Array(2 * (Math.floor(size / 2) + 1))
  for (let k = 0; 2 * k <= size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (2 * Math.PI * ((k * n) % size)) / size
      bins[2 * k] += signal[n] * Math.cos(angle)
      bins[2 * k + 1] -= signal[n] * Math.sin(angle)
    }
  }
  return bins
}

/** The relative error in the L2 norm. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0
  let whole = 0
  for (let i = 0; i < expected.length; i++) {
    error += (actual[i] - expected[i]) ** 2
    whole += expected[i] ** 2
  }
  return Math.sqrt(error / whole)
}

describe.each(PRECISIONS)('RealFft in %s', (precision) => {
  test('gives the bins of the definition, for any size', () => {
    for (const size of SIZES) {
      const signal = noise(precision, size, size)
      const bins = new RealFft(size, { precision }).forward(signal)
      // The definition itself is summed in float64 without compensation.
      expect(relativeError(bins, definition(signal)), `size ${size}`).toBeLessThan(bound(precision, size, 4))
    }
  })

  test('undoes itself, for any size', () => {
    for (const size of [...SIZES, 5000, 65_536]) {
      const signal = noise(precision, size, size)
      const fft = new RealFft(size, { precision })
      const error = relativeError(fft.inverse(fft.forward(signal)), signal)
      expect(error, `size ${size}`).toBeLessThan(bound(precision, size, 4))
    }
  })

  test('transforms every impulse and every sine correctly', () => {
    for (const size of [33, 64, 128]) {
      const fft = new RealFft(size, { precision })
      for (let at = 0; at < size; at++) {
        const signal = impulse(precision, size, at)
        expect(
          relativeError(fft.forward(signal), definition(signal)),
          `impulse at ${at} of ${size}`,
        ).toBeLessThan(bound(precision, size, 4))
      }
      for (let k = 1; 2 * k < size; k++) {
        const bins = fft.forward(generate(precision, size, (n) => Math.cos((2 * Math.PI * k * n) / size)))
        expect(bins[2 * k], `sine ${k} of ${size}`).toBeCloseTo(size / 2, precision === 'float32' ? 3 : 9)
      }
    }
  })

  test('writes into a given array, and leaves the input unchanged', () => {
    for (const size of [20, 64, 100]) {
      const fft = new RealFft(size, { precision })
      const signal = noise(precision, size, 3)
      const copy = signal.slice()
      const bins = silence(precision, fft.spectrumLength)
      expect(fft.forward(signal, bins)).toBe(bins)
      const bins2 = bins.slice()
      const out = silence(precision, size)
      expect(fft.inverse(bins, out)).toBe(out)
      expect(signal).toEqual(copy)
      expect(bins).toEqual(bins2)
    }
  })

  test.each([20, 32, 64, 100, 128])('of size %d has no finite result if a value is not finite', (size) => {
    const fft = new RealFft(size, { precision })
    const last = fft.spectrumLength - 1
    for (const value of [NaN, Infinity]) {
      for (let n = 0; n < size; n++) {
        const signal = noise(precision, size, 5)
        signal[n] = value
        const bins = fft.forward(signal)
        bins[1] = bins[last] = NaN // 0 otherwise
        expect(bins.some(Number.isFinite), `sample ${n}`).toBe(false)
      }
      for (let i = 0; i < last; i++) {
        if (i === 1) continue
        const bins = noise(precision, last + 1, 6)
        bins[i] = value
        expect(fft.inverse(bins).some(Number.isFinite), `number ${i}`).toBe(false)
      }
    }
  })

  test('has no imaginary part at the ends, and ignores one', () => {
    for (const size of [1, 2, 4, 16, 30, 32, 64, 100, 1024]) {
      const fft = new RealFft(size, { precision })
      const bins: Samples = fft.forward(noise(precision, size, 4))
      const last = fft.spectrumLength - 1
      expect([bins[1], bins[last]].map(Math.abs)).toEqual([0, 0])
      const signal = fft.inverse(bins)
      for (const value of [7, NaN, Infinity]) {
        bins[1] = value
        bins[last] = value
        expect(fft.inverse(bins)).toEqual(signal)
      }
    }
  })
})

test('A float32 transform has a relative error below 2⁻²⁴·√log₂ M', () => {
  for (const size of POWERS) {
    const signal = noise('float32', size, size)
    const exact = new RealFft(size).forward(signal)
    const error = relativeError(new RealFft(size, { precision: 'float32' }).forward(signal), exact)
    expect(error, `size ${size}`).toBeLessThan(2 ** -24 * Math.sqrt(Math.log2(size)))
  }
})

describe('RealFft refuses', () => {
  test.each([
    [() => new RealFft(0), 'size must be a whole number from 1 to 1048576, got 0'],
    [() => new RealFft(2.5), 'size must be a whole number from 1 to 1048576, got 2.5'],
    [() => new RealFft(2 ** 20 + 1), 'size must be a whole number from 1 to 1048576, got 1048577'],
    [() => new RealFft(8).forward([1, 2]), 'signal must have 8 numbers for this transform, got 2'],
    [() => new RealFft(8).inverse([1, 2]), 'spectrum must have 10 numbers for this transform, got 2'],
    [
      () => new RealFft(8).forward(new Float64Array(8), new Float64Array(8)),
      'out must have 10 numbers for this transform, got 8',
    ],
  ])('%s', (act, message) => {
    expect(act).toThrow(new RangeError(message))
  })
})

/** c·ε·√log₂ M, where ε is the distance of 1 to the next number. */
function bound(precision: Precision, size: number, factor: number): number {
  return (
    factor * EPSILON[precision] * Math.max(Math.sqrt(Math.log2(size)), 1) * (precision === 'float64' ? 8 : 1)
  )
}

describe('A plan without enough memory', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test.each([1000, 1024])('of %i frees its memory', (size) => {
    // Once, for blocks that are kept for later use.
    new RealFft(size)
    const heap = instance()
    const allocate = heap.allocate.bind(heap)
    const free = heap.free.bind(heap)
    let [left, live] = [0, 0]
    vi.spyOn(heap, 'allocate').mockImplementation((bytes) => {
      if (left-- === 0) return 0
      live++
      return allocate(bytes)
    })
    vi.spyOn(heap, 'free').mockImplementation((address) => {
      live--
      free(address)
    })
    let failures = 0
    for (let granted = 0; ; granted++) {
      left = granted
      live = 0
      try {
        new RealFft(size)
        break
      } catch (error) {
        expect(String(error)).toContain('there is no memory for')
        expect(live).toBe(0)
        failures++
      }
    }
    expect(failures).toBeGreaterThan(2)
  })
})
