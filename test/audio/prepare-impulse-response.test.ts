import { OfflineAudioContext } from 'node-web-audio-api'
import { convolve, Convolver, ConvolverMatrix, type Samples } from 'tapline'
import { type AudioData, prepareImpulseResponse, type PrepareOptions } from 'tapline/audio'
import { describe, expect, test } from 'vitest'
import { gaussianNoise } from '../support/gaussian-noise.js'
import { naiveGain } from '../naive/filter.js'
import { expectClose, expectSameBits, norm } from '../support/closeness.js'
import { generate, impulse, noise, placed } from '../support/signals.js'

const at48 = (...channels: ArrayLike<number>[]): AudioData => ({ channels, sampleRate: 48_000 })

describe('prepareImpulseResponse', () => {
  test('changes nothing unless asked to, and copies', () => {
    const given = Float32Array.of(0, 0, 0.5, 7, 0, 0)
    const { channels, ...response } = prepareImpulseResponse(at48(given))
    expect(channels).toEqual([given])
    expect(channels[0]).not.toBe(given)
    expect(response).toMatchObject({ sampleRate: 48_000, scale: 1, shift: 0 })
    expect(prepareImpulseResponse(at48([1, 2])).channels[0]).toBeInstanceOf(Float64Array)
    expect(prepareImpulseResponse(at48([1], Float32Array.of(1))).channels[1]).toBeInstanceOf(Float64Array)
  })

  test('takes an AudioBuffer', () => {
    const buffer = new OfflineAudioContext(1, 1, 44_100).createBuffer(2, 3, 44_100)
    buffer.copyToChannel(Float32Array.of(1, 2, 3), 1)
    const { channels, sampleRate } = prepareImpulseResponse(buffer)
    expect(channels).toEqual([new Float32Array(3), Float32Array.of(1, 2, 3)])
    expect(sampleRate).toBe(44_100)
  })

  test('removes the same silence from all channels, and trims by the remaining energy', () => {
    const left = [0, 0, 0, 0, 1, 0.1, 0.01, 0.001, 0, 0]
    const right = [0, 0, 0, 1e-4, 0, 0, 0, 0, 0, 0]
    const trimmed = (options: PrepareOptions): number[][] =>
      prepareImpulseResponse(at48(left, right), options).channels.map((channel) => [...channel])
    expect(trimmed({ trim: Infinity })).toEqual([left.slice(0, 8), right.slice(0, 8)])
    expect(trimmed({ trim: 30 })).toEqual([left.slice(0, 6), right.slice(0, 6)])
    expect(trimmed({ trim: 10 })).toEqual([left.slice(0, 5), right.slice(0, 5)])
    expect(trimmed({ leadingSilence: 'remove', trim: 30 })).toEqual([
      [1, 0.1],
      [0, 0],
    ])
    expect(prepareImpulseResponse(at48(left, right), { leadingSilence: 'remove' }).shift).toBe(-4)
    const silent = { trim: 60, leadingSilence: 'remove' } as const
    expect(prepareImpulseResponse(at48([0, 0, 0]), silent).channels).toEqual([Float64Array.of(0)])
  })

  test('normalizes all channels by one factor', () => {
    const [quiet, loud] = [
      [0.5, 0, 0],
      [3, -4, 0],
    ]
    const scaleOf = (normalize: PrepareOptions['normalize'], ...channels: number[][]): number => {
      const { channels: results, scale } = prepareImpulseResponse(
        at48(...channels),
        normalize ? { normalize } : {},
      )
      for (const [i, channel] of results.entries()) {
        expectClose(
          channel,
          channels[i].map((value) => value * scale),
          1e-15,
        )
      }
      return scale
    }
    expect(scaleOf('none', quiet, loud)).toBe(1)
    expect(scaleOf('peak', quiet, loud)).toBe(1 / 4)
    expect(scaleOf('l1', quiet, loud)).toBe(1 / 7)
    expect(scaleOf('l2', quiet, loud)).toBe(1 / 5)
    // True stereo: two of the four lead to each output. To the right: LR and RR.
    expect(scaleOf('l1', quiet, loud, quiet, loud)).toBe(1 / 14)
    expect(scaleOf('l2', quiet, loud, quiet, loud)).toBeCloseTo(1 / Math.sqrt(50), 15)
    expect(scaleOf('peak', quiet, loud, quiet, loud)).toBe(1 / 4)
  })

  test.each([1, 2, 4])('normalizes %d channels with webaudio as a ConvolverNode does', async (count) => {
    const sampleRate = 48_000
    for (const level of [1, 1e-5]) {
      const channels = Array.from({ length: count }, (_, i) =>
        gaussianNoise(300, i + 1).map((value) => value * level),
      )
      const context = new OfflineAudioContext(2, 512, sampleRate)
      const source = context.createBufferSource()
      const input = context.createBuffer(2, 1, sampleRate)
      for (const side of [0, 1]) input.copyToChannel(Float32Array.of(1), side)
      source.buffer = input
      const convolver = context.createConvolver()
      const buffer = context.createBuffer(count, 300, sampleRate)
      for (const [i, channel] of channels.entries()) buffer.copyToChannel(channel, i)
      convolver.buffer = buffer
      source.connect(convolver).connect(context.destination)
      source.start()
      const rendered = await context.startRendering()
      const ours = prepareImpulseResponse({ channels, sampleRate }, { normalize: 'webaudio' })
      const matrix = new ConvolverMatrix(ours.kernels(2))
      const outputs = matrix.process([impulse('float32', 300, 0), impulse('float32', 300, 0)])
      for (const [side, output] of outputs.entries()) {
        const theirs = rendered.getChannelData(side).subarray(0, 300)
        expectClose(theirs, output, 1e-5 * norm(output), `channel ${side} of ${count} at level ${level}`)
      }
    }
  })

  test.each([
    ['l2', 1e200],
    ['l2', 1e-200],
    ['l1', 1e-320],
    ['peak', 1e-320],
  ] as const)('refuses with %s a response that no factor would normalize: %d', (normalize, sample) => {
    expect(() => prepareImpulseResponse({ channels: [[sample]], sampleRate: 48_000 }, { normalize })).toThrow(
      `response must have a level that '${normalize}' can normalize, got one that is too loud or too faint: scale it`,
    )
  })

  test('sorts channels given in another order', () => {
    const { channels } = prepareImpulseResponse(at48([1], [2], [3], [4]), {
      channelOrder: ['LL', 'RL', 'LR', 'RR'],
    })
    expect(channels.map(([value]) => value)).toEqual([1, 3, 2, 4])
    expect(prepareImpulseResponse(at48([1], [2]), { channelOrder: ['R', 'L'] }).channels[0][0]).toBe(2)
  })
})

describe('A response of another rate', () => {
  const sampleRate = 48_000

  test('is an error that names both rates and the remedy', () => {
    const given = { channels: [[1]], sampleRate: 44_100 }
    expect(() => prepareImpulseResponse(given, { sampleRate })).toThrow(
      'sampleRate must be that of the response, 44100 Hz, got 48000 Hz: pass { resample: true } to convert it',
    )
  })

  test('filters as before after conversion', () => {
    // A filter that begins at once, whose gain would change without the ringing before it.
    const decay = generate('float64', 400, (n) => 0.97 ** n * Math.cos(n))
    const given = { channels: [decay], sampleRate: 44_100 }
    for (const rate of [48_000, 96_000, 32_000]) {
      const converted = prepareImpulseResponse(given, { sampleRate: rate, resample: true })
      expect(converted.shift).toBeGreaterThan(50)
      for (const hz of [0, 100, 1000, 5000, 10_000, 0.9 * Math.min(22_050, rate / 2)]) {
        const gain = naiveGain(decay, hz, 44_100)
        expect(Math.abs(naiveGain(converted.channels[0], hz, rate) / gain - 1), `${hz} Hz`).toBeLessThan(1e-4)
      }
    }
  })

  test('keeps its timing if silence precedes it', () => {
    const given = {
      channels: [impulse('float32', 44_100, 4410), new Float32Array(44_100)],
      sampleRate: 44_100,
    }
    const { channels, shift } = prepareImpulseResponse(given, { sampleRate, resample: true })
    expect(shift).toBe(0)
    expect(channels).toHaveLength(2)
    expect(channels[0]).toBeInstanceOf(Float32Array)
    expect(channels[0]).toHaveLength(48_000)
    expect(channels[0].indexOf(Math.max(...channels[0]))).toBe(4800)
    expect(norm(channels[1])).toBe(0)
  })

  test('keeps its duration if it is silent', () => {
    const given = { channels: [new Float32Array(441)], sampleRate: 44_100 }
    const { channels, shift } = prepareImpulseResponse(given, { sampleRate, resample: true })
    expect(channels).toEqual([new Float32Array(480)])
    expect(shift).toBe(0)
  })

  test('loses nothing at its end', () => {
    const given = { channels: [impulse('float64', 1000, 999)], sampleRate: 44_100 }
    const { channels } = prepareImpulseResponse(given, { sampleRate, resample: true })
    expect(naiveGain(channels[0], 0, sampleRate)).toBeCloseTo(1, 5)
  })
})

describe('The report', () => {
  test('reports length, start and contents', () => {
    const quiet = placed('float64', 4800, 100, [0.002, 0.001])
    const { report } = prepareImpulseResponse(at48(placed('float64', 4800, 240, [0.5, -1]), quiet))
    expect(report).toMatchObject({
      sampleRate: 48_000,
      length: 4800,
      seconds: 0.1,
      layout: 'stereo',
      leadingSilence: 100,
      leadingDelay: 100,
      l1Bound: 1.5,
      channels: [
        { name: 'L', peak: 1, leadingDelay: 240, decay: undefined },
        { name: 'R', peak: 0.002, leadingDelay: 100, decay: undefined },
      ],
    })
    expect(report.greatestGain).toBeCloseTo(1.5, 6)
  })

  test('reports the decay of each channel', () => {
    const channels = [0.2, 0.4].map((seconds, seed) =>
      gaussianNoise(24_000, seed + 1).map((value, n) => value * 10 ** ((-3 * n) / (seconds * 48_000))),
    )
    const [left, right] = prepareImpulseResponse(at48(...channels)).report.channels
    expect(Math.abs((left.decay?.rt60Seconds ?? NaN) / 0.2 - 1)).toBeLessThan(0.04)
    expect(Math.abs((right.decay?.rt60Seconds ?? NaN) / 0.4 - 1)).toBeLessThan(0.04)
  })

  test('gives the greatest gain to within 0.05 dB, and never one above the bound', () => {
    for (const length of [1, 2, 3, 17, 100, 257]) {
      for (let seed = 1; seed <= 10; seed++) {
        const kernel = noise('float64', length, seed * 1000 + length)
        const { greatestGain, l1Bound } = prepareImpulseResponse(at48(kernel)).report
        let expected = 0
        for (let k = 0; k <= 40 * length; k++) {
          expected = Math.max(expected, naiveGain(kernel, k, 80 * length))
        }
        expect(Math.abs(20 * Math.log10(greatestGain / expected))).toBeLessThan(0.05)
        expect(greatestGain).toBeLessThanOrEqual(l1Bound * (1 + 1e-12))
        expect(l1Bound).toBeCloseTo(
          Array.from(kernel, Math.abs).reduce((a, b) => a + b),
          12,
        )
      }
    }
  })

  test('sums the gains of both inputs of true stereo', () => {
    const { report } = prepareImpulseResponse(at48([1, 0], [0, 0.5], [0, -1], [0.25, 0]))
    // [1, 0] and [0, −1] lead to the left: 2 at any frequency, if the inputs are in phase there.
    expect(report.greatestGain).toBeCloseTo(2, 12)
    expect(report.l1Bound).toBe(2)
    expect(report.layout).toBe('true-stereo')
  })

  test('covers responses of 20 s as well', () => {
    const long = gaussianNoise(960_000, 3).map((value, n) => value * 10 ** ((-3 * n) / (10 * 48_000)))
    const { report } = prepareImpulseResponse(at48(long))
    expect(report.greatestGain).toBeGreaterThan(naiveGain(long, 1000, 48_000))
    expect(report.greatestGain).toBeLessThan(report.l1Bound)
  })
})

describe('The kernels', () => {
  const [a, b, c, d] = [1, 2, 3, 4].map((seed) => noise('float64', 50, seed))
  const [x, y] = [5, 6].map((seed) => noise('float64', 80, seed))
  const play = (channels: ArrayLike<number>[], ...inputs: Samples[]): Samples[] => {
    const matrix = new ConvolverMatrix(prepareImpulseResponse(at48(...channels)).kernels(inputs.length))
    const [first, last] = [matrix.process(inputs), matrix.flush()]
    return first.map((head, i) => Float64Array.from([...head, ...last[i]]))
  }
  const sum = (p: Samples, q: Samples): Samples => p.map((value, n) => value + q[n])
  const same = (actual: Samples[], ...expected: Samples[]): void => {
    expect(actual).toHaveLength(expected.length)
    for (const [i, output] of expected.entries()) expectClose(actual[i], output, 1e-12)
  }

  test('of a mono response apply to every input separately, as a Convolver does', () => {
    same(play([a], x), convolve(x, a))
    same(play([a], x, y), convolve(x, a), convolve(y, a))
    same(play([a], x, y, x), convolve(x, a), convolve(y, a), convolve(x, a))
    const convolver = new Convolver(prepareImpulseResponse(at48(a)).channels[0])
    expectSameBits(convolver.process(x), play([a], x)[0].subarray(0, x.length))
  })

  test('of a stereo response spread one input, and keep two on their sides', () => {
    same(play([a, b], x), convolve(x, a), convolve(x, b))
    same(play([a, b], x, y), convolve(x, a), convolve(y, b))
  })

  test('of true stereo are LL, LR, RL, RR, and use a single input as both', () => {
    same(play([a, b, c, d], x, y), sum(convolve(x, a), convolve(y, c)), sum(convolve(x, b), convolve(y, d)))
    same(play([a, b, c, d], x), convolve(x, sum(a, c)), convolve(x, sum(b, d)))
  })

  test('refuse any other number of inputs', () => {
    expect(() => play([a, b], x, y, x)).toThrow('inputCount must be 1 or 2 for a stereo response, got 3')
    expect(() => play([a], ...[])).toThrow('inputCount must be a whole number from 1 to 1024, got 0')
  })
})

const wrong = (value: unknown): never => value as never
const mono = at48([1, 0.5])

describe('The error', () => {
  const cases = [
    [
      wrong(undefined),
      {},
      TypeError,
      'response must be { channels, sampleRate } or an AudioBuffer, got undefined',
    ],
    [
      wrong([1, 2]),
      {},
      TypeError,
      'response must be { channels, sampleRate } or an AudioBuffer, got an Array',
    ],
    [
      { ...mono, sampleRate: 0 },
      {},
      RangeError,
      'response.sampleRate must be a finite number above 0, got 0',
    ],
    [
      { ...mono, sampleRate: wrong('48k') },
      {},
      TypeError,
      'response.sampleRate must be a finite number above 0, got "48k"',
    ],
    [
      at48(),
      {},
      RangeError,
      'response must have 1 channel (mono), 2 (L, R) or 4 (LL, LR, RL, RR), got 0: prepare others one by one',
    ],
    [
      at48([1], [1], [1]),
      {},
      RangeError,
      'response must have 1 channel (mono), 2 (L, R) or 4 (LL, LR, RL, RR), got 3: prepare others one by one',
    ],
    [at48([]), {}, RangeError, 'response.channels[0] must have at least one sample, got none'],
    [
      at48([1], [1, 2]),
      {},
      RangeError,
      'response.channels[1] must have 1 samples, as the first channel has, got 2: append zeros',
    ],
    [
      at48(wrong('x')),
      {},
      TypeError,
      'response.channels[0] must be a Float32Array, a Float64Array or an array of numbers, got "x"',
    ],
    [at48([0, NaN]), {}, RangeError, 'response.channels[0][1] must be finite, got NaN: replace or remove it'],
    [mono, { sampleRate: -1 }, RangeError, 'sampleRate must be a finite number above 0, got -1'],
    [mono, { resample: wrong('yes') }, TypeError, 'resample must be true or false, got "yes"'],
    [
      mono,
      { normalize: wrong('rms') },
      RangeError,
      `normalize must be 'none', 'peak', 'l1', 'l2' or 'webaudio', got "rms"`,
    ],
    [mono, { leadingSilence: wrong(true) }, TypeError, "leadingSilence must be 'keep' or 'remove', got true"],
    [
      mono,
      { trim: 0 },
      RangeError,
      'trim must be a number of decibels above 0, or Infinity to cut off zeros only, got 0',
    ],
    [
      mono,
      { trim: NaN },
      RangeError,
      'trim must be a number of decibels above 0, or Infinity to cut off zeros only, got NaN',
    ],
    [mono, { trim: wrong(true) }, TypeError, 'trim must be a number, got true'],
    [
      mono,
      { channelOrder: ['L'] },
      RangeError,
      'channelOrder must hold M, each once, in the order of the channels, got an Array',
    ],
    [
      at48([1], [2]),
      { channelOrder: ['L', 'L'] },
      RangeError,
      'channelOrder must hold L, R, each once, in the order of the channels, got an Array',
    ],
    [
      mono,
      { channelOrder: wrong('M') },
      TypeError,
      'channelOrder must be an array of names of channels, got "M"',
    ],
    [
      at48([0]),
      { normalize: 'l2' },
      RangeError,
      "response must have a non-zero sample for normalize 'l2', got silence: pass normalize 'none'",
    ],
    [
      at48(new Float32Array(2 ** 21 + 1)),
      {},
      RangeError,
      'response must have at most 2097152 samples, got 2097153: trim it',
    ],
  ] as [AudioData, PrepareOptions, typeof Error, string][]

  // The title has only the message: one of the inputs has two million samples.
  test.each(cases.map(([given, options, kind, message]) => ({ given, options, kind, message })))(
    'says: $message',
    ({ given, options, kind, message }) => {
      expect(() => prepareImpulseResponse(given, options)).toThrow(kind)
      expect(() => prepareImpulseResponse(given, options)).toThrow(message)
    },
  )
})
