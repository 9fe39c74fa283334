import {
  Convolver,
  convolve,
  ConvolverMatrix,
  type KernelMatrix,
  PreparedKernel,
  type Samples,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { BLOCK_SIZES } from '../support/contestants.js'
import { watchHeap } from '../support/heap-watch.js'
import { cut, generate, joined, noise, PRECISIONS, samplesOf, silence } from '../support/signals.js'
import { kernelWithLevels, processAll, streamed } from '../support/streaming.js'

const CHUNKS = [1, 128, 0, 1000, 31]

/** The convolution of a signal that is extended backwards by its first sample. */
function expectedOf(
  signal: Samples,
  kernel: Samples,
  convolution: (signal: Float64Array, kernel: Samples) => Float64Array = naiveConvolution,
): Float64Array {
  const before = new Float64Array(kernel.length).fill(signal[0])
  return convolution(Float64Array.of(...before, ...signal), kernel).slice(before.length)
}

describe.each(PRECISIONS)("A stream with initial 'first' in %s", (precision) => {
  describe.each(BLOCK_SIZES)('with blockSize %i', (blockSize) => {
    const options = { precision, blockSize, initial: 'first' } as const

    test.each([1, 2, 33, 701])('extends the signal backwards by its first sample, with %i taps', (length) => {
      const kernel = noise(precision, length, length)
      const signal = noise(precision, 2500, 1).map((value) => value + 3)
      const outputs = streamed(kernel, cut(signal, CHUNKS), options)
      const long = joined(precision, [new Array<number>(length).fill(signal[0]), signal])
      expectClose(outputs, expectedOf(signal, kernel), tolerance(precision, long, kernel))
      expectSameBits(streamed(kernel, [signal], options), outputs)
    })

    test('does so with kernels of many levels', () => {
      const kernel = kernelWithLevels(blockSize === 1024 ? 2 : 3, precision, blockSize)
      const signal = noise(precision, 3000, 2).map((value) => value - 2)
      const outputs = streamed(kernel, cut(signal, CHUNKS), options)
      const long = joined(precision, [new Array<number>(kernel.length).fill(signal[0]), signal])
      expectClose(outputs, expectedOf(signal, kernel, convolve), tolerance(precision, long, kernel))
      expectSameBits(streamed(kernel, [signal], options), outputs)
    })
  })

  test('starts again after reset and flush, without allocating memory', () => {
    const kernel = noise(precision, 701, 3)
    using convolver = new Convolver(kernel, { precision, initial: 'first' })
    const [first, second] = [noise(precision, 500, 4), noise(precision, 500, 5)]
    const expected = streamed(kernel, [second], { precision, initial: 'first' })
    convolver.process(first)
    const heap = watchHeap()
    convolver.flush()
    expectSameBits(joined(precision, [convolver.process(second), convolver.flush()]), expected)
    convolver.process(first)
    convolver.reset()
    expectSameBits(joined(precision, [convolver.process(second), convolver.flush()]), expected)
    expect(heap.allocations).toBe(0)
    expect(convolver.flush()).toHaveLength(0)
  })

  test('continues from a snapshot, also from one before the first sample', () => {
    const kernel = noise(precision, 701, 6)
    const signal = noise(precision, 900, 7).map((value) => value + 1)
    const expected = streamed(kernel, [signal], { precision, initial: 'first' })
    for (const at of [0, 1, 32, 650]) {
      using before = new Convolver(kernel, { precision, initial: 'first' })
      const head = before.process(signal.subarray(0, at))
      using after = Convolver.restore(kernel, before.snapshot())
      const outputs = [head, after.process(signal.subarray(at)), after.flush()]
      expectSameBits(joined(precision, outputs), expected, `from ${at}`)
      // It still has the option.
      expectSameBits(joined(precision, [after.process(signal), after.flush()]), expected)
    }
  })

  test('makes NaN of exactly the first K outputs if the first sample is not finite', () => {
    const kernel = noise(precision, 40, 8)
    const signal = noise(precision, 200, 9)
    signal[0] = NaN
    const outputs = streamed(kernel, cut(signal, CHUNKS), { precision, initial: 'first' })
    signal[0] = 0
    const zero = streamed(kernel, [signal], { precision })
    expect([...outputs.subarray(0, 40)].every(Number.isNaN)).toBe(true)
    expectClose(outputs.slice(40), zero.slice(40), tolerance(precision, signal, kernel))
  })

  test('changes nothing if the first sample is zero', () => {
    const kernel = noise(precision, 701, 10)
    const signal = joined(precision, [silence(precision, 100), noise(precision, 900, 11)])
    const zero = streamed(kernel, [signal], { precision })
    const outputs = streamed(kernel, cut(signal, CHUNKS), { precision, initial: 'first' })
    expectClose(outputs, zero, tolerance(precision, signal, kernel))
    expectSameBits(outputs.slice(0, 100), silence(precision, 100))
  })

  test('lets kernels take over as if they had always been in use, also before the first sample', () => {
    const [first, second] = [noise(precision, 701, 12), noise(precision, 600, 13)]
    const signal = noise(precision, 900, 14).map((value) => value + 5)
    const error = tolerance(precision, new Float64Array(1600).fill(6), second)
    for (const [at, delay] of [
      [0, 0],
      [0, 40],
      [1, 0],
      [20, 7],
    ]) {
      using convolver = new Convolver(first, { precision, initial: 'first' })
      const outputs = [convolver.process(signal.subarray(0, at))]
      convolver.setKernel(second, { delay })
      outputs.push(convolver.process(signal.subarray(at)))
      const from = at + delay
      const expected = joined(precision, [
        expectedOf(signal, first).slice(0, from),
        expectedOf(signal, second).slice(from, signal.length),
      ])
      expectClose(joined(precision, outputs), expected, error, `after ${at}, delay ${delay}`)
    }
  })
})

test('A constant stays constant, and a step has its full height from the start', () => {
  const mean = samplesOf('float64', new Array<number>(8).fill(1 / 8))
  expectClose(
    streamed(mean, [new Float64Array(20).fill(15)], { precision: 'float64', initial: 'first' }).slice(0, 20),
    new Float64Array(20).fill(15),
    1e-13,
  )
})

test('Each input of a matrix has its own first sample', () => {
  const kernels: KernelMatrix = [
    [
      [1, 2],
      [0, 0, 1],
    ],
    [null, [10, 10]],
  ]
  const chunks = [
    [
      [1, 4, 5],
      [2, 3, 3],
    ],
    [[0], [1]],
  ]
  using matrix = new ConvolverMatrix(kernels, { initial: 'first' })
  expect(matrix.process(chunks[0])).toEqual([Float64Array.of(3, 6, 13), Float64Array.of(41, 51, 61)])
  using other = ConvolverMatrix.restore(kernels, matrix.snapshot())
  expect(other.process(chunks[1])).toEqual([Float64Array.of(10), Float64Array.of(44)])
  matrix.process(chunks[1])
  expect(other.flush()).toEqual(matrix.flush())
})

test('A prepared kernel serves streams of both kinds', () => {
  using kernel = new PreparedKernel([1, 1])
  using zero = new Convolver(kernel)
  using first = new Convolver(kernel, { initial: 'first' })
  expect([[...zero.process([2, 3])], [...first.process([2, 3])]]).toEqual([
    [2, 5],
    [4, 5],
  ])
})

test('Unknown values are refused', () => {
  const initial = 'last' as 'first'
  const message = "initial must be 'zero' or 'first', got \"last\""
  expect(() => new Convolver([1], { initial })).toThrow(new RangeError(message))
  expect(() => new ConvolverMatrix([[[1]]], { initial })).toThrow(new RangeError(message))
  expect(() => new PreparedKernel([1], { initial: 'first' } as object)).toThrow("unknown option 'initial'")
})

test('An empty signal has an empty result', () => {
  using convolver = new Convolver(
    generate('float64', 9, () => 1),
    { initial: 'first' },
  )
  convolver.process([])
  expect(convolver.flush()).toHaveLength(0)
  expect([...convolver.process([]), ...convolver.process([1])]).toEqual([9])
})

test('processAll also supports it', () => {
  using convolver = new Convolver([0.5, 0.5], { initial: 'first' })
  expect([...processAll(convolver, 'float64', [[2], [4]])]).toEqual([2, 3, 2])
})
