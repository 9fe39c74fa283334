import * as fc from 'fast-check'
import { convolve, designFir, resample } from 'tapline'
import { exponentialSweep, measureImpulseResponse } from 'tapline/audio'
import { describe, expect, test } from 'vitest'
import { gaussianNoise } from '../support/gaussian-noise.js'
import { expectClose, norm } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { generate, impulse, noise } from '../support/signals.js'

const sampleRate = 48_000
const sweep = exponentialSweep({ fromHz: 20, toHz: 20_000, seconds: 5, sampleRate })

/** A room: the direct sound after 10 ms, and a diffuse tail of 0.4 s. */
const room = gaussianNoise(0.7 * sampleRate, 9).map((value, n) => {
  if (n <= 480) return n === 480 ? 1 : 0
  return 0.1 * value * 10 ** ((-3 * (n - 480)) / (0.4 * sampleRate))
})

/** The band between 60 Hz and 16 kHz. */
function inBand(response: ArrayLike<number>): Float64Array {
  const window = { kaiserBeta: 10 }
  const band = designFir({ type: 'bandpass', cutoffHz: [60, 16_000], length: 8191, sampleRate, window })
  return convolve(Float64Array.from(response), band)
}

/** ‖a − b‖/‖b‖ in that band, in decibels. */
function errorDb(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const difference = Float64Array.from(expected, (value, n) => actual[n] - value)
  return 20 * Math.log10(norm(inBand(difference)) / norm(inBand(expected)))
}

/** drive + amount·drive³, as an analog device distorts: also between the samples. */
function cubic(drive: Float32Array, amount: number): Float32Array {
  const fine = resample(drive, { fromRate: 1, toRate: 4 }).map((value) => value + amount * value ** 3)
  return resample(fine, { fromRate: 4, toRate: 1 })
}

const withNoise = (recording: Float64Array, sigma: number): Float64Array => {
  const hiss = gaussianNoise(recording.length, 5)
  return recording.map((value, n) => value + sigma * hiss[n])
}

describe('measureImpulseResponse', () => {
  const drive = sweep.map((value) => value / 2)

  test('finds a room to −59 dB without disturbances', () => {
    const recording = convolve(Float64Array.from(drive), room)
    const found = measureImpulseResponse(drive, recording)
    expect(found).toHaveLength(room.length)
    expect(errorDb(found, room)).toBeLessThan(-59)
  })

  test('finds it to −57 dB through a loudspeaker with 2 % distortion, and noise 54 dB below the sweep', () => {
    const amount = 0.3
    const recording = withNoise(convolve(Float64Array.from(cubic(drive, amount)), room), 0.001 / Math.SQRT2)
    const found = measureImpulseResponse(drive, recording)
    // A cube has its third as much again of the fundamental: sin³ = (3·sin − sin 3)/4.
    const gain = 1 + (3 / 4) * amount * 0.5 ** 2
    expect(
      errorDb(
        found,
        room.map((value) => gain * value),
      ),
    ).toBeLessThan(-57)
  })

  test('leaves out the harmonics', () => {
    // Without a room: from index 0 on, the response is that of the linear device, although the cube is strong.
    const delayed = new Float64Array(sweep.length + 9600)
    delayed.set(cubic(drive, 2), 4800)
    const linear = new Float64Array(sweep.length + 9600)
    linear.set(drive, 4800)
    const gain = 1 + (3 / 4) * 2 * 0.5 ** 2
    const found = measureImpulseResponse(drive, delayed)
    expect(
      errorDb(
        found,
        measureImpulseResponse(drive, linear).map((value) => gain * value),
      ),
    ).toBeLessThan(-60)
    // The harmonics appear if the recording is assumed to begin later by as much as they come earlier.
    const lead = Math.ceil((5 / Math.log(1000)) * Math.log(3) * sampleRate) + 4800
    const later = new Float64Array(lead + delayed.length)
    later.set(delayed, lead)
    const all = measureImpulseResponse(drive, later)
    expect(norm(all.subarray(9300, 9900)) / norm(all)).toBeGreaterThan(0.03)
  })

  test('turns white noise into the documented noise', () => {
    const hiss = withNoise(new Float64Array(sweep.length + 9600), 0.01)
    const found = measureImpulseResponse(sweep, hiss)
    const sigma = norm(found) / Math.sqrt(found.length)
    expect(sigma / (0.01 * Math.sqrt(5 / sweep.length))).toBeGreaterThan(0.8)
    expect(sigma / (0.01 * Math.sqrt(5 / sweep.length))).toBeLessThan(1.2)
  })

  test.each([50, 21_500])('does not amplify a hum outside the band, at %d Hz', (hz) => {
    const played = exponentialSweep({ fromHz: 500, toHz: 19_000, seconds: 2, sampleRate })
    const hum = generate(
      'float64',
      played.length + 9600,
      (n) => 0.1 * Math.sin((2 * Math.PI * hz * n) / sampleRate),
    )
    const found = measureImpulseResponse(played, hum)
    const within = generate(
      'float64',
      hum.length,
      (n) => 0.1 * Math.sin((2 * Math.PI * 700 * n) / sampleRate),
    )
    expect(norm(found)).toBeLessThan(0.3 * norm(measureImpulseResponse(played, within)))
  })

  test('has the gain 1 to within 0.005 dB all over the band', () => {
    const recording = new Float64Array(sweep.length + 40_000)
    recording.set(sweep, 20_000)
    const found = measureImpulseResponse(sweep, recording)
    for (const hz of [25, 50, 100, 1000, 5000, 10_000, 16_000, 19_000]) {
      let [re, im] = [0, 0]
      for (let n = 0; n < found.length; n++) {
        re += found[n] * Math.cos((2 * Math.PI * hz * n) / sampleRate)
        im += found[n] * Math.sin((2 * Math.PI * hz * n) / sampleRate)
      }
      expect(Math.abs(20 * Math.log10(Math.hypot(re, im))), `${hz} Hz`).toBeLessThan(0.005)
    }
  })

  test(`finds any response with any signal that contains all frequencies (seed ${SEED})`, () => {
    const taps = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(taps, fc.integer({ min: 1, max: 100 }), (response, length) => {
        // Loud at the start, so that no frequency is missing.
        const excitation = noise('float64', length, length).map((value) => value / (3 * length))
        excitation[0] = 1
        const found = measureImpulseResponse(excitation, convolve(excitation, response))
        expectClose(found, response, 1e-3 * norm(response) + 1e-12)
      }),
      { seed: SEED, numRuns: 50 },
    )
  })

  test('is the same for a sweep and a recording of any loudness', () => {
    const sweep = noise('float64', 200, 1)
    const recording = noise('float64', 300, 2)
    const expected = measureImpulseResponse(sweep, recording)
    for (const scale of [2 ** -400, 2 ** 400]) {
      const scaled = [sweep, recording].map((signal) => signal.map((x) => x * scale))
      expect(measureImpulseResponse(scaled[0], scaled[1])).toEqual(expected)
    }
  })

  test('gives one sample for a recording of the sweep’s length, in the type of the recording', () => {
    const click = impulse('float64', 100, 0)
    expect(measureImpulseResponse(click, Float32Array.from(click))).toBeInstanceOf(Float32Array)
    expect(measureImpulseResponse(click, click)[0]).toBeCloseTo(1, 3)
    expect(measureImpulseResponse(click, click)).toHaveLength(1)
  })

  test.each([
    [
      undefined as never,
      [1],
      TypeError,
      'sweep must be a Float32Array, a Float64Array or an array of numbers, got undefined',
    ],
    [
      [1],
      'x' as never,
      TypeError,
      'recording must be a Float32Array, a Float64Array or an array of numbers, got "x"',
    ],
    [[], [1], RangeError, 'sweep must be what was played, got silence'],
    [[0, 0], [1, 1], RangeError, 'sweep must be what was played, got silence'],
    [
      [1, 2],
      [1],
      RangeError,
      'recording must have at least the 2 samples of the sweep, got 1: keep recording after its end for as long as the room rings',
    ],
    [[1], [1, NaN], RangeError, 'recording[1] must be finite, got NaN: record it again'],
    [[Infinity], [1], RangeError, 'sweep[0] must be finite, got Infinity: record it again'],
    [
      [1],
      new Float32Array(2 ** 22),
      RangeError,
      'sweep and recording must have at most 4194304 samples together, got 4194305: use a shorter sweep',
    ],
  ])('refuses invalid input (%#)', (played, recorded, kind, message) => {
    expect(() => measureImpulseResponse(played, recorded)).toThrow(kind)
    expect(() => measureImpulseResponse(played, recorded)).toThrow(message)
  })
})

describe('exponentialSweep', () => {
  test('is a sine that takes equal times for equal intervals of frequency', () => {
    const octaves = exponentialSweep({ fromHz: 100, toHz: 1600, seconds: 4, sampleRate: 8000 })
    expect(octaves).toHaveLength(32_000)
    expect(octaves[0]).toBe(0)
    for (let second = 0; second < 4; second++) {
      let rises = 0
      for (let n = 8000 * second + 1; n < 8000 * (second + 1); n++) {
        if (octaves[n - 1] < 0 && octaves[n] >= 0) rises++
      }
      // ∫ 100·2^t dt over a second is 100·2^second/ln 2 turns.
      expect(Math.abs(rises - (100 * 2 ** second) / Math.LN2)).toBeLessThan(1.5)
    }
    expect(Math.max(...octaves)).toBeCloseTo(1, 3)
  })

  test.each([
    [{ fromHz: 0 }, RangeError, 'fromHz must be a finite number above 0, got 0'],
    [{ toHz: NaN }, RangeError, 'toHz must be a finite number above 0, got NaN'],
    [{ seconds: Infinity }, RangeError, 'seconds must be a finite number above 0, got Infinity'],
    [{ sampleRate: '8' as never }, TypeError, 'sampleRate must be a finite number above 0, got "8"'],
    [
      { fromHz: 400 },
      RangeError,
      'toHz must be above fromHz (400) and at most half the sample rate (500), got 400',
    ],
    [
      { toHz: 501 },
      RangeError,
      'toHz must be above fromHz (20) and at most half the sample rate (500), got 501',
    ],
    [
      { seconds: 0.0001 },
      RangeError,
      'seconds must make a sweep of 1 to 2097152 samples, got 0.0001, which makes 0',
    ],
    [
      { seconds: 1e9 },
      RangeError,
      'seconds must make a sweep of 1 to 2097152 samples, got 1000000000, which makes 1000000000000',
    ],
  ])('refuses %j', (wrong, kind, message) => {
    const options = { fromHz: 20, toHz: 400, seconds: 1, sampleRate: 1000, ...wrong }
    expect(() => exponentialSweep(options)).toThrow(kind)
    expect(() => exponentialSweep(options)).toThrow(message)
  })
})
