import { Convolver, convolve, type Precision, PreparedKernel, type Samples } from 'tapline'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { instance } from '../../src/wasm/module.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { cut, joined, noise, PRECISIONS } from '../support/signals.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const LENGTH = 20_000

describe.each(PRECISIONS)('A kernel that takes over after a delay, in %s', (precision) => {
  const [first, second] = [noise(precision, 6007, 1), noise(precision, 5003, 2)]
  const signal = noise(precision, LENGTH, 3)

  function exchanged(
    at: number,
    delay: number,
    chunks: readonly number[],
    next: Samples | PreparedKernel,
  ): Samples {
    using convolver = new Convolver(first)
    const outputs = cut(signal.slice(0, at), chunks).map((chunk) => convolver.process(chunk))
    convolver.setKernel(next, { delay })
    outputs.push(...cut(signal.slice(at), chunks).map((chunk) => convolver.process(chunk)), convolver.flush())
    return joined(precision, outputs)
  }

  test('does so at exactly that sample, with the whole past, for any chunks', () => {
    const [before, after] = [convolve(signal, first), convolve(signal, second)]
    const error = tolerance(precision, signal, first)
    for (const at of [0, 1, 7777]) {
      for (const delay of [1, 100, 313, 7000]) {
        const outputs = exchanged(at, delay, [128], second)
        const from = at + delay
        expectClose(outputs.slice(0, from), before.slice(0, from), error, `${delay} after ${at}: before`)
        expectClose(outputs.slice(from), after.slice(from), error, `${delay} after ${at}: after`)
        for (const chunks of [[LENGTH], [1000, 1, 37]]) {
          expectSameBits(
            exchanged(at, delay, chunks, second),
            outputs,
            `${delay} after ${at} in ${chunks.join()}`,
          )
        }
      }
    }
  })

  test('gives the same bits as one that takes over at once there', () => {
    expectSameBits(exchanged(5000, 1234, [128], second), exchanged(6234, 0, [128], second))
    using prepared = new PreparedKernel(second)
    expectSameBits(exchanged(5000, 1234, [128], prepared), exchanged(6234, 0, [128], second))
  })

  test('may do so in the tail, which is then as long as necessary', () => {
    const outputs = exchanged(LENGTH, 3000, [128], second)
    const [before, after] = [convolve(signal, first), convolve(signal, second)]
    const error = tolerance(precision, signal, first)
    expectClose(outputs.slice(0, LENGTH + 3000), before.slice(0, LENGTH + 3000), error)
    expectClose(outputs.slice(LENGTH + 3000, after.length), after.slice(LENGTH + 3000), error)
    // After the tail, the old kernel's tail counts.
    expect(exchanged(LENGTH, 50_000, [128], second)).toHaveLength(LENGTH + first.length - 1)
  })
})

describe('A takeover', () => {
  test('spreads its work: no chunk has more than a few additional transforms', () => {
    const [first, second] = [noise('float32', 60_000, 1), noise('float32', 60_000, 2)]
    using convolver = new Convolver(first)
    const chunk = noise('float32', 128, 3)
    for (let i = 0; i < 1000; i++) convolver.process(chunk)
    const place = vi.spyOn(instance().float32, 'place')
    const forward = vi.spyOn(instance().float32, 'forward')
    convolver.setKernel(second, { delay: 60_000 / 16 })
    expect(place).not.toHaveBeenCalled()
    const placed: number[] = []
    const transformed: number[] = []
    for (let i = 0; i < 35; i++) {
      place.mockClear()
      forward.mockClear()
      convolver.process(chunk)
      placed.push(place.mock.calls.length)
      // By their work: N·log₂ N.
      transformed.push(forward.mock.calls.reduce((sum, [, , size]) => sum + size * Math.log2(size), 0))
    }
    const segments = convolver.plan.levels.reduce((sum, { count }) => sum + count, 0)
    expect(placed.reduce((sum, n) => sum + n)).toBe(segments)
    const largest = Math.max(...convolver.plan.levels.map(({ blockLength }) => blockLength))
    const whole = transformed.reduce((sum, n) => sum + n)
    expect(Math.max(...transformed)).toBeLessThan(whole / 30 + 2 * largest * Math.log2(largest))
  })

  const values = (convolver: Convolver, chunk: readonly number[]): number[] => [...convolver.process(chunk)]

  test('can be followed by another one; the last one set counts', () => {
    using convolver = new Convolver([1])
    convolver.setKernel([2], { delay: 2 })
    convolver.setKernel([3], { delay: 3 })
    convolver.setKernel([4], { delay: 3 })
    expect(values(convolver, [1, 1, 1, 1, 1, 1, 1])).toEqual([1, 1, 2, 2, 2, 4, 4])
  })

  test('is replaced by a kernel without delay', () => {
    using convolver = new Convolver([1])
    convolver.setKernel([2], { delay: 2 })
    convolver.setKernel([3], { delay: 3 })
    convolver.setKernel([4])
    expect(values(convolver, [1, 1, 1, 1, 1, 1, 1])).toEqual([4, 4, 4, 4, 4, 4, 4])
  })

  test('is complete after a reset or a flush', () => {
    using convolver = new Convolver([1, 1])
    for (const [end, last] of [
      ['reset', 2],
      ['flush', 3],
    ] as const) {
      convolver.process([1])
      convolver.setKernel([7], { delay: 2, fade: 5 })
      convolver.setKernel([last], { delay: 1000 })
      convolver[end]()
      expect(values(convolver, [1, 1])).toEqual([last, last])
      expect(convolver.tailLength).toBe(0)
    }
  })

  test('leaves the kernel in use unchanged until then', () => {
    using convolver = new Convolver([1, 2, 3])
    convolver.setKernel([4], { delay: 2 })
    expect(convolver.plan.headLength).toBe(3)
    convolver.process([1, 1])
    expect(convolver.plan.headLength).toBe(1)
    expect(convolver.snapshot()).toBeInstanceOf(Uint8Array)
  })

  test('mixes while the kernel fades in, and reports the coming tail', () => {
    using convolver = new Convolver([1])
    convolver.setKernel([3, 0, 0, 0], { delay: 1, fade: 1 })
    expect(convolver.tailLength).toBe(3)
    expect(values(convolver, [1, 1, 1])).toEqual([1, 2, 3])
  })

  test('waits for the previous fade, so that at most two kernels are mixed', () => {
    using convolver = new Convolver([1])
    convolver.setKernel([2], { fade: 4 })
    convolver.setKernel([3], { delay: 1, fade: 2 })
    convolver.setKernel([4], { delay: 1 })
    const outputs = values(convolver, new Array<number>(9).fill(1))
    expect(outputs.map((value) => Math.round(100 * value) / 100)).toEqual([
      1.1, 1.35, 1.65, 1.9, 2.25, 2.75, 4, 4, 4,
    ])
  })

  test('that fails for lack of memory changes nothing', () => {
    const heap = instance()
    const allocate = heap.allocate.bind(heap)
    const [first, second] = [noise('float32', 700, 1), noise('float32', 700, 2)]
    const chunk = noise('float32', 300, 3)
    using expected = new Convolver(first)
    using convolver = new Convolver(first)
    for (const owner of [expected, convolver]) owner.process(chunk)
    let failed = 0
    for (let allowed = 0; failed === allowed; allowed++) {
      let left = allowed
      vi.spyOn(heap, 'allocate').mockImplementation((bytes) => {
        if (left-- === 0) throw new Error('memory cannot grow')
        return allocate(bytes)
      })
      try {
        convolver.setKernel(second)
      } catch (error) {
        expect(String(error)).toContain('there is no memory')
        failed++
      }
      vi.restoreAllMocks()
      if (failed > allowed) expectSameBits(convolver.process(chunk), expected.process(chunk))
    }
    expect(failed).toBeGreaterThan(2)
  })

  test.each(['dispose', 'exchange'] as const)('frees all memory after %s', (end) => {
    const long = noise('float32', 9000, 1)
    const chunk = noise('float32', 3000, 2)
    // What is made at the first use stays: plans of transforms, workspace.
    new Convolver(long).dispose()
    using warm = new Convolver(long)
    warm.process(chunk)
    const heap = watchHeap()
    const convolver = new Convolver(long)
    convolver.process(chunk)
    for (const delay of [5000, 500, 200]) convolver.setKernel(noise('float32', 9000, delay), { delay })
    convolver.process(chunk.subarray(0, 2500))
    if (end === 'exchange') convolver.setKernel([1])
    convolver.dispose()
    expect(heap.blocks).toBe(0)
  })

  test('must have a delay that is a whole number', () => {
    using convolver = new Convolver([1])
    for (const delay of [-1, 0.5, NaN, Infinity]) {
      expect(() => convolver.setKernel([2], { delay })).toThrow(RangeError)
    }
    expect(() => convolver.setKernel([2], { delay: '1' as unknown as number })).toThrow(TypeError)
    expect(values(convolver, [1])).toEqual([1])
  })
})

test('The types of a stream are those of its precision', () => {
  const precision: Precision = 'float64'
  using convolver = new Convolver(Float32Array.of(1), { precision })
  convolver.setKernel(Float32Array.of(2), { delay: 1 })
  expect(convolver.process([1, 1])).toEqual(Float64Array.of(1, 2))
})
