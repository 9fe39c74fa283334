import fc from 'fast-check'
import {
  Convolver,
  ConvolverMatrix,
  type KernelMatrix,
  type Precision,
  PreparedMatrix,
  type Samples,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import { FINISH, TRANSFORM } from '../../src/wasm/level-table.js'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { generate, joined, noise, PRECISIONS, silence } from '../support/signals.js'

/** All outputs, including the tails, for inputs divided into chunks of the given lengths in turn. */
function processAll(
  matrix: ConvolverMatrix,
  inputs: readonly Samples[],
  lengths: readonly number[],
): Samples[] {
  const parts: Samples[][] = []
  for (let from = 0, i = 0; from < inputs[0].length; i++) {
    const to = from + lengths[i % lengths.length]
    parts.push(matrix.process(inputs.map((input) => input.slice(from, to))))
    from = to
  }
  parts.push(matrix.flush())
  return parts[0].map((_, output) =>
    joined(
      matrix.precision,
      parts.map((part) => part[output]),
    ),
  )
}

/** The definition: each output is the sum of the convolutions that lead to it, all of the same length. */
function naiveMatrix(inputs: readonly Samples[], kernels: KernelMatrix): Float64Array[] {
  const length = inputs[0].length + Math.max(...kernels.flat().map((kernel) => kernel?.length ?? 0)) - 1
  return kernels[0].map((_, output) => {
    const sum = new Float64Array(length)
    kernels.forEach((row, input) => {
      const kernel = row[output]
      if (kernel !== null) naiveConvolution(inputs[input], kernel).forEach((value, n) => (sum[n] += value))
    })
    return sum
  })
}

/** Kernels of noise by their lengths; 0 for none. */
function kernelsOf(precision: Precision, lengths: readonly (readonly number[])[]): (Samples | null)[][] {
  return lengths.map((row, i) =>
    row.map((length, j) => (length === 0 ? null : noise(precision, length, 10 * i + j + length))),
  )
}

function errorOf(precision: Precision, inputs: readonly Samples[], kernels: KernelMatrix): number {
  const errors = kernels.flatMap((row, i) =>
    row.map((kernel) => (kernel === null ? 0 : tolerance(precision, inputs[i], kernel))),
  )
  return errors.reduce((sum, error) => sum + error)
}

const SHAPES = {
  mono: [[700]],
  'mono to stereo': [[700, 300]],
  stereo: [
    [700, 0],
    [0, 500],
  ],
  'stereo to mono': [[64], [1500]],
  'true stereo': [
    [1500, 1200],
    [900, 1500],
  ],
  'three to two, with an output that gets nothing': [
    [1, 0],
    [0, 0],
    [1000, 0],
  ],
} as const

describe.each(PRECISIONS)('A matrix in %s', (precision) => {
  test.each(Object.entries(SHAPES))('gives the sums of the convolutions: %s', (_name, lengths) => {
    const kernels = kernelsOf(precision, lengths)
    const inputs = kernels.map((_, i) => noise(precision, 3000, 50 + i))
    const expected = naiveMatrix(inputs, kernels)
    for (const blockSize of [0, 64, 100]) {
      using matrix = new ConvolverMatrix(kernels, { precision, blockSize })
      const outputs = processAll(matrix, inputs, [128, 1, 1000])
      expect(outputs).toHaveLength(expected.length)
      outputs.forEach((output, j) => {
        expectClose(
          output,
          expected[j],
          errorOf(precision, inputs, kernels),
          `output ${j}, block ${blockSize}`,
        )
      })
    }
  })

  test('of one kernel equals a Convolver, bit for bit', () => {
    const [kernel, signal] = [noise(precision, 20_000, 1), noise(precision, 30_000, 2)]
    using matrix = new ConvolverMatrix([[kernel]])
    using convolver = new Convolver(kernel)
    const expected = joined(precision, [convolver.process(signal), convolver.flush()])
    expectSameBits(processAll(matrix, [signal], [777])[0], expected)
    expect([matrix.precision, matrix.tailLength, matrix.latency]).toEqual([precision, 19_999, 0])
    expect(matrix.plan).toEqual(convolver.plan)
  })

  test(`gives the same bits for any chunking, also with exchanges, snapshots and resets (seed ${SEED})`, () => {
    const shape = SHAPES['true stereo']
    const [first, second] = [kernelsOf(precision, shape), kernelsOf(precision, [...shape].reverse())].map(
      (kernels) => new PreparedMatrix(kernels),
    )
    const inputs = [0, 1].map((i) =>
      joined(precision, [
        noise(precision, 2000, i),
        silence(precision, 900 * i),
        noise(precision, 2900 - 900 * i, i + 5),
      ]),
    )
    inputs[0][1500] = NaN
    inputs[1][1400] = Infinity
    const run = (at: number, fade: number, delay: number, lengths: readonly number[]): Samples[] => {
      let matrix = new ConvolverMatrix(first)
      matrix.process(inputs)
      matrix.reset()
      const before = inputs.map((input) => input.slice(0, at))
      const after = inputs.map((input) => input.slice(at))
      const parts = [cutAll(before, lengths).map((chunks) => matrix.process(chunks))]
      const bytes = matrix.snapshot()
      matrix.dispose()
      matrix = ConvolverMatrix.restore(first, bytes)
      matrix.setKernels(second, { fade, delay })
      parts.push(
        cutAll(after, lengths).map((chunks) => matrix.process(chunks)),
        [matrix.flush()],
      )
      matrix.dispose()
      return [0, 1].map((j) =>
        joined(
          precision,
          parts.flat().map((part) => part[j]),
        ),
      )
    }
    fc.assert(
      fc.property(
        fc.nat(4900),
        fc.constantFrom(0, 1, 700),
        fc.constantFrom(0, 1, 130, 2000),
        fc.array(fc.nat(700), { minLength: 1, maxLength: 5 }).filter((lengths) => lengths.some((n) => n > 0)),
        (at, fade, delay, lengths) => {
          const expected = run(at, fade, delay, [10_000])
          run(at, fade, delay, lengths).forEach((output, j) => {
            expectSameBits(output, expected[j])
          })
        },
      ),
      { seed: SEED, numRuns: 25 },
    )
  })

  test('does not depend on chunks if silences are shorter than the longest kernel but longer than others', () => {
    const clicks = (from: number, step: number): Samples =>
      generate(precision, 4096, (n) => (n >= from && (n - from) % step === 0 ? 1 : 0))
    const loud = noise(precision, 4096, 1).fill(0, 2049)
    for (const [kernels, inputs, blockSize] of [
      [kernelsOf(precision, [[2, 512]]), [clicks(100, 301)], 512],
      [kernelsOf(precision, [[700], [2]]), [loud, clicks(2100, 7)], 0],
    ] as const) {
      const whole = processAll(new ConvolverMatrix(kernels, { blockSize }), inputs, [4096])
      const single = processAll(new ConvolverMatrix(kernels, { blockSize }), inputs, [1])
      whole.forEach((output, j) => {
        expectSameBits(output, single[j])
      })
    }
  })

  test('makes NaN of exactly the outputs that a non-finite value reaches, and exact zeros of those that nothing reaches', () => {
    const kernels = kernelsOf(precision, [
      [50, 700],
      [300, 0],
    ])
    const inputs = [noise(precision, 3000, 1), noise(precision, 3000, 2)]
    for (const input of inputs) input.fill(0, 0, 100).fill(0, 1200, 2900)
    inputs[0][900] = NaN
    inputs[1][890] = -Infinity
    using matrix = new ConvolverMatrix(kernels)
    const [left, right] = processAll(matrix, inputs, [300])
    const notNumbers = (output: Samples): number[] =>
      [...output.keys()].filter((n) => Number.isNaN(output[n]))
    const run = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
    expect(notNumbers(left)).toEqual(run(890, 890 + 300))
    expect(notNumbers(right)).toEqual(run(900, 900 + 700))
    // Zeros begin where the longest kernel's tail ends.
    const from = 1199 + 700
    for (const output of [left, right]) {
      expectSameBits(output.slice(0, 100), silence(precision, 100))
      expectSameBits(output.slice(from, 2900), silence(precision, 2900 - from))
    }
  })
})

describe('A matrix', () => {
  const stereo = kernelsOf('float32', SHAPES.stereo)

  test('transforms each input once and each output once', () => {
    using matrix = new PreparedMatrix(kernelsOf('float32', SHAPES['true stereo']))
    for (const tasks of matrix.routing.schedules.flat()) {
      expect(tasks.filter(({ kind }) => kind === TRANSFORM)).toHaveLength(2)
      expect(tasks.filter(({ kind }) => kind === FINISH)).toHaveLength(2)
    }
  })

  test('of many channels has as many tasks as it needs', () => {
    const count = 128
    const kernel = noise('float64', 100, 1)
    const row = new Array<Samples>(count).fill(kernel)
    using matrix = new ConvolverMatrix(new Array<Samples[]>(count).fill(row))
    const input = noise('float64', 200, 2)
    const expected = naiveConvolution(input, kernel)
      .slice(0, input.length)
      .map((value) => count * value)
    const outputs = matrix.process(new Array<Samples>(count).fill(input))
    expect(outputs).toHaveLength(count)
    for (const output of outputs) expectClose(output, expected, count * tolerance('float64', input, kernel))
  })

  test('prepares an array that appears in several places once', () => {
    const kernel = noise('float32', 5000, 1)
    new ConvolverMatrix([[kernel]]).dispose()
    const heap = watchHeap()
    using shared = new PreparedMatrix([
      [kernel, null],
      [null, kernel],
    ])
    const { bytes } = heap
    using single = new PreparedMatrix([[kernel]])
    expect(heap.bytes - bytes).toBe(bytes)
    expect([shared.length, single.length]).toEqual([5000, 5000])
  })

  test('is float32 if all kernels are, and frees all memory', () => {
    new ConvolverMatrix(stereo).dispose()
    const heap = watchHeap()
    const matrix = new ConvolverMatrix(stereo)
    expect(matrix.precision).toBe('float32')
    expect(new ConvolverMatrix([[[1], Float32Array.of(1)]]).precision).toBe('float64')
    const { blocks } = heap
    matrix.process([noise('float32', 1000, 1), noise('float32', 1000, 2)])
    matrix.setKernels(stereo, { fade: 100, delay: 500 })
    matrix.process([noise('float32', 300, 1), noise('float32', 300, 2)])
    expect(heap.blocks).toBeGreaterThan(blocks)
    matrix.dispose()
    expect(() => matrix.process([[1], [2]])).toThrow('this object was disposed')
  })

  test('writes into given arrays, which may be the chunks', () => {
    using matrix = new ConvolverMatrix(stereo)
    using other = new ConvolverMatrix(stereo)
    for (const length of [100, 40_000]) {
      const chunks = [noise('float32', length, 1), noise('float32', length, 2)]
      const expected = other.process(chunks)
      const outs = matrix.process(chunks, chunks)
      outs.forEach((out, j) => {
        expect(out).toBe(chunks[j])
        expectSameBits(out, expected[j])
      })
    }
  })

  test('refuses what is not a matrix, before anything has changed', () => {
    const wrong = (kernels: unknown) => () => new ConvolverMatrix(kernels as KernelMatrix)
    expect(wrong([1, 2])).toThrow(
      new TypeError('kernels[0] must be an array of kernels, with null for none, got 1'),
    )
    expect(wrong([Float32Array.of(1)])).toThrow(TypeError)
    expect(wrong([['a']])).toThrow(
      'kernels[0][0] must be a Float32Array, a Float64Array or an array of numbers, got "a"',
    )
    expect(wrong([])).toThrow(new RangeError('kernels must hold at least one kernel, got none'))
    expect(wrong([[null]])).toThrow(RangeError)
    expect(wrong([[[1], null], [[1]]])).toThrow(
      'kernels[1] must have 2 outputs, as kernels[0] has, got 1: use null for none',
    )
    expect(wrong([[null, []]])).toThrow('kernels[0][1] must have at least one tap, got none')
    expect(wrong([[[1, 2, 3]], [[1, NaN]]])).toThrow('kernels[1][0][1] must be finite, got NaN')
    expect(() => new ConvolverMatrix([[[1]]], { precision: 'half' as Precision })).toThrow(RangeError)
    expect(() => new ConvolverMatrix(new PreparedMatrix([[[1]]]), { blockSize: 4 })).toThrow(
      'kernels must be prepared for float64 and blockSize 4, got one for float64 and blockSize 0',
    )
    expect(() => new ConvolverMatrix([new Array(20_000).fill([1])])).toThrow(
      'a matrix must have fewer channels, got 1 inputs and 20000 outputs',
    )
  })

  test('refuses invalid chunks and arrays, and continues unchanged', () => {
    using matrix = new ConvolverMatrix(stereo)
    using other = new ConvolverMatrix(stereo)
    const chunks = [noise('float32', 500, 1), noise('float32', 500, 2)]
    expect(() => matrix.process([chunks[0]])).toThrow(
      new RangeError('chunks must hold 2 arrays, one per input, got 1'),
    )
    expect(() => matrix.process(chunks[0] as unknown as Samples[])).toThrow(TypeError)
    expect(() => matrix.process([chunks[0], 'x' as unknown as Samples])).toThrow(
      'chunks[1] must be a Float32Array, a Float64Array or an array of numbers, got "x"',
    )
    expect(() => matrix.process([chunks[0], chunks[1].slice(1)])).toThrow(
      'chunks[1] must have 500 samples, as chunks[0] has, got 499',
    )
    expect(() => matrix.process(chunks, [new Float32Array(500)])).toThrow('outs must hold 2 arrays')
    expect(() => matrix.process(chunks, [new Float32Array(500), new Float32Array(499)])).toThrow(
      'outs[1] must have 500 samples, as outputLength(length) says, got 499',
    )
    expect(() => matrix.setKernels([[[1]]])).toThrow(
      'kernels must lead from 2 inputs to 2 outputs, got 1 inputs and 1 outputs',
    )
    expect(() => matrix.setKernels(stereo, { delay: 0.5 })).toThrow(
      'delay must be a whole number of at least 0, got 0.5',
    )
    const expected = other.process(chunks)
    matrix.process(chunks).forEach((out, j) => {
      expectSameBits(out, expected[j])
    })
  })

  test('notices that its kernels were disposed of, before anything has changed', () => {
    const prepared = new PreparedMatrix(stereo)
    using matrix = new ConvolverMatrix(prepared)
    const chunks = [noise('float32', 500, 1), noise('float32', 500, 2)]
    matrix.process(chunks)
    prepared.dispose()
    for (const use of [() => matrix.process(chunks), () => matrix.flush(), () => matrix.snapshot()]) {
      expect(use).toThrow('this object was disposed')
    }
    expect(matrix.outputLength(4)).toBe(4)
  })

  test('frees kernels that it refuses', () => {
    new ConvolverMatrix(stereo).dispose()
    const heap = watchHeap()
    expect(() => new PreparedMatrix([[noise('float32', 3000, 1), [NaN]]])).toThrow(
      'kernels[0][1][0] must be finite, got NaN: replace or remove it',
    )
    expect(() => new ConvolverMatrix([new Array<number[]>(20_000).fill([1])])).toThrow(
      'a matrix must have fewer channels',
    )
    expect(heap.blocks).toBe(0)
  })

  test('accepts only snapshots for the same kernels in the same places', () => {
    using matrix = new ConvolverMatrix(stereo)
    matrix.process([noise('float32', 500, 1), noise('float32', 500, 2)])
    const bytes = matrix.snapshot()
    expect(() => ConvolverMatrix.restore([...stereo].reverse(), bytes)).toThrow('kernel must be what it was')
    expect(() => ConvolverMatrix.restore(stereo, bytes.slice(1))).toThrow(RangeError)
  })
})

function cutAll(inputs: readonly Samples[], lengths: readonly number[]): Samples[][] {
  const chunks: Samples[][] = []
  for (let from = 0, i = 0; from < inputs[0].length; i++) {
    const to = from + lengths[i % lengths.length]
    chunks.push(inputs.map((input) => input.slice(from, to)))
    from = to
  }
  return chunks
}

test('A matrix refuses overlapping outputs', () => {
  using matrix = new ConvolverMatrix([[[1], [2]]])
  const memory = new Float64Array(3)
  const pairs = [
    [memory.subarray(0, 2), memory.subarray(0, 2)],
    [memory.subarray(0, 2), memory.subarray(1, 3)],
  ]
  for (const outs of pairs) {
    expect(() => matrix.process([[1, 2]], outs)).toThrow(
      new RangeError('outs[1] must have memory of its own, got some of outs[0]: pass another array'),
    )
  }
  const apart = [memory.subarray(0, 1), memory.subarray(1, 2)]
  expect(matrix.process([[3]], apart)).toBe(apart)
  expect([...memory]).toEqual([3, 6, 0])
})
