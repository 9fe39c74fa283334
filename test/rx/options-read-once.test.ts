import { from, lastValueFrom, type OperatorFunction, toArray } from 'rxjs'
import type { Samples } from 'tapline'
import { autocorrelate, convolve, detect, detectPitch, fromPcm, matrixProfile, rechunk } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { noise } from '../support/signals.js'

// Changes to the options after the call have no effect.

const chunks = [noise('float64', 300, 1), noise('float64', 200, 2)]

/** Options, an operator that uses them, and the changes to them. */
const operators: Record<string, (isChanged: boolean) => OperatorFunction<Samples, unknown>> = {
  autocorrelate: (isChanged) => withOptions({ window: 40, hop: 20, maxLag: 5 }, autocorrelate, isChanged),
  detectPitch: (isChanged) =>
    withOptions({ sampleRate: 8000, window: 100, hop: 50, minClarity: 0 }, detectPitch, isChanged),
  matrixProfile: (isChanged) =>
    withOptions({ historyLength: 40 }, (options) => matrixProfile(8, options), isChanged),
  detect: (isChanged) =>
    withOptions({ threshold: 0.3 }, (options) => detect(chunks[0].slice(20, 40), options), isChanged),
  rechunk: (isChanged) => withOptions({ hop: 7 }, (options) => rechunk(20, options), isChanged),
  convolve: (isChanged) =>
    withOptions({ blockSize: 16 }, (options) => convolve(from([[1, 2, 3]]), options), isChanged),
}

function withOptions<Options extends object>(
  options: Options,
  operator: (options: Options) => OperatorFunction<Samples, unknown>,
  isChanged: boolean,
): OperatorFunction<Samples, unknown> {
  const made = operator(options)
  if (isChanged) for (const key of Object.keys(options)) Object.assign(options, { [key]: -5 })
  return made
}

describe('Operators read their options once, at the call', () => {
  test.each(Object.keys(operators))('%s', async (name) => {
    const results = (isChanged: boolean) =>
      lastValueFrom(from(chunks).pipe(operators[name](isChanged), toArray<unknown>()))
    const expected = await results(false)
    expect(expected.length).toBeGreaterThan(0)
    expect(await results(true)).toEqual(expected)
  })

  test('fromPcm', async () => {
    const options: { format: 's16le' | 'f64le'; channels: number } = { format: 's16le', channels: 1 }
    const samples = fromPcm([Uint8Array.of(0, 64)], options)
    options.format = 'f64le'
    options.channels = 7
    expect(await lastValueFrom(samples)).toEqual([Float32Array.of(0.5)])
  })
})
