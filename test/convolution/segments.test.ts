import { chooseMethod, convolve, type Samples } from 'tapline'
import { expect, test } from 'vitest'
import { extentOf } from '../../src/convolution/mode.js'
import { segmentedConvolution } from '../../src/convolution/overlap-add.js'
import { Source } from '../../src/convolution/source.js'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, tolerance } from '../support/closeness.js'
import { MODES, noise, PRECISIONS, silence } from '../support/signals.js'

test.each(PRECISIONS)(
  'A kernel with more taps than the transform has points is divided into segments, in %s',
  (precision) => {
    for (const [signalLength, kernelLength] of [
      [300, 33],
      [300, 100],
      [129, 129],
      [1000, 500],
    ]) {
      const [signal, kernel] = [noise(precision, signalLength, 1), noise(precision, kernelLength, 2)]
      for (const mode of MODES) {
        const extent = extentOf(mode, signalLength, kernelLength)
        const out: Samples = silence(precision, extent.length)
        segmentedConvolution(new Source(signal, precision), new Source(kernel, precision), extent, out, 32)
        expectClose(out, naiveConvolution(signal, kernel, mode), tolerance(precision, signal, kernel))
      }
    }
  },
)

test.each(['signal', 'kernel'] as const)(
  'A gap in any segment of the %s reaches only its outputs',
  (which) => {
    for (const position of [0, 40, 99]) {
      const [signal, kernel] = [noise('float64', 300, 1), noise('float64', 100, 2)]
      ;(which === 'signal' ? signal : kernel)[position] = NaN
      const result = convolveInSegments(signal, kernel)
      const reached = [...result.keys()].filter((n) => Number.isNaN(result[n]))
      const reach = which === 'signal' ? kernel.length : signal.length
      expect(reached).toEqual(Array.from({ length: reach }, (_, i) => position + i))
    }
  },
)

/** The full convolution, with the kernel in segments of 16 taps. */
function convolveInSegments(signal: Samples, kernel: Samples): Samples {
  const extent = extentOf('full', signal.length, kernel.length)
  const out = silence('float64', extent.length)
  const sources = [new Source(signal, 'float64'), new Source(kernel, 'float64')] as const
  segmentedConvolution(...sources, extent, out, 32)
  sources[0].fillGaps(out, extent.start, kernel.length)
  sources[1].fillGaps(out, extent.start, signal.length)
  return out
}

test('Two inputs of more than a million samples each use transforms', () => {
  const { method, costs } = chooseMethod(1_200_000, 1_200_000, { precision: 'float32' })
  expect(method).toBe('overlap-add')
  expect(costs.direct / costs['overlap-add']).toBeGreaterThan(1000)
})

test('The result may take the place of the kernel, or of a Buffer that shares its memory', () => {
  const signal = noise('float32', 500, 1)
  const memory = noise('float32', 500, 2)
  const kernel = memory.slice()
  const expected = convolve(signal, kernel, { mode: 'same' })
  expect(convolve(signal, memory, { mode: 'same' }, memory)).toEqual(expected)

  const bytes = Buffer.alloc(4 * 500)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7) % 50
  const out = new Float32Array(bytes.buffer, bytes.byteOffset, 500)
  const input = bytes.subarray(0, 500)
  const fromCopy = convolve(Uint8Array.from(input), [1, 2, 3], { mode: 'same' })
  expect([...convolve(input, [1, 2, 3], { mode: 'same' }, out)]).toEqual([...fromCopy])
})

test('A float32 signal has a float32 result, with any kernel', () => {
  expect(convolve(Float32Array.of(1, 2), [1])).toEqual(Float32Array.of(1, 2))
  expect(convolve([1, 2], Float32Array.of(1))).toEqual(Float64Array.of(1, 2))
})

test('Long runs of NaN take no longer than other values, and reach as far', () => {
  const signal = noise('float32', 200_000, 1)
  signal.fill(NaN, 1000, 150_000)
  const result = convolve(signal, noise('float32', 20_000, 2))
  const isNaNFrom = result.findIndex(Number.isNaN)
  const isNaNTo = result.findLastIndex(Number.isNaN)
  expect([isNaNFrom, isNaNTo]).toEqual([1000, 149_999 + 19_999])
})
