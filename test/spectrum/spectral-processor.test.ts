import fc from 'fast-check'
import { istft, type Samples, SpectralProcessor, stft, windowCoverage, windowOf } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { EPSILON, expectSameBits, norm } from '../support/closeness.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { joined, noise, PRECISIONS } from '../support/signals.js'
import { chunkLengths, cut, framing, gappyNoise } from './frames-of.js'

/** An arbitrary change: different gains for each bin, frame and channel. */
function change(spectrum: Samples, { index, channel }: { index: number; channel: number }): void {
  for (let i = 0; i < spectrum.length; i++) spectrum[i] *= ((i + index + 2 * channel) % 5) / 4
}

describe.each(PRECISIONS)('A spectral processor in %s', (precision) => {
  test(`equals stft, the function and istft, with the same bits for any chunking (seed ${SEED})`, () => {
    fc.assert(
      fc.property(framing, fc.nat(600), chunkLengths, (own, length, lengths) => {
        const options = { ...own, precision }
        const signal = gappyNoise(precision, length, 1)
        const frames = stft(signal, options)
        frames.forEach((spectrum, index) => change(spectrum, { index, channel: 0 }))
        const expected = istft(frames, { ...options, length })
        const processor = new SpectralProcessor(change, options)
        for (let turn = 0; turn < 2; turn++) {
          const outputs = cut(signal, lengths).map((chunk) => processor.process(chunk))
          outputs.push(processor.flush())
          expectSameBits(joined(precision, outputs), expected)
        }
        processor.dispose()
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test(`returns the stream itself within the bound, if the function does nothing (seed ${SEED})`, () => {
    const identity = (): void => undefined
    const powers = fc.record({
      length: fc.constantFrom(2, 8, 32, 256, 1024),
      overlap: fc.constantFrom(1, 2, 4),
      name: fc.constantFrom('hann' as const, 'hamming' as const, 'rectangular' as const),
      count: fc.nat(5000),
    })
    fc.assert(
      fc.property(powers, ({ length, overlap, name, count }) => {
        const options = { window: windowOf(name, length), hop: Math.ceil(length / overlap), precision }
        const coverage = windowCoverage(options.window, options.hop)
        fc.pre(coverage > 1e-3)
        const signal = noise(precision, count, 2)
        const processor = new SpectralProcessor(identity, options)
        const output = joined(precision, [processor.process(signal), processor.flush()])
        const error = norm(output.map((x, n) => x - signal[n]))
        const bound = (4 * (EPSILON[precision] / 2) * Math.sqrt(Math.log2(length))) / Math.sqrt(coverage)
        expect(output.length).toBe(count)
        expect(error).toBeLessThanOrEqual(bound * norm(signal))
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('lags by exactly its latency at most', () => {
    const processor = new SpectralProcessor(change, { window: windowOf('hann', 16), hop: 4, precision })
    let greatest = 0
    for (let taken = 1, given = 0; taken <= 100; taken++) {
      given += processor.process([taken]).length
      greatest = Math.max(greatest, taken - given)
    }
    expect(greatest).toBe(processor.latency)
    expect(processor.latency).toBe(15)
  })

  test('processes channels together, and passes the spectra of all', () => {
    const options = { window: windowOf('hann', 16), hop: 4, precision }
    const [left, right] = [noise(precision, 100, 1), noise(precision, 100, 2)]
    const mid = new SpectralProcessor(
      (spectrum, { channel, spectra }) => {
        if (channel === 0)
          for (let i = 0; i < spectrum.length; i++) spectrum[i] = (spectrum[i] + spectra[1][i]) / 2
        else spectrum.set(spectra[0])
      },
      { ...options, channels: 2 },
    )
    const outputs = [mid.process([left, right]), mid.flush()]
    const [a, b] = [0, 1].map((c) =>
      joined(
        precision,
        outputs.map((channels) => channels[c]),
      ),
    )
    expectSameBits(a, b)
    const error = norm(a.map((x, n) => x - (left[n] + right[n]) / 2))
    expect(error).toBeLessThan(16 * EPSILON[precision] * norm(left))
    const alone = new SpectralProcessor(change, options)
    const both = new SpectralProcessor((spectrum, { index }) => change(spectrum, { index, channel: 0 }), {
      ...options,
      channels: 2,
    })
    expectSameBits(both.process([left, right])[0], alone.process(left))
    expectTypeOf(both).toEqualTypeOf<SpectralProcessor<2>>()
    expectTypeOf<ReturnType<SpectralProcessor<2>['process']>>().toEqualTypeOf<Samples[]>()
    expectTypeOf(alone).toEqualTypeOf<SpectralProcessor>()
    expectTypeOf<ReturnType<SpectralProcessor['process']>>().toEqualTypeOf<Samples>()
  })

  test.each([undefined, 2] as const)('resumes from a snapshot, %s channels', (channels) => {
    const options = { window: windowOf('hann', 8), hop: 3, precision, channels }
    const chunks = [1, 2, 3, 0, 9, 1, 2, 4].map((count, i) => {
      const chunk = gappyNoise(precision, count, i)
      return channels === undefined ? chunk : [chunk, noise(precision, count, i + 9)]
    })
    const resuming = {
      create: () => new SpectralProcessor<number | undefined>(change, options),
      restore: (bytes: Uint8Array) => SpectralProcessor.restore<number | undefined>(change, options, bytes),
      chunks,
    }
    expectToResume(resuming as never)
    expectForgeriesToDoNoHarm(resuming as never)
  })
})

describe('The function of a spectral processor', () => {
  const options = { window: windowOf('hann', 8), hop: 2 }
  const signal = noise('float32', 50, 1)

  function run(processor: SpectralProcessor): Samples {
    return joined('float32', [processor.process(signal), processor.flush()])
  }

  test('may return another spectrum', () => {
    const own = new SpectralProcessor((spectrum) => spectrum.map((x) => x / 2), options)
    const inPlace = new SpectralProcessor((spectrum) => {
      for (let i = 0; i < spectrum.length; i++) spectrum[i] /= 2
    }, options)
    expectSameBits(run(own), run(inPlace))
  })

  test('receives the position of a frame', () => {
    const places: unknown[] = []
    run(
      new SpectralProcessor((_, { index, start, channel }) => {
        places.push([index, start, channel])
      }, options),
    )
    expect(places.slice(0, 4)).toEqual([
      [0, -6, 0],
      [1, -4, 0],
      [2, -2, 0],
      [3, 0, 0],
    ])
    expect(places.length).toBe(stft(signal, options).length)
  })

  test('fails the chunk if it throws or returns something invalid; then the processor starts again', () => {
    let isBroken = false
    let broken: unknown = new Float32Array(3)
    const processor = new SpectralProcessor((spectrum) => {
      if (!isBroken) return spectrum
      if (broken instanceof Error) throw broken
      return broken as Samples
    }, options)
    const expected = run(processor)
    processor.process(signal)
    isBroken = true
    expect(() => processor.process(signal)).toThrow(
      new RangeError(
        'the result of change must have 10 numbers for fftSize 8, got 3: return as many numbers as it was given',
      ),
    )
    broken = Promise.resolve()
    expect(() => processor.process(signal)).toThrow(TypeError)
    broken = new Error('lost')
    expect(() => processor.process(signal)).toThrow('lost')
    isBroken = false
    expectSameBits(run(processor), expected)
  })

  test('gets a window of 1,024 samples and a hop of a quarter by default', () => {
    const processor = new SpectralProcessor(() => undefined)
    expect(processor).toMatchObject({ windowLength: 1024, hop: 256, fftSize: 1024, precision: 'float32' })
    expect(new SpectralProcessor(() => undefined, { window: [1, 2, 1] }).hop).toBe(1)
    processor.dispose()
    expect(() => processor.process([1])).toThrow('this object was disposed')
  })
})
