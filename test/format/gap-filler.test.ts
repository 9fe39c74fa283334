import fc from 'fast-check'
import { GapFiller, type Gaps, type SeriesChunk } from 'tapline/format'
import { describe, expect, test } from 'vitest'
import { SEED } from '../support/seed.js'

/** By the docstring, given the whole column. */
function filled(values: readonly number[], longest: number): number[] {
  return values.map((value, i) => {
    if (!Number.isNaN(value)) return value
    const before = values.findLastIndex((v, j) => j < i && !Number.isNaN(v))
    const after = values.findIndex((v, j) => j > i && !Number.isNaN(v))
    const missing = after - before - 1
    if (before < 0 || after < 0 || missing > longest) return NaN
    const [a, b] = [values[before], values[after]]
    if (!Number.isFinite(a) || !Number.isFinite(b)) return NaN
    return a + (b - a) * ((i - before) / (missing + 1))
  })
}

const chunkOf = (columns: readonly (readonly number[])[], times: readonly string[] = []): SeriesChunk => ({
  length: columns[0]?.length ?? 0,
  columns: columns.map((values) => Float64Array.from(values)),
  times: [...times],
})

/** All rows, when the columns come in chunks of the given sizes, in turn. */
function run(columns: readonly (readonly number[])[], filler: GapFiller, sizes: readonly number[]) {
  const results: SeriesChunk[] = []
  const times = columns[0].map((_, i) => `t${i}`)
  for (let at = 0, turn = 0; at < columns[0].length; turn++) {
    const end = at + sizes[turn % sizes.length]
    const chunk = chunkOf(
      columns.map((values) => values.slice(at, end)),
      times.slice(at, end),
    )
    results.push(filler.process(chunk))
    at = end
  }
  results.push(filler.flush())
  return {
    columns: columns.map((_, c) => results.flatMap((chunk) => [...(chunk.columns.at(c) ?? [])])),
    times: results.flatMap((chunk) => chunk.times),
  }
}

const bridging = (linear: number) => new GapFiller({ gaps: { linear } })
const x = NaN

describe('GapFiller', () => {
  test.each<[string, number[], number, number[]]>([
    ['one missing reading', [1, x, 3], 1, [1, 2, 3]],
    ['a run of the length that is allowed', [0, x, x, x, 8], 3, [0, 2, 4, 6, 8]],
    ['not a longer one, not even in part', [0, x, x, x, x, 5], 3, [0, x, x, x, x, 5]],
    ['not at the start or the end', [x, 1, 2, x], 5, [x, 1, 2, x]],
    ['not beside infinity', [1, x, Infinity, x, 2], 5, [1, x, Infinity, x, 2]],
    ['two runs', [1, x, 2, x, 4], 1, [1, 1.5, 2, 3, 4]],
    ['equal readings with no rounding', [0.1, x, x, 0.1], 2, [0.1, 0.1, 0.1, 0.1]],
    ['huge readings', [-1.5e308, x, 1.5e308], 1, [-1.5e308, 0, 1.5e308]],
    ['nothing but gaps', [x, x, x], 2, [x, x, x]],
  ])('bridges %s', (_name, values, linear, expected) => {
    expect(run([values], bridging(linear), [2]).columns).toEqual([expected])
  })

  test.each([undefined, {}, { gaps: 'nan' as const }])('leaves readings unchanged with %o', (options) => {
    expect(run([[1, x, 3]], new GapFiller(options), [1]).columns).toEqual([[1, x, 3]])
  })

  test('equals the definition in every column, for any chunking, and returns each time once', () => {
    const reading = fc.oneof(
      { weight: 3, arbitrary: fc.constant(NaN) },
      { weight: 3, arbitrary: fc.double({ min: -100, max: 100 }) },
      { weight: 1, arbitrary: fc.constant(-Infinity) },
    )
    const table = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 }))
      .chain(([count, length]) =>
        fc.array(fc.array(reading, { minLength: length, maxLength: length }), {
          minLength: count,
          maxLength: count,
        }),
      )
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 6 }), sizes, (columns, linear, cuts) => {
        const actual = run(columns, bridging(linear), cuts)
        expect(actual.columns).toEqual(columns.map((values) => filled(values, linear)))
        expect(actual.times).toEqual(columns[0].map((_value, i) => `t${i}`))
      }),
      { seed: SEED },
    )
  })

  test('holds back rows only while a run may still be bridged', () => {
    const filler = bridging(2)
    expect(filler.process(chunkOf([[1, x, x]])).length).toBe(1)
    expect(filler.process(chunkOf([[x]])).length).toBe(3)
    expect(filler.process(chunkOf([[x, 7, x]])).length).toBe(2)
    expect(filler.flush().columns).toEqual([Float64Array.of(x)])
  })

  test('starts again after flush and reset', () => {
    const filler = bridging(1)
    filler.process(chunkOf([[1, x]]))
    filler.flush()
    expect(filler.process(chunkOf([[x, 3]])).columns).toEqual([Float64Array.of(x, 3)])
    filler.process(chunkOf([[x]]))
    filler.reset()
    expect(filler.process(chunkOf([[2], [3]])).length).toBe(1)
  })

  test('leaves the columns of the caller unchanged, and accepts an empty first chunk of a reader', () => {
    const filler = bridging(1)
    expect(filler.process({ length: 0, columns: [], times: [] }).length).toBe(0)
    const given = chunkOf([[1, x, 3]])
    const result = filler.process(given)
    result.columns[0][0] = 9
    expect(given.columns[0]).toEqual(Float64Array.of(1, x, 3))
  })

  test.each<[unknown, ErrorConstructor, RegExp]>([
    ['zero', RangeError, /^gaps must be 'nan' or \{ linear: N \}, got "zero"$/],
    [{ linear: 0 }, RangeError, /^linear must be a whole number of at least 1, got 0/],
    [{ linear: '3' }, TypeError, /^linear must be a whole number of at least 1/],
    [{ cubic: 3 }, TypeError, /^unknown option 'cubic'/],
    [3, TypeError, /^gaps must be an object such as/],
  ])('refuses gaps %o', (gaps, kind, message) => {
    const make = () => new GapFiller({ gaps: gaps as Gaps })
    expect(make).toThrow(kind)
    expect(make).toThrow(message)
  })

  test('refuses other columns than before, and stays unchanged', () => {
    const filler = bridging(1)
    filler.process(chunkOf([[1, x]]))
    expect(() => filler.process(chunkOf([[3], [4]]))).toThrow(
      'columns must be 1, as in the chunks before, got 2',
    )
    expect(filler.process(chunkOf([[3]])).columns).toEqual([Float64Array.of(2, 3)])
  })
})
