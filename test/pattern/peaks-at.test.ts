import { findPeaks, peakProminences, peakWidths } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/peaks-at.json' with { type: 'json' }
import { noise, PRECISIONS } from '../support/signals.js'

// golden/peaks-at.json: computed by SciPy (peak_prominences, peak_widths); versions and seed are in the file.

/** What was computed, as plain arrays. */
function plain(properties: object): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, values]) => [name, Array.from(values as ArrayLike<number>)]),
  )
}

function withNaN(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? NaN)
}

const cases = golden.cases.map((item) => ({
  ...item,
  signal: withNaN(golden.signals[item.name as keyof typeof golden.signals]),
}))

test.each(cases)('peakProminences gives SciPy’s values of $name, $options, at $indices', (item) => {
  const { signal, indices, options, prominences, leftBases, rightBases } = item
  const expected = { prominences: withNaN(prominences), leftBases, rightBases }
  expect(plain(peakProminences(signal, indices, options))).toEqual(expected)
})

test.each(cases)('peakWidths gives SciPy’s values of $name, $options, at $indices', (item) => {
  for (const { relHeight, ...widths } of item.widths) {
    const expected = Object.fromEntries(
      Object.entries(widths).map(([name, values]) => [name, withNaN(values)]),
    )
    expect(plain(peakWidths(item.signal, item.indices, { ...item.options, relHeight }))).toEqual(expected)
  }
})

describe('Prominences and widths at given places', () => {
  test.each(PRECISIONS)('are those of findPeaks, in %s', (precision) => {
    const signal = noise(precision, 500, 4)
    const {
      indices,
      heights: _,
      ...expected
    } = findPeaks(signal, { width: -Infinity, wlen: 41, relHeight: 0.7 })
    const prominences = peakProminences(signal, indices, { wlen: 41 })
    expect({ ...prominences, ...peakWidths(signal, indices, { wlen: 41, relHeight: 0.7 }) }).toEqual(expected)
  })

  test('accept any array of numbers, and no indices at all', () => {
    expect(peakWidths(Int16Array.of(0, 4, 0), Uint8Array.of(1)).widths).toEqual(Float64Array.of(1))
    expect(peakProminences([], []).prominences).toEqual(new Float64Array(0))
    expect(peakWidths([1], []).widths).toEqual(new Float64Array(0))
  })

  test.each([
    [() => peakProminences([1, 2], [2]), RangeError, 'indices[0] must be a whole number from 0 to 1, got 2'],
    [
      () => peakWidths([1, 2], [0, 0.5]),
      RangeError,
      'indices[1] must be a whole number from 0 to 1, got 0.5',
    ],
    [() => peakWidths([1, 2], [-1]), RangeError, 'indices[0] must be a whole number from 0 to 1, got -1'],
    [() => peakWidths([1, 2], [NaN]), RangeError, 'indices[0] must be a whole number from 0 to 1, got NaN'],
    [
      () => peakProminences([], [0]),
      RangeError,
      'indices must be empty for a signal without samples, got 1 of them',
    ],
    [
      () => peakProminences([1], [0], { wlen: 1 }),
      RangeError,
      'wlen must be a whole number of at least 2, got 1',
    ],
    [
      () => peakWidths([1], [0], { relHeight: -1 }),
      RangeError,
      'relHeight must be a number of at least 0, got -1',
    ],
    [
      () => peakWidths([1], [0], { rel_height: 1 } as object),
      TypeError,
      "unknown option 'rel_height': did you mean 'relHeight'?",
    ],
    [
      () => peakWidths([1, null as unknown as number], [0]),
      TypeError,
      'signal[1] must be a number, got null',
    ],
  ])('are refused for an invalid argument, case %#', (run, kind, message) => {
    expect(run).toThrow(kind)
    expect(run).toThrow(message)
  })
})
