import { convolve, designFir } from 'tapline'
import { decayTime } from 'tapline/audio'
import { describe, expect, test } from 'vitest'
import { synthesiseHall } from '../support/hall/synthesise-hall.js'
import { reverberationTime } from '../support/hall/late-reverberation.js'
import { gaussianNoise } from '../support/gaussian-noise.js'

const sampleRate = 16_000

/** Noise that falls by 60 dB in `seconds`, over steady noise, after some silence. */
function room(seconds: number, noiseDb: number, { ranges = 1.5, seed = 1, delay = 0 } = {}): Float32Array {
  const length = Math.round(seconds * ranges * sampleRate)
  const [decaying, steady] = [gaussianNoise(length, seed), gaussianNoise(length, seed + 1000)]
  const response = decaying.map(
    (value, n) => value * 10 ** ((-3 * n) / (seconds * sampleRate)) + steady[n] * 10 ** (noiseDb / 20),
  )
  return Float32Array.from({ length: length + delay }, (_, n) => (n < delay ? 0 : response[n - delay]))
}

/** The relative error of a time. */
const off = (actual: number | undefined, seconds: number): number => Math.abs((actual ?? NaN) / seconds - 1)

describe('decayTime', () => {
  test.each([0.3, 1, 2.5])(
    'finds %d s of diffuse decay to within 3 %, down to noise of −55 dB',
    (seconds) => {
      for (const noiseDb of [-200, -70, -55]) {
        for (const seed of [1, 2, 3]) {
          const found = decayTime(room(seconds, noiseDb, { seed, delay: 500 }), sampleRate)
          expect(off(found?.t20Seconds, seconds)).toBeLessThan(0.03)
          expect(off(found?.t30Seconds, seconds)).toBeLessThan(0.03)
          expect(found?.rt60Seconds).toBe(found?.t30Seconds)
        }
      }
    },
  )

  test('omits T30 if noise is less than 10 dB below its range, and everything if T20 cannot be measured', () => {
    const some = decayTime(room(1, -41), sampleRate)
    expect(some?.t30Seconds).toBeUndefined()
    expect(off(some?.t20Seconds, 1)).toBeLessThan(0.03)
    expect(some?.rt60Seconds).toBe(some?.t20Seconds)
    expect(decayTime(room(1, -30), sampleRate)).toBeUndefined()
    // Cut off at −30 dB.
    expect(decayTime(room(1, -200, { ranges: 0.5 }), sampleRate)).toBeUndefined()
  })

  test('finds an exponential to within 1.5 %, though it is cut off 53 dB down', () => {
    const exponential = Float64Array.from({ length: 30_000 }, (_, n) => 10 ** ((-3 * n) / 12_345))
    for (const length of [30_000, 12_345, 11_000]) {
      const found = decayTime(exponential.subarray(0, length), 1000)
      expect(off(found?.t30Seconds, 12.345)).toBeLessThan(0.015)
      expect(off(found?.t20Seconds, 12.345)).toBeLessThan(0.015)
    }
  })

  test('subtracts the noise and adds the tail below it: a smooth decay over smooth noise is found to within 0.5 %', () => {
    for (const noiseDb of [-47, -60]) {
      const smooth = Float64Array.from({ length: 20_000 }, (_, n) =>
        Math.sqrt(10 ** ((-6 * n) / 12_345) + 10 ** (noiseDb / 10)),
      )
      const found = decayTime(smooth, 1000)
      expect(off(found?.t30Seconds, 12.345)).toBeLessThan(0.005)
      expect(off(found?.t20Seconds, 12.345)).toBeLessThan(0.005)
    }
  })

  test('ignores a gap between the direct sound and the first reflection', () => {
    const response = room(0.5, -90, { delay: 800 })
    response[0] = 3
    expect(off(decayTime(response, sampleRate)?.t30Seconds, 0.5)).toBeLessThan(0.06)
  })

  test('gives no time for silence, a single click, noise or a filter', () => {
    for (const nothing of [new Float32Array(1000), [1], [0, 1, 0, 0], [], gaussianNoise(9000, 7)]) {
      expect(decayTime(nothing, sampleRate)).toBeUndefined()
    }
    expect(decayTime([1, 2, 1], sampleRate)).toBeUndefined()
  })

  test.each([
    [
      undefined as never,
      1,
      TypeError,
      'response must be a Float32Array, a Float64Array or an array of numbers, got undefined',
    ],
    [[1], 0, RangeError, 'sampleRate must be a finite number above 0, got 0'],
    [[1], NaN, RangeError, 'sampleRate must be a finite number above 0, got NaN'],
    [[1, NaN], 1, RangeError, 'response[1] must be finite, got NaN: replace or remove it'],
  ])('refuses (%j, %j)', (response, rate, kind, message) => {
    expect(() => decayTime(response, rate)).toThrow(kind)
    expect(() => decayTime(response, rate)).toThrow(message)
  })
})

describe('The hall of the example', () => {
  const { channels, sampleRate: rate } = synthesiseHall({ sampleRate: 48_000 })

  test.each([500, 1000, 2000, 4000])(
    'has its reverberation time in the octave at %d Hz, to within 5 %',
    (hz) => {
      const cutoffHz = [hz / Math.SQRT2, hz * Math.SQRT2] as const
      const octave = designFir({ type: 'bandpass', cutoffHz, length: 2047, sampleRate: rate })
      for (const channel of channels) {
        const found = decayTime(convolve(channel, octave), rate)
        expect(off(found?.rt60Seconds, reverberationTime(hz))).toBeLessThan(0.05)
      }
    },
  )
})
