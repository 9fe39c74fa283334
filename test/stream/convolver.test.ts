import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  Convolver,
  convolve,
  type Precision,
  PreparedKernel,
  type Processor,
  type Samples,
  type SignalLike,
} from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { findPartition } from '../../src/stream/convolver/partition.js'
import { Block } from '../../src/wasm/heap.js'
import { instance } from '../../src/wasm/module.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { BLOCK_SIZES } from '../support/contestants.js'
import { watchHeap } from '../support/heap-watch.js'
import { cut, impulse, joined, noise, placed, PRECISIONS, samplesOf } from '../support/signals.js'
import {
  kernelWithLevels,
  kernelWithSpreadLevel,
  processAll,
  segmentCount,
  streamed,
} from '../support/streaming.js'

const GONE = 'this object was disposed: make a new one'

describe.each(PRECISIONS)('A convolver in %s', (precision) => {
  describe.each(BLOCK_SIZES)('with blockSize %i', (blockSize) => {
    const kernel = kernelWithLevels(blockSize === 1024 ? 2 : 3, precision, blockSize)

    test('gives the full convolution, through at least three levels or segments', () => {
      const signal = noise(precision, 20_000, 1)
      const convolver = new Convolver(kernel, { blockSize })
      expect(segmentCount(convolver)).toBeGreaterThanOrEqual(3)
      const outputs = processAll(convolver, precision, cut(signal, [1000, 1, 0, 12_345]))
      convolver.dispose()
      expectClose(outputs, convolve(signal, kernel), tolerance(precision, signal, kernel))
    })

    test('returns outputs as soon as its latency allows, and reports it', () => {
      const convolver = new Convolver(kernel, { blockSize })
      expect(convolver.latency).toBe(blockSize)
      expect(convolver.tailLength).toBe(kernel.length - 1)
      expect([convolver.precision, convolver.blockSize]).toEqual([precision, blockSize])
      let taken = 0
      let given = 0
      for (const count of [0, 1, 5, 64, 400, 0, 3000, 20_000, 40_000, 7]) {
        const expected = convolver.outputLength(count)
        const outputs = convolver.process(noise(precision, count, 2))
        taken += count
        given += outputs.length
        expect(outputs).toHaveLength(expected)
        expect(outputs).toBeInstanceOf(precision === 'float32' ? Float32Array : Float64Array)
        expect(given).toBe(blockSize === 0 ? taken : taken - (taken % blockSize))
      }
      expect(given + convolver.flush().length).toBe(taken + kernel.length - 1)
      convolver.dispose()
    })

    test('is like new after flush and after reset, bit for bit', () => {
      const signal = noise(precision, 7000, 3)
      const fresh = streamed(kernel, [signal], { precision, blockSize })
      const convolver = new Convolver(kernel, { blockSize })
      convolver.process(noise(precision, 4321, 4).fill(Infinity, 10, 20))
      convolver.flush()
      expectSameBits(processAll(convolver, precision, [signal]), fresh, 'after flush')
      convolver.process(noise(precision, 4321, 5).fill(NaN, 4000))
      convolver.reset()
      expectSameBits(processAll(convolver, precision, [signal]), fresh, 'after reset')
      convolver.reset()
      convolver.reset()
      expectSameBits(processAll(convolver, precision, [signal]), fresh, 'after two resets')
      convolver.dispose()
    })

    test('flushes nothing without input', () => {
      const convolver = new Convolver(kernel, { blockSize })
      expect(convolver.flush()).toHaveLength(0)
      convolver.process([])
      expect(convolver.flush()).toHaveLength(0)
      convolver.process([1])
      expect(convolver.flush()).toHaveLength(kernel.length - (blockSize === 0 || blockSize === 1 ? 1 : 0))
      expect(convolver.flush()).toHaveLength(0)
      convolver.dispose()
    })

    test('returns arrays that the caller owns, and keeps none of the chunks', () => {
      const signal = noise(precision, 10_000, 6)
      const expected = streamed(kernel, [signal], { precision, blockSize })
      const convolver = new Convolver(kernel, { blockSize })
      const outputs: Samples[] = []
      for (const chunk of [...cut(signal, [128, 1, 0, 5000])]) {
        const given = convolver.process(chunk)
        outputs.push(given.slice())
        given.fill(NaN)
        chunk.fill(NaN)
      }
      const last = convolver.flush()
      outputs.push(last.slice())
      last.fill(NaN)
      expectSameBits(joined(precision, outputs), expected)
      expectSameBits(streamed(kernel, [signal], { precision, blockSize }), expected, 'another convolver')
      convolver.dispose()
    })

    test('writes the same bits into a given array, which may be the chunk itself', () => {
      for (const length of [1, 128, 5000, 40_000]) {
        const signal = noise(precision, 3 * length, 7)
        const [convolver, other] = [
          new Convolver(kernel, { blockSize }),
          new Convolver(kernel, { blockSize }),
        ]
        for (const chunk of cut(signal, [length])) {
          const expected = convolver.process(chunk)
          const out = noise(precision, other.outputLength(length), 8)
          const target = out.length === length ? chunk : out
          expect(other.process(chunk, target)).toBe(target)
          expectSameBits(target, expected, `chunks of ${length}`)
        }
        convolver.dispose()
        other.dispose()
      }
    })
  })

  test.each([0, 7, 480])(
    'gives the full convolution when the work of large blocks is spread over time, with blockSize %i',
    (blockSize) => {
      const kernel = kernelWithSpreadLevel(precision, blockSize)
      const greatest = findPartition(kernel.length, blockSize, precision).levels.at(-1)?.blockLength ?? NaN
      const long = noise(precision, 7 * greatest + 1, 26)
      for (const length of [1, greatest - 1, greatest, greatest + 1, 3 * greatest, long.length]) {
        const signal = long.slice(0, length)
        const outputs = streamed(kernel, cut(signal, [1000, 31, 20_000]), { precision, blockSize })
        expectClose(
          outputs,
          convolve(signal, kernel),
          tolerance(precision, signal, kernel),
          `${length} samples`,
        )
      }
      for (const at of [0, greatest - 1, greatest, 2 * greatest + 100]) {
        const outputs = streamed(kernel, [impulse(precision, at + 1, at)], { precision, blockSize })
        const expected = placed(precision, at + kernel.length, at, kernel)
        expectClose(outputs, expected, tolerance(precision, [1], kernel), `impulse at ${at}`)
      }
    },
  )

  test('accepts chunks of any kind', () => {
    const kernel = noise(precision, 100, 9)
    const values = [1, -2, 3, 100, 0, 7, -128, 127]
    const expected = streamed(kernel, [samplesOf(precision, values)], { precision })
    const kinds: SignalLike[] = [
      values,
      Object.freeze([...values]),
      Int8Array.from(values),
      Int16Array.from(values),
      Int32Array.from(values),
      Float32Array.from(values),
      Float64Array.from(values),
      new Float64Array([9, ...values, 9]).subarray(1, 9),
    ]
    for (const chunk of kinds) expectSameBits(streamed(kernel, [chunk], { precision }), expected)
    const unsigned = [200, 3]
    const small = streamed(kernel, [samplesOf(precision, unsigned)], { precision })
    for (const chunk of [
      Uint8Array.from(unsigned),
      Uint16Array.from(unsigned),
      Uint8ClampedArray.from(unsigned),
    ]) {
      expectSameBits(processAll<SignalLike>(new Convolver(kernel, { precision }), precision, [chunk]), small)
    }
    const mixed = new Convolver(kernel, { precision })
    const chunks = [Int16Array.of(1, -2), [3, 100], Float64Array.of(0, 7), Float32Array.of(-128), [127]]
    expectSameBits(processAll<SignalLike>(mixed, precision, chunks), expected)
    // Long plain arrays are taken piece by piece.
    const long = noise(precision, 50_000, 10)
    expectSameBits(
      processAll<SignalLike>(mixed, precision, [Array.from(long)]),
      streamed(kernel, [long], { precision }),
    )
    mixed.dispose()
  })

  test('has the precision of the kernel by default', () => {
    const taps = [0.1, 0.2]
    const of = (kernel: SignalLike, precision?: Precision): Precision => {
      using convolver = new Convolver(kernel, precision === undefined ? {} : { precision })
      return convolver.precision
    }
    expect(of(samplesOf(precision, taps))).toBe(precision)
    expect(of(taps)).toBe('float64')
    expect(of(Int16Array.of(1))).toBe('float64')
    expect(of(taps, precision)).toBe(precision)
    expect(of(Float32Array.from(taps), precision)).toBe(precision)
    expect(of(Float64Array.from(taps), precision)).toBe(precision)
  })

  test('shares a prepared kernel, which gives the same bits and outlives it', () => {
    const signal = noise(precision, 3000, 11)
    const kernel = noise(precision, 1000, 12)
    const expected = streamed(kernel, [signal], { precision })
    const prepared = new PreparedKernel(kernel)
    expect(prepared).toMatchObject({ length: 1000, precision, blockSize: 0 })
    kernel.fill(0)
    const [first, second] = [new Convolver(prepared), new Convolver(prepared, { precision, blockSize: 0 })]
    expect(first.plan).toBe(prepared.plan)
    const outputs = Array.from(signal, (sample) => {
      first.process([0.5])
      return second.process([sample])
    })
    first.dispose()
    outputs.push(second.flush())
    expectSameBits(joined(precision, outputs), expected)
    second.setKernel([1])
    second.dispose()
    using third = new Convolver(prepared)
    expectSameBits(processAll(third, precision, [signal]), expected)
    prepared.dispose()
    prepared.dispose()
    expect(() => third.process(signal)).toThrow(GONE)
  })
})

describe('The memory of a convolver', () => {
  const kernel = noise('float32', 3000, 13)

  test('is freed by dispose, once, also if the kernel was swapped or the stream reset', () => {
    new Convolver(kernel).dispose()
    const heap = watchHeap()
    const convolver = new Convolver(kernel)
    const { blocks, bytes } = heap
    expect(blocks).toBeGreaterThan(0)
    for (let i = 0; i < 10; i++) {
      convolver.process(noise('float32', 1000, 14))
      convolver.flush()
      convolver.reset()
      convolver.setKernel(noise('float32', 3000, i))
      expect([heap.blocks, heap.bytes]).toEqual([blocks, bytes])
    }
    convolver.dispose()
    expect(heap.blocks).toBe(0)
    convolver.dispose()
    convolver[Symbol.dispose]()
    expect(heap.blocks).toBe(0)
  })

  test('is freed at the end of a block with `using`', () => {
    const heap = watchHeap()
    {
      using prepared = new PreparedKernel(kernel)
      using convolver = new Convolver(prepared)
      convolver.process([1])
      expect(heap.blocks).toBeGreaterThan(0)
    }
    expect(heap.blocks).toBe(0)
  })

  test('is freed if a constructor or a swap fails', () => {
    using convolver = new Convolver(kernel)
    using foreign = new PreparedKernel(kernel, { blockSize: 64 })
    const heap = watchHeap()
    expect(() => new Convolver([1, NaN])).toThrow(RangeError)
    expect(() => new Convolver(foreign, { blockSize: 1 })).toThrow(RangeError)
    expect(() => convolver.setKernel([NaN])).toThrow(RangeError)
    expect(() => convolver.setKernel(foreign)).toThrow(RangeError)
    expect(heap.blocks).toBe(0)
  })

  test('does not grow: 10,000 consecutive convolvers take the space of one', () => {
    const kernels = [kernel, noise('float64', 200, 15), noise('float32', 5, 16)]
    const useAll = (): void => {
      for (const taps of kernels) {
        const convolver = new Convolver(taps)
        convolver.process(noise('float32', 32, 17))
        convolver.dispose()
      }
    }
    useAll()
    const before = instance().memory.buffer.byteLength
    for (let i = 0; i < 10_000 / kernels.length; i++) useAll()
    expect(instance().memory.buffer.byteLength).toBe(before)
  })

  test('holds a prepared kernel once, however many streams it serves', () => {
    using prepared = new PreparedKernel(kernel)
    const heap = watchHeap()
    using first = new Convolver(prepared)
    const { bytes } = heap
    using second = new Convolver(prepared)
    expect(heap.bytes).toBe(2 * bytes)
    using whole = new Convolver(kernel)
    expect(heap.bytes).toBeGreaterThan(3 * bytes)
    for (const convolver of [first, second, whole]) convolver.process([1])
  })

  test('is not allocated while chunks are processed', () => {
    for (const blockSize of [0, 64]) {
      using convolver = new Convolver(kernel, { blockSize })
      const chunk = noise('float32', 128, 18)
      const long = noise('float32', 50_000, 19)
      convolver.process(long)
      const heap = watchHeap()
      for (let i = 0; i < 1000; i++) convolver.process(chunk)
      convolver.process(long)
      expect(heap.allocations).toBe(0)
    }
  })

  test('may grow in the middle of a stream', () => {
    const signal = noise('float32', 3000, 24)
    const expected = streamed(kernel, [signal], { precision: 'float32' })
    using convolver = new Convolver(kernel)
    const out = new Float32Array(100)
    const outputs = cut(signal, [100]).map((chunk, i) => {
      if (i % 5 === 3) new Block(instance().memory.buffer.byteLength / 8, 'float64').free()
      return i % 2 === 0 ? convolver.process(chunk) : convolver.process(chunk, out).slice()
    })
    outputs.push(convolver.flush())
    expectSameBits(joined('float32', outputs), expected)
  })

  test('of JavaScript is not allocated either, if the outputs go into a given array', () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const [chunk, out] = [noise('float32', 128, 25), new Float32Array(128)]
    for (const blockSize of [0, 64]) {
      using convolver = new Convolver(kernel, { blockSize })
      const run = (): void => {
        for (let i = 0; i < 10_000; i++) convolver.process(chunk, out)
      }
      run()
      // The minimum of several runs: in one of them, the compiler may leave its code in the heap.
      const growth = Array.from({ length: 4 }, () => {
        collectGarbage()
        const before = process.memoryUsage().heapUsed
        run()
        return process.memoryUsage().heapUsed - before
      })
      // A single small object per call would be more.
      expect(Math.min(...growth) / 10_000).toBeLessThan(24)
    }
  })

  test('is freed when a convolver is garbage-collected', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const heap = watchHeap()
    for (let i = 0; i < 20; i++) new Convolver(kernel).process([1])
    expect(heap.blocks).toBeGreaterThan(20)
    for (let i = 0; i < 50 && heap.blocks > 0; i++) {
      collectGarbage()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(heap.blocks).toBe(0)
  })
})

describe('A convolver that was disposed of', () => {
  const uses: readonly (readonly [string, (convolver: Convolver) => unknown])[] = [
    ['process', (convolver) => convolver.process([1, 2, 3])],
    ['process of an empty chunk', (convolver) => convolver.process([])],
    ['flush', (convolver) => convolver.flush()],
    ['reset', (convolver) => convolver.reset()],
    ['setKernel', (convolver) => convolver.setKernel([1])],
  ]

  test.each(uses)('refuses %s, and allocates nothing', (_name, use) => {
    for (const length of [1, 3000]) {
      const prepared = new PreparedKernel(noise('float32', length, 20))
      for (const kernel of [noise('float32', length, 20), prepared]) {
        const convolver = new Convolver(kernel)
        convolver.process([1])
        convolver.dispose()
        const heap = watchHeap()
        expect(() => use(convolver)).toThrow(GONE)
        expect(heap.blocks).toBe(0)
      }
      prepared.dispose()
    }
  })

  test('cannot be made from a prepared kernel that was disposed of', () => {
    const prepared = new PreparedKernel(noise('float32', 3000, 21))
    const convolver = new Convolver([1, 2], { precision: 'float32' })
    prepared.dispose()
    expect(() => new Convolver(prepared)).toThrow(GONE)
    expect(() => convolver.setKernel(prepared)).toThrow(GONE)
    expect([...convolver.process([1])]).toEqual([1])
    convolver.dispose()
  })
})

describe('A refused chunk', () => {
  const wrong: readonly unknown[] = [
    undefined,
    null,
    1,
    '12',
    { length: 2, 0: 1, 1: 2 },
    new DataView(new ArrayBuffer(8)),
    BigInt64Array.of(1n),
    new Set([1]),
  ]

  test.each(BLOCK_SIZES)('changes nothing, with blockSize %i', (blockSize) => {
    const kernel = noise('float32', 3000, 22)
    const signal = noise('float32', 3333, 23)
    const expected = streamed(kernel, [signal], { precision: 'float32', blockSize })
    using convolver = new Convolver(kernel, { blockSize })
    const outputs: Samples[] = []
    for (const chunk of cut(signal, [500])) {
      for (const value of wrong) expect(() => convolver.process(value as SignalLike)).toThrow(TypeError)
      const tooLong = new Float32Array(convolver.outputLength(chunk.length) + 1)
      expect(() => convolver.process(chunk, tooLong)).toThrow(RangeError)
      const plain = Array<number>(convolver.outputLength(chunk.length)).fill(0) as unknown as Samples
      expect(() => convolver.process(chunk, plain)).toThrow(TypeError)
      outputs.push(convolver.process(chunk))
    }
    outputs.push(convolver.flush())
    expectSameBits(joined('float32', outputs), expected)
  })
})

test('A convolver is a processor of chunks', () => {
  expectTypeOf<Convolver>().toExtend<Processor<SignalLike, Samples>>()
})

describe('Chunks that share memory with the outputs', () => {
  const kernel = noise('float32', 40, 30)

  // Longer than one piece of the engine.
  test('are read before they are overwritten, also by shifted views of one buffer', () => {
    for (const shift of [-25_000, -7, 0, 7, 3000, 25_000]) {
      const buffer = new Float32Array(100_000)
      const chunk = buffer.subarray(25_000, 75_000)
      chunk.set(noise('float32', 50_000, 31))
      using convolver = new Convolver(kernel)
      using other = new Convolver(kernel)
      const expected = other.process(chunk.slice())
      const out = buffer.subarray(25_000 + shift, 75_000 + shift)
      expectSameBits(convolver.process(chunk, out), expected, `shift ${shift}`)
    }
  })

  test('are read before they are overwritten if two buffers share one memory', () => {
    const buffer = new SharedArrayBuffer(4 * 75_000)
    const chunk = new Float32Array(buffer, 0, 50_000)
    chunk.set(noise('float32', 50_000, 31))
    // Another buffer object, as in another thread or after a memory has grown.
    const out = new Float32Array(structuredClone(buffer), 4 * 25_000, 50_000)
    expect(out.buffer).not.toBe(buffer)
    using convolver = new Convolver(kernel)
    using other = new Convolver(kernel)
    const expected = other.process(Float32Array.from(chunk))
    expectSameBits(convolver.process(chunk, out), expected)
  })

  test('may be bytes of a Buffer, whose slice does not copy', () => {
    const out = new Float32Array(40_000)
    const bytes = Buffer.from(out.buffer, 0, 40_000)
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 37) % 251
    using convolver = new Convolver(kernel, { precision: 'float32' })
    using other = new Convolver(kernel, { precision: 'float32' })
    const expected = other.process(Uint8Array.from(bytes))
    expectSameBits(convolver.process(bytes, out), expected)
  })
})

test('The tail of a fade within a fade is as long as the kernels in use', () => {
  using convolver = new Convolver(new Float32Array(1001).fill(1))
  convolver.process([1])
  convolver.setKernel(new Float32Array(801).fill(1), { fade: 500 })
  convolver.setKernel([1], { fade: 10 })
  // Neither of the long kernels is in use once the last one has faded in.
  expect(convolver.tailLength).toBe(10)
  const tail = convolver.tailLength
  expect(convolver.flush()).toHaveLength(tail)
})
