import { Convolver, convolve, type Precision, type Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { extentOf } from '../../src/convolution/mode.js'
import { overlapAddConvolution } from '../../src/convolution/overlap-add.js'
import { Source } from '../../src/convolution/source.js'
import { expectClose, expectSameBits, norm, tolerance } from '../support/closeness.js'
import { BLOCK_SIZES } from '../support/contestants.js'
import { cut, generate, joined, noise, PRECISIONS, samplesOf, silence } from '../support/signals.js'
import { kernelWithLevels, streamed } from '../support/streaming.js'

// The numerical traps of transforms: quiet samples, silence and non-finite values.

const CHUNKS = [128, 0, 1000, 1, 31]

describe.each(PRECISIONS)('A stream in %s', (precision) => {
  describe.each(BLOCK_SIZES)('with blockSize %i', (blockSize) => {
    const kernels = [1, 33, 701].map((length) => noise(precision, length, length))
    kernels.push(kernelWithLevels(blockSize === 1024 ? 2 : 3, precision, blockSize))

    test('is exactly zero after the tail, and correct when sound comes again', () => {
      for (const kernel of kernels) {
        const pause = kernel.length + 5000
        const [first, second] = [noise(precision, 3001, 1), noise(precision, 5000, 2)]
        const outputs = streamed(
          kernel,
          cut(joined(precision, [first, silence(precision, pause), second]), CHUNKS),
          { precision, blockSize },
        )
        const tailEnd = first.length + kernel.length - 1
        const again = first.length + pause
        const [sounding, resting] = [outputs.slice(0, tailEnd), outputs.slice(tailEnd, again)]
        expectClose(sounding, convolve(first, kernel), tolerance(precision, first, kernel), 'before')
        expectSameBits(resting, silence(precision, resting.length), 'the silence')
        expectClose(
          outputs.slice(again),
          convolve(second, kernel),
          tolerance(precision, second, kernel),
          'after',
        )
      }
    })

    test('is exactly zero in pauses that are hardly longer than the tail, wherever they begin', () => {
      for (const kernel of kernels.slice(1)) {
        const parts: Samples[] = []
        const pauses: { readonly from: number; readonly to: number }[] = []
        let position = 0
        for (const [length, rest] of [
          [1000, 1],
          [31, 2],
          [1, 40],
          [700, 300],
          [64, 999],
        ] as const) {
          parts.push(noise(precision, length, length), silence(precision, kernel.length - 1 + rest))
          position += length + kernel.length - 1
          pauses.push({ from: position, to: position + rest })
          position += rest
        }
        parts.push(noise(precision, 10, 1))
        const outputs = streamed(kernel, cut(joined(precision, parts), CHUNKS), { precision, blockSize })
        for (const { from, to } of pauses) {
          expectSameBits(outputs.slice(from, to), silence(precision, to - from), `${kernel.length} taps`)
          expect(outputs[from - 1]).not.toBe(0)
          expect(outputs[to]).not.toBe(0)
        }
      }
    })

    test('is exactly zero before the first non-zero sample', () => {
      for (const kernel of kernels) {
        const outputs = streamed(
          kernel,
          cut(joined(precision, [silence(precision, 4000), noise(precision, 1000, 3)]), CHUNKS),
          { precision, blockSize },
        )
        expectSameBits(outputs.slice(0, 4000), silence(precision, 4000))
        expect(outputs[4000]).not.toBe(0)
      }
    })

    test('treats exactly subnormal samples as zeros, bit for bit', () => {
      const ordinary = precision === 'float32' ? 2 ** -126 : 2 ** -1022
      const tiny = ordinary * (1 - 2 ** -20)
      const signal = noise(precision, 3000, 4)
      const cleaned = signal.slice()
      for (let i = 0; i < signal.length; i += 7) {
        signal[i] = i % 2 === 0 ? tiny : -tiny / 1e5
        cleaned[i] = 0
      }
      for (const kernel of kernels) {
        const options = { precision, blockSize }
        expectSameBits(streamed(kernel, cut(signal, CHUNKS), options), streamed(kernel, [cleaned], options))
      }
      const [kept, dropped] = [ordinary, tiny].map((value) =>
        streamed(samplesOf(precision, [1]), [samplesOf(precision, [value])], { precision, blockSize }),
      )
      expect([...kept, ...dropped]).toEqual([...samplesOf(precision, [ordinary]), 0])
    })

    test.each([NaN, Infinity, -Infinity])(
      'turns exactly K outputs into NaN for %d, without changing a bit of others',
      (value) => {
        for (const kernel of kernels) {
          for (const at of [0, 31, 2048]) {
            const signal = noise(precision, 4000, 5)
            signal[at] = 0
            const clean = streamed(kernel, [signal], { precision, blockSize })
            signal[at] = value
            const outputs = streamed(kernel, cut(signal, CHUNKS), { precision, blockSize })
            clean.fill(NaN, at, at + kernel.length)
            expectSameBits(outputs, clean, `${value} at ${at}, ${kernel.length} taps`)
          }
        }
      },
    )
  })
})

describe('A quiet passage after a loud one', () => {
  const precision = 'float32'
  const kernel = noise(precision, 512, 6)
  const loudLength = 2 ** 15

  /** Noise at 0 dB, and from `boundary` on at −120 dB. */
  function loudThenQuiet(boundary: number, length: number): Samples {
    return noise(precision, length, 7).map((value, i) => (i < boundary ? value : value * 1e-6))
  }

  /** The error of outputs that read only quiet samples, relative to the result there, in the 2-norm. */
  function quietError(actual: Samples, signal: Samples, boundary: number, taps: Samples): number {
    const from = boundary + taps.length - 1
    const exact = convolve(Float64Array.from(signal), Float64Array.from(taps), { method: 'direct' }).slice(
      from,
    )
    expect(actual).toHaveLength(signal.length + taps.length - 1)
    return norm(exact.map((value, i) => actual[from + i] - value)) / norm(exact)
  }

  test.each([0, ...Array.from({ length: 10 }, (_, i) => 2 ** (i + 5))])(
    'has a relative error of at most 1e−6 after a convolver with blockSize %i',
    (blockSize) => {
      const signal = loudThenQuiet(loudLength, loudLength + 6000)
      const outputs = streamed(kernel, cut(signal, [1000]), { precision, blockSize })
      expect(quietError(outputs, signal, loudLength, kernel)).toBeLessThan(1e-6)
    },
  )

  test.each([0, 1024])('also has it with kernels of many levels, with blockSize %i', (blockSize) => {
    const deep = kernelWithLevels(blockSize === 0 ? 3 : 2, precision, blockSize)
    const signal = loudThenQuiet(loudLength, loudLength + 3000)
    const convolver = new Convolver(deep, { blockSize })
    expect(convolver.plan.levels.every(({ blockLength }) => loudLength % blockLength === 0)).toBe(true)
    convolver.dispose()
    const outputs = streamed(deep, cut(signal, [1000]), { precision, blockSize })
    expect(quietError(outputs, signal, loudLength, deep)).toBeLessThan(1e-6)
  })

  test.each(Array.from({ length: 8 }, (_, i) => 2 ** (i + 9)))(
    'has it with overlap-add and transforms of %i',
    (size) => {
      const boundary = (2 * size - kernel.length + 1) * Math.max(1, Math.floor(4096 / size))
      const signal = loudThenQuiet(boundary, boundary + 6000)
      const out = new Float32Array(signal.length + kernel.length - 1)
      const sources = [new Source(signal, precision), new Source(kernel, precision)] as const
      overlapAddConvolution(...sources, extentOf('full', signal.length, kernel.length), out, size)
      expect(quietError(out, signal, boundary, kernel)).toBeLessThan(1e-6)
    },
  )
})

describe('The sign of a difference', () => {
  const precisions: readonly Precision[] = PRECISIONS

  test('is right: a kernel of differences ignores an offset', () => {
    for (const precision of precisions) {
      const signal = generate(precision, 500, () => 1000)
      const outputs = streamed(samplesOf(precision, [1, -1]), cut(signal, [7]), { precision })
      expect([...outputs]).toEqual([1000, ...new Array<number>(499).fill(0), -1000])
    }
  })
})
