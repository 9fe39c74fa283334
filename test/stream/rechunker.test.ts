import { Rechunker, type Samples } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'

function plain(windows: readonly Samples[]): number[][] {
  return windows.map((window) => [...window])
}

describe('A rechunker', () => {
  test('divides a stream into adjacent windows', () => {
    const rechunker = new Rechunker(3)
    expect(rechunker).toMatchObject({ size: 3, hop: 3, precision: 'float32', rest: 'pad' })
    expect(rechunker.process([1, 2])).toEqual([])
    expect(rechunker.process([3, 4, 5, 6, 7])).toEqual([Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)])
    expect(rechunker.flush()).toEqual([Float32Array.of(7, 0, 0)])
  })

  test('accepts single numbers as sensors emit them, mixed with chunks of any kind', () => {
    const rechunker = new Rechunker(2, { precision: 'float64' })
    expect(rechunker.process(1)).toEqual([])
    expect(rechunker.process(0.1)).toEqual([Float64Array.of(1, 0.1)])
    expect(rechunker.process(Int16Array.of(-3, 4, 5))).toEqual([Float64Array.of(-3, 4)])
    expect(rechunker.process([])).toEqual([])
    expect(rechunker.process(NaN)).toEqual([Float64Array.of(5, NaN)])
    expect(rechunker.flush()).toEqual([])
    expectTypeOf<Rechunker['process']>().parameter(0).toExtend<ArrayLike<number> | number>()
  })

  test.each([
    [
      'less than the size: windows overlap',
      4,
      2,
      [
        [1, 2, 3, 4],
        [3, 4, 5, 6],
        [5, 6, 7, 0],
      ],
    ],
    [
      'one: every sample starts a window',
      3,
      1,
      [
        [1, 2, 3],
        [2, 3, 4],
        [3, 4, 5],
        [4, 5, 6],
        [5, 6, 7],
      ],
    ],
    [
      'the size: windows lie side by side',
      3,
      3,
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 0, 0],
      ],
    ],
    [
      'greater than the size: samples between windows are in none',
      2,
      5,
      [
        [1, 2],
        [6, 7],
      ],
    ],
  ])('has a hop of %s', (_name, size, hop, expected) => {
    const rechunker = new Rechunker(size, { hop })
    const windows = [...rechunker.process([1, 2, 3, 4, 5, 6, 7]), ...rechunker.flush()]
    expect(plain(windows)).toEqual(expected)
  })

  test('pads or drops the rest, and returns no window of samples that all were in one before', () => {
    const rest = (
      size: number,
      hop: number,
      samples: readonly number[],
      rest: 'pad' | 'drop',
    ): number[][] => {
      const rechunker = new Rechunker(size, { hop, rest })
      rechunker.process(samples)
      return plain(rechunker.flush())
    }
    expect(rest(4, 2, [1, 2, 3, 4, 5], 'pad')).toEqual([[3, 4, 5, 0]])
    expect(rest(4, 2, [1, 2, 3, 4, 5], 'drop')).toEqual([])
    expect(rest(4, 2, [1, 2, 3, 4], 'pad')).toEqual([])
    expect(rest(4, 2, [1], 'pad')).toEqual([[1, 0, 0, 0]])
    expect(rest(2, 5, [1, 2, 3, 4], 'pad')).toEqual([])
    expect(rest(2, 5, [1, 2, 3, 4, 5, 6], 'pad')).toEqual([[6, 0]])
    expect(rest(2, 5, [], 'pad')).toEqual([])
  })

  test('starts again after flush, reset and dispose', () => {
    const rechunker = new Rechunker(3, { hop: 5 })
    rechunker.process([1, 2, 3, 4])
    rechunker.flush()
    expect(plain(rechunker.process([5, 6, 7]))).toEqual([[5, 6, 7]])
    rechunker.reset()
    expect(plain(rechunker.process([8, 9]))).toEqual([])
    rechunker.reset()
    expect(plain(rechunker.process([1, 2, 3]))).toEqual([[1, 2, 3]])
    rechunker.dispose()
    rechunker.dispose()
    rechunker[Symbol.dispose]()
  })

  test('returns windows that the caller may keep and change', () => {
    const rechunker = new Rechunker(3, { hop: 1 })
    const chunk = [1, 2, 3]
    const [first] = rechunker.process(chunk)
    chunk.fill(0)
    first.fill(-1)
    const [second] = rechunker.process([4])
    expect([...second]).toEqual([2, 3, 4])
    expect([...first]).toEqual([-1, -1, -1])
  })

  test('keeps its state when it refuses a chunk', () => {
    const rechunker = new Rechunker(2)
    rechunker.process(1)
    expect(() => rechunker.process('2' as unknown as number)).toThrow(TypeError)
    expect(() => rechunker.process(BigInt64Array.of(2n) as unknown as number[])).toThrow(TypeError)
    expect(plain(rechunker.process(2))).toEqual([[1, 2]])
  })
})
