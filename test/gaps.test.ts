import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Gaps } from '../src/gaps.js'

const LENGTH = 40

const run = fc
  .tuple(fc.nat(LENGTH - 1), fc.nat(LENGTH))
  .map(([from, length]) => ({ from, to: Math.min(from + Math.max(length % 6, 1), LENGTH) }))

/** The same with one mark per index. */
function marksOf(runs: readonly { readonly from: number; readonly to: number }[]): boolean[] {
  return Array.from({ length: LENGTH }, (_, i) => runs.some(({ from, to }) => i >= from && i < to))
}

function gapsOf(runs: readonly { readonly from: number; readonly to: number }[]): Gaps {
  const gaps = new Gaps()
  for (const { from, to } of runs) gaps.note(from, to)
  return gaps
}

test('runs in any order are merged to the fewest, in order', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
      const gaps = gapsOf(runs)
      expect(marksOf(gaps.runs)).toEqual(marksOf(runs))
      expect(gaps.isEmpty).toBe(runs.length === 0)
      gaps.runs.slice(1).forEach(({ from }, i) => expect(from).toBeGreaterThan(gaps.runs[i].to))
    }),
  )
})

test('knows whether a run touches one', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 6 }), run, (runs, { from, to }) => {
      expect(gapsOf(runs).touches(from, to)).toBe(marksOf(runs).slice(from, to).includes(true))
    }),
  )
})

test('fills exactly the outputs that read one', () => {
  const reaches = fc.nat(9)
  const places = fc.tuple(fc.nat(LENGTH), fc.nat(20), fc.nat(3))
  fc.assert(
    fc.property(fc.array(run, { maxLength: 6 }), places, reaches, (runs, [first, count, at], reach) => {
      const marks = marksOf(runs)
      const out = new Float64Array(at + count + 2)
      gapsOf(runs).fill(NaN, out, at, count, first, reach)
      const expected = Array.from(out, (_, j) => {
        const index = first + j - at
        const isOutput = j >= at && j < at + count
        return isOutput && marks.slice(Math.max(index - reach, 0), index + 1).includes(true) ? NaN : 0
      })
      expect([...out]).toEqual(expected)
    }),
  )
})

test('forgets runs that are over, and finally all', () => {
  const gaps = gapsOf([
    { from: 2, to: 5 },
    { from: 7, to: 9 },
  ])
  gaps.forgetBefore(4)
  expect(gaps.runs).toHaveLength(2)
  gaps.forgetBefore(5)
  expect(gaps.runs).toEqual([{ from: 7, to: 9 }])
  gaps.clear()
  expect(gaps.isEmpty).toBe(true)
})
