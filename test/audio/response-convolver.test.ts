import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ResponseConvolver } from '../../src/audio/response-convolver.js'
import type { Response } from '../../src/audio/response.js'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { stateOf } from './state-of.js'

const LENGTH = 700

function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, n) => Math.sin((n + 1) * (n + seed) * 0.7))
}

function convolverOf(response: Response): ResponseConvolver {
  const convolver = new ResponseConvolver(false)
  give(convolver, response)
  return convolver
}

function give(convolver: ResponseConvolver, response: Response, fade = 0): void {
  convolver.setResponse(stateOf(response), response.length <= 1, fade)
}

/** Both outputs for the inputs, in blocks of these lengths in turn. */
function run(
  convolver: ResponseConvolver,
  inputs: readonly Float32Array[],
  blockLengths: readonly number[],
): Float32Array[] {
  const outputs = [new Float32Array(LENGTH), new Float32Array(LENGTH)]
  for (let from = 0, i = 0; from < LENGTH; i++) {
    const to = Math.min(from + blockLengths[i % blockLengths.length], LENGTH)
    const part = (samples: Float32Array): Float32Array => samples.subarray(from, to)
    convolver.process(inputs.map(part), outputs.map(part))
    from = to
  }
  convolver.dispose()
  return outputs
}

function expected(pairs: readonly (readonly [input: Float32Array, taps: Float32Array])[]): Float64Array {
  const parts = pairs.map(([input, taps]) => naiveConvolution(input, taps).subarray(0, LENGTH))
  return parts.reduce((sum, part) => sum.map((value, n) => value + part[n]))
}

const [left, right] = [noise(LENGTH, 3), noise(LENGTH, 5)]
const [a, b, c, d] = [300, 200, 300, 1].map(noise)

describe('A response', () => {
  test.each([
    {
      name: 'of one channel, stereo',
      response: [a],
      inputs: [left, right],
      wet: [[[left, a]], [[right, a]]],
    },
    { name: 'of one channel, mono', response: [a], inputs: [left], wet: [[[left, a]], [[left, a]]] },
    {
      name: 'of two channels, stereo',
      response: [a, b],
      inputs: [left, right],
      wet: [[[left, a]], [[right, b]]],
    },
    { name: 'of two channels, mono', response: [a, b], inputs: [left], wet: [[[left, a]], [[left, b]]] },
    {
      name: 'of four channels',
      response: [a, b, c, d],
      inputs: [left, right],
      wet: [
        [
          [left, a],
          [right, c],
        ],
        [
          [left, b],
          [right, d],
        ],
      ],
    },
  ] as const)('$name, is applied in blocks of any length', ({ response, inputs, wet }) => {
    const whole = run(convolverOf(response), inputs, [LENGTH])
    for (const channel of [0, 1]) {
      expectClose(whole[channel], expected(wet[channel]), 1e-5, `channel ${channel}`)
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }), (lengths) => {
        const pieces = run(convolverOf(response), inputs, lengths)
        for (const channel of [0, 1]) expectSameBits(pieces[channel], whole[channel], `channel ${channel}`)
      }),
      { seed: SEED, numRuns: 20 },
    )
  })

  test('that is missing is silence, like a missing input', () => {
    for (const [response, inputs] of [
      [[], [left, right]],
      [[a], []],
    ] as const) {
      for (const output of run(convolverOf(response), inputs, [128])) {
        expectSameBits(output, new Float32Array(LENGTH))
      }
    }
  })

  test('is applied to NaN, but not to inaudible input', () => {
    const convolver = convolverOf([Float32Array.of(1)])
    const output = new Float32Array(4)
    convolver.process([Float32Array.of(1e-31, -1e-31, NaN, 1e-29)], [output])
    expectSameBits(output, Float32Array.of(0, 0, NaN, 1e-29))
  })

  test('takes over at once before the start, and later within a sixteenth of its length', () => {
    const convolver = convolverOf([Float32Array.of(1)])
    // A stream keeps as much of the past as its response reads.
    give(convolver, [Float32Array.from({ length: 65 }, (_, k) => (k === 0 ? 2 : 0))])
    const outputs = new Float32Array(64)
    convolver.process([new Float32Array(64).fill(1)], [outputs])
    expect([...outputs]).toEqual(Array(64).fill(2))
    give(convolver, [Float32Array.from({ length: 64 }, (_, k) => (k === 0 ? 3 : 0))])
    const output = new Float32Array(8)
    convolver.process([new Float32Array(8).fill(1)], [output])
    expect([...output]).toEqual([2, 2, 2, 2, 3, 3, 3, 3])
  })

  test('is at rest after a long silence, and resumes with the next sound, at once even with another response', () => {
    const convolver = convolverOf([Float32Array.of(1, 2)])
    const block = (first: number): Float32Array => {
      const output = new Float32Array(4096)
      convolver.process([Float32Array.from(output, (_, n) => (n === 0 ? first : 0))], [output])
      return output.subarray(0, 3)
    }
    expect([...block(1)]).toEqual([1, 2, 0])
    expect(convolver.isOut).toBe(false)
    for (let i = 0; i < 20; i++) expect([...block(0)]).toEqual([0, 0, 0])
    expect(convolver.isOut).toBe(true)
    expect([...block(3)]).toEqual([3, 6, 0])
    for (let i = 0; i < 20; i++) block(0)
    give(convolver, [Float32Array.of(5)])
    expect([...block(1)]).toEqual([5, 0, 0])
  })

  test('that is null gives silence without a tail', () => {
    const convolver = new ResponseConvolver(false)
    const output = Float32Array.of(1)
    convolver.process([Float32Array.of(1)], [output])
    expect(output[0]).toBe(0)
    expect(convolver.isOut).toBe(true)
  })

  test('applies a mono input to the left only if told so, from then on', () => {
    const convolver = convolverOf([Float32Array.of(1)])
    const outputs = [new Float32Array(1), new Float32Array(1)]
    for (const isDiscrete of [false, true, false]) {
      convolver.isDiscrete = isDiscrete
      convolver.process([Float32Array.of(1)], outputs)
      expect(outputs.map(([value]) => value)).toEqual([1, isDiscrete ? 0 : 1])
    }
  })
})
