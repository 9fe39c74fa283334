import fc from 'fast-check'
import { ComplexConvolver, type ComplexSamples, Convolver, convolve, type Precision } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/complex.json' with { type: 'json' }
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, tolerance } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { joined, noise, PRECISIONS } from '../support/signals.js'

// golden/complex.json: computed by SciPy; functions, versions and seed are in the file.

type Parts = Readonly<Record<'re' | 'im', ArrayLike<number>>>

const complexNoise = (precision: Precision, length: number, seed: number) => ({
  re: noise(precision, length, seed),
  im: noise(precision, length, seed + 1),
})
const both = ({ re, im }: Parts): number[] => [...Array.from(re), ...Array.from(im)]

/** re = ac − bd and im = ad + bc, by the definition of real convolution. */
function naiveComplex(x: Parts, h: Parts): Parts {
  const product = (a: ArrayLike<number>, b: ArrayLike<number>) => naiveConvolution(a, b, 'full')
  const [bd, bc] = [product(x.im, h.im), product(x.im, h.re)]
  return {
    re: product(x.re, h.re).map((value, n) => value - bd[n]),
    im: product(x.re, h.im).map((value, n) => value + bc[n]),
  }
}

/** The whole output for a signal in chunks of these lengths, and a last chunk with the rest. */
function streamed(
  convolver: ComplexConvolver,
  x: ComplexSamples,
  lengths: readonly number[],
): ComplexSamples {
  const results: ComplexSamples[] = []
  let from = 0
  for (const length of [...lengths, x.re.length]) {
    const to = Math.min(from + length, x.re.length)
    results.push(convolver.process({ re: x.re.subarray(from, to), im: x.im.subarray(from, to) }))
    from = to
  }
  results.push(convolver.flush())
  const whole = (part: 're' | 'im') =>
    joined(
      convolver.precision,
      results.map((result) => result[part]),
    )
  return { re: whole('re'), im: whole('im') }
}

describe.each(PRECISIONS)('ComplexConvolver in %s', (precision) => {
  test.each([1, 20, 700, 5000])('follows the definition for %i taps, complex and real', (length) => {
    const x = complexNoise(precision, 2000, 1)
    const h = complexNoise(precision, length, 3)
    const zeros = h.re.map(() => 0)
    for (const kernel of [h, { re: h.re, im: zeros }]) {
      using convolver = new ComplexConvolver(kernel === h ? h : h.re)
      const result = streamed(convolver, x, [1, 300, 64])
      const expected = naiveComplex(x, kernel)
      const error = 4 * tolerance(precision, both(x), both(kernel))
      expectClose(result.re, expected.re, error, 're')
      expectClose(result.im, expected.im, error, 'im')
      expect(result.re.constructor).toBe(x.re.constructor)
    }
  })

  test('has the same bits for any chunks', () => {
    const x = complexNoise(precision, 3000, 5)
    x.re[1200] = NaN
    const h = complexNoise(precision, 900, 7)
    for (const blockSize of [0, 100]) {
      using whole = new ComplexConvolver(h, { blockSize })
      const expected = streamed(whole, x, [])
      fc.assert(
        fc.property(fc.array(fc.nat(500), { maxLength: 12 }), (lengths) => {
          using convolver = new ComplexConvolver(h, { blockSize })
          expect(streamed(convolver, x, lengths)).toStrictEqual(expected)
        }),
        { seed: SEED, numRuns: 20 },
      )
    }
  })

  test('equals two convolvers for a real kernel, bit for bit', () => {
    const x = complexNoise(precision, 1500, 5)
    const taps = noise(precision, 300, 1)
    const parts = [x.re, x.im].map((part) => {
      const convolver = new Convolver(taps)
      return joined(precision, [convolver.process(part), convolver.flush()])
    })
    expect(streamed(new ComplexConvolver(taps), x, [])).toStrictEqual({ re: parts[0], im: parts[1] })
  })

  test('makes NaN of both parts of only the outputs that read a non-finite value', () => {
    const x = complexNoise(precision, 400, 1)
    x.re[50] = NaN
    x.im[250] = -Infinity
    const { re, im } = streamed(new ComplexConvolver(complexNoise(precision, 40, 9)), x, [7])
    for (let n = 0; n < re.length; n++) {
      const isSpoiled = (n >= 50 && n < 90) || (n >= 250 && n < 290)
      expect([Number.isNaN(re[n]), Number.isNaN(im[n])], `${n}`).toEqual([isSpoiled, isSpoiled])
    }
    const apart = streamed(new ComplexConvolver(noise(precision, 40, 9)), x, [7])
    expect([apart.re[60], apart.im[260]]).toEqual([NaN, NaN])
    expect(apart.im[60] + apart.re[260]).not.toBeNaN()
  })

  test('writes into given arrays of any length, even those of the chunk', () => {
    const h = complexNoise(precision, 100, 9)
    for (const length of [50, 60_000]) {
      const x = complexNoise(precision, length, 3)
      const expected = new ComplexConvolver(h).process(x)
      expect(new ComplexConvolver(h).process(x, x)).toBe(x)
      expect(x).toStrictEqual(expected)
    }
  })

  test('exchanges kernels, complex and real, at any sample', () => {
    const [first, second] = [complexNoise(precision, 50, 1), complexNoise(precision, 30, 5)]
    const x = complexNoise(precision, 500, 8)
    const convolver = new ComplexConvolver(first)
    const head = convolver.process({ re: x.re.subarray(0, 200), im: x.im.subarray(0, 200) })
    convolver.setKernel(second, { delay: 100 })
    const middle = convolver.process({ re: x.re.subarray(200), im: x.im.subarray(200) })
    const [before, after] = [first, second].map((kernel) => convolve(x, kernel))
    const error = 4 * tolerance(precision, both(x), both(first))
    for (const part of ['re', 'im'] as const) {
      expectClose(
        joined(precision, [head[part], middle[part]]).slice(0, 300),
        before[part].slice(0, 300),
        error,
        part,
      )
      expectClose(middle[part].slice(100), after[part].slice(300, 500), error, part)
    }
    convolver.setKernel([2])
    expect(convolver.process({ re: [1], im: [-3] })).toEqual({
      re: head.re.slice(0, 1).fill(2),
      im: head.re.slice(0, 1).fill(-6),
    })
  })

  const chunks = [1, 64, 0, 200, 31, 300, 5].map((length, i) => complexNoise(precision, length, 10 * i))
  chunks[3].im[17] = NaN
  const h = complexNoise(precision, 150, 2)

  test.each([0, 64])('resumes at any moment, blockSize %i', (blockSize) => {
    const options = { blockSize, initial: blockSize === 0 ? 'zero' : 'first' } as const
    const resuming = {
      create: () => new ComplexConvolver(h, options),
      restore: (bytes: Uint8Array) => ComplexConvolver.restore(h, options, bytes),
      chunks,
      shown: ({ re, im }: ComplexSamples) => [re, im],
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming, 100)
  })
})

test('ComplexConvolver gives the results of SciPy', () => {
  for (const { signal, kernel, convolve_full } of golden.cases) {
    const x = { re: Float64Array.from(signal.re), im: Float64Array.from(signal.im) }
    const { re, im } = streamed(new ComplexConvolver(kernel), x, [1])
    expectClose(re, convolve_full.re, 1e-13, 're')
    expectClose(im, convolve_full.im, 1e-13, 'im')
  }
})

describe('ComplexConvolver', () => {
  test('takes the precision of its kernel, and frees its memory', () => {
    const heap = watchHeap()
    const single = new ComplexConvolver({ re: Float32Array.of(1), im: Float32Array.of(0) })
    const mixed = new ComplexConvolver({ re: Float32Array.of(1), im: [0] })
    expect([single.precision, mixed.precision]).toEqual(['float32', 'float64'])
    expect(single.process({ re: [1], im: [2] })).toEqual({ re: Float32Array.of(1), im: Float32Array.of(2) })
    for (const convolver of [single, mixed]) convolver.dispose()
    expect(heap.blocks).toBe(0)
    expect(() => single.process({ re: [], im: [] })).toThrow('disposed')
  })

  test('restores with the options of the snapshot, and refuses another kernel', () => {
    const kernel = { re: [1, 2], im: [3, 4] }
    const bytes = new ComplexConvolver(kernel, { blockSize: 4 }).snapshot()
    expect(ComplexConvolver.restore(kernel, bytes).blockSize).toBe(4)
    expect(() => ComplexConvolver.restore({ re: [1, 2], im: [3, 5] }, bytes)).toThrow(RangeError)
    expect(() => ComplexConvolver.restore([1, 2], bytes)).toThrow(RangeError)
    expect(() => Convolver.restore([1, 2], bytes)).toThrow('ComplexConvolver')
  })

  test.each([
    [() => new ComplexConvolver({ re: [1], im: [] }), 'kernel.im must have 1 samples, as kernel.re, got 0'],
    [() => new ComplexConvolver({ re: [], im: [] }), 'kernel must have at least one tap, got none'],
    [() => new ComplexConvolver([]), 'kernel must have at least one tap, got none'],
    [
      () => new ComplexConvolver({ re: [1], im: [NaN] }),
      'kernel.im[0] must be finite, got NaN: replace or remove it',
    ],
    [
      () => new ComplexConvolver([1]).process({ re: [1, 2], im: [1] }),
      'chunk.im must have 2 samples, as chunk.re, got 1',
    ],
    [
      () =>
        new ComplexConvolver([1]).process(
          { re: [1], im: [1] },
          { re: new Float64Array(1), im: new Float64Array(2) },
        ),
      'out.im must have 1 samples, as outputLength(chunk.re.length) says, got 2',
    ],
  ])('refuses %s', (act, message) => {
    expect(act).toThrow(new RangeError(message))
  })
})
