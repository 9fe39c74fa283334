import fc from 'fast-check'
import { Istft, istft, type Samples, Stft, stft, windowOf } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectSameBits } from '../support/closeness.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { joined, noise, PRECISIONS } from '../support/signals.js'
import { chunkLengths, cut, framing, gappyNoise } from './frames-of.js'

function expectSameFrames(actual: readonly Samples[], expected: readonly Samples[]): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((frame, m) => expectSameBits(frame, expected[m], `frame ${m}`))
}

const anyHop = framing.chain((options) =>
  fc.oneof(
    fc.constant(options),
    fc.nat(50).map((more) => ({ ...options, hop: options.window.length + more })),
  ),
)

describe.each(PRECISIONS)('Stft in %s', (precision) => {
  test(`returns the bits of stft for any chunking (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyHop, fc.nat(600), chunkLengths, (own, length, lengths) => {
        const options = { ...own, precision }
        const signal = gappyNoise(precision, length, 1)
        const analysis = new Stft(options)
        const expected = stft(signal, options)
        for (let turn = 0; turn < 2; turn++) {
          const frames = cut(signal, lengths).flatMap((chunk) => analysis.process(chunk))
          frames.push(...analysis.flush())
          expectSameFrames(frames, expected)
        }
        analysis.dispose()
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('returns a frame with its last sample, also of single numbers', () => {
    const analysis = new Stft({ window: [1, 1, 1, 1, 1], hop: 2, precision })
    const counts = [1, 2, 3, 4, 5].map((sample) => analysis.process(sample).length)
    expect(counts).toEqual([0, 1, 0, 1, 0])
    expect(analysis.flush().length).toBe(2)
    const sparse = new Stft({ window: [1, 1], hop: 3, precision })
    expect([1, 2, 3, 4, 5].map((sample) => sparse.process(sample).length)).toEqual([0, 1, 0, 0, 1])
    expect(sparse.flush()).toEqual([])
  })

  test.each([
    [8, 2],
    [5, 5],
    [3, 7],
    [1, 1],
  ])('resumes from a snapshot, window of %i samples, hop %i', (length, hop) => {
    const options = { window: windowOf('hamming', length), hop, precision }
    const resuming = {
      create: () => new Stft(options),
      restore: (bytes: Uint8Array) => Stft.restore(options, bytes),
      chunks: [1, 2, 3, 0, 7, 1, 2, 4].map((count, i) => gappyNoise(precision, count, i)),
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming)
  })
})

describe.each(PRECISIONS)('Istft in %s', (precision) => {
  test(`returns the bits of istft for any grouping of the spectra (seed ${SEED})`, () => {
    fc.assert(
      fc.property(framing, fc.integer({ min: 1, max: 600 }), chunkLengths, (own, length, lengths) => {
        const options = { ...own, precision }
        const frames = stft(gappyNoise(precision, length, 1), options)
        const expected = istft(frames, options)
        const synthesis = new Istft(options)
        for (let turn = 0; turn < 2; turn++) {
          const outputs: Samples[] = []
          for (let at = 0, i = 0; at < frames.length; i++) {
            const end = at + Math.ceil(lengths[i % lengths.length] / 30)
            outputs.push(synthesis.process(frames.slice(at, end)))
            at = end
          }
          outputs.push(synthesis.flush())
          expectSameBits(joined(precision, outputs), expected)
        }
        synthesis.dispose()
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('resumes from a snapshot', () => {
    const options = { window: windowOf('hann', 8), hop: 3, fftSize: 9, precision }
    const frames = stft(noise(precision, 40, 1), options)
    const resuming = {
      create: () => new Istft(options),
      restore: (bytes: Uint8Array) => Istft.restore(options, bytes),
      chunks: [frames.slice(0, 1), frames.slice(1, 3), [], ...frames.slice(3).map((frame) => [frame])],
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming)
  })
})

describe('There is an error for', () => {
  const options = { window: windowOf('hann', 8), hop: 2 }

  test('frames without an inverse, and spectra of another size, which change nothing', () => {
    expect(() => new Istft({ ...options, hop: 8 })).toThrow('windowCoverage')
    const synthesis = new Istft(options)
    const frames = stft(noise('float32', 20, 1), options)
    const first = synthesis.process(frames.slice(0, 4))
    const wrong = [frames[4], new Float32Array(8)]
    expect(() => synthesis.process(wrong)).toThrow(
      new RangeError('spectra[1] must have 10 numbers for fftSize 8, got 8: use the fftSize that stft had'),
    )
    const rest = synthesis.process(frames.slice(4))
    expectSameBits(joined('float32', [first, rest]), istft(frames, options))
  })

  test('a snapshot of another framing', () => {
    const bytes = new Stft(options).snapshot()
    expect(() => Stft.restore({ ...options, hop: 4 }, bytes)).toThrow('hop must be 2')
    expect(() => Stft.restore({ ...options, window: windowOf('hamming', 8) }, bytes)).toThrow(
      'window must be',
    )
    expect(() => Istft.restore(options, bytes)).toThrow('got one of a Stft')
  })

  test('calls after dispose', () => {
    const analysis = new Stft(options)
    const synthesis = new Istft(options)
    for (const processor of [analysis, synthesis]) {
      processor.dispose()
      processor.dispose()
    }
    expect(() => analysis.process([1])).toThrow('this object was disposed')
    expect(() => analysis.flush()).toThrow('this object was disposed')
    expect(() => synthesis.process([])).toThrow('this object was disposed')
  })
})
