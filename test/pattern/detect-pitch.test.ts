import fc from 'fast-check'
import { detectPitch, type Pitch, PitchDetector, type PitchDetectorOptions } from 'tapline'
import { describe, expect, test } from 'vitest'
import { joined, noise, normalNoise } from '../support/signals.js'
import { SEED } from '../support/seed.js'
import { cents, doubleBass, pluckedString, SAMPLE_RATE, tone, voice, withNoise } from '../support/sounds.js'

const COUNT = 200

/** How often in COUNT windows the pitch is an octave or more off, or not found, and the sorted errors of all others. */
function errorsOf(
  sound: (frequencyHz: number, length: number, seed: number) => Float64Array,
  [lowest, highest]: readonly [number, number],
  window: number,
  snrDb: number,
): { octaves: number; missed: number; deviations: number[] } {
  let [octaves, missed] = [0, 0]
  const deviations: number[] = []
  for (let seed = 0; seed < COUNT; seed++) {
    const frequencyHz = lowest * (highest / lowest) ** (seed / COUNT)
    const samples = withNoise(sound(frequencyHz, window, seed), snrDb, seed)
    const pitch = detectPitch(samples, { sampleRate: SAMPLE_RATE, minHz: 29.9 })
    if (pitch === undefined) missed++
    else {
      const deviation = Math.abs(cents(pitch.frequencyHz, frequencyHz))
      if (deviation > 500) octaves++
      else deviations.push(deviation)
    }
  }
  return { octaves, missed, deviations: deviations.sort((a, b) => a - b) }
}

const SOUNDS = [
  { name: 'voices', sound: voice, range: [70, 500] },
  { name: 'plucked strings', sound: pluckedString, range: [30, 1500] },
  { name: 'tones', sound: tone, range: [30, 4000] },
] as const

describe.each(SOUNDS)('The pitch of $name', ({ sound, range }) => {
  test.each([2950, 4096])('in clean windows of %i samples is found within some cents', (window) => {
    const { octaves, missed, deviations } = errorsOf(sound, range, window, 120)
    expect(octaves).toBe(0)
    expect(missed).toBe(0)
    expect(deviations[Math.floor(0.95 * COUNT) - 1]).toBeLessThan(1)
    expect(deviations.at(-1)).toBeLessThan(6)
  })

  test.each([2950, 4096])(
    'under noise at 20 dB, in windows of %i samples, is not an octave off',
    (window) => {
      const { octaves, missed, deviations } = errorsOf(sound, range, window, 20)
      expect(octaves / COUNT).toBeLessThan(0.01)
      expect(missed / COUNT).toBeLessThan(0.02)
      expect(deviations[Math.floor(0.95 * deviations.length) - 1]).toBeLessThan(6)
    },
  )
})

describe('detectPitch', () => {
  const sine = (frequencyHz: number, length: number): Float64Array =>
    Float64Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * frequencyHz * n) / SAMPLE_RATE + 1))

  test('is within a cent for clean sines from 60 Hz to 4 kHz', () => {
    for (let frequencyHz = 60; frequencyHz < 4000; frequencyHz *= 1.03) {
      const pitch = detectPitch(sine(frequencyHz, 2048), { sampleRate: SAMPLE_RATE })
      expect(Math.abs(cents(pitch?.frequencyHz ?? 0, frequencyHz))).toBeLessThan(1)
      expect(pitch?.clarity).toBeGreaterThan(0.99)
      expect(pitch?.clarity).toBeLessThanOrEqual(1)
    }
  })

  test('finds a missing fundamental, and is not disturbed by an offset', () => {
    const sound = sine(400, 2048).map((x, n) => x + sine(600, 2048)[n])
    expect(detectPitch(sound, { sampleRate: SAMPLE_RATE })?.frequencyHz).toBeCloseTo(200, 0)
    const lifted = sine(440, 2048).map((x) => x + 1e6)
    expect(detectPitch(lifted, { sampleRate: SAMPLE_RATE })?.frequencyHz).toBeCloseTo(440, 1)
    expect(
      detectPitch(Float32Array.from(sine(440, 2048)), { sampleRate: SAMPLE_RATE })?.frequencyHz,
    ).toBeCloseTo(440, 1)
  })

  test('finds no pitch in silence, noise, a click, or windows with non-finite or too large values', () => {
    const broken = sine(440, 2048)
    broken[100] = NaN
    const click = new Float64Array(2048)
    click[700] = 1
    const windows = [
      new Float64Array(2048),
      new Float64Array(2048).fill(0.1),
      noise('float64', 2048, 1),
      click,
      broken,
      broken.map((x) => (Number.isNaN(x) ? Infinity : x)),
      sine(440, 2048).map((x) => 1e200 * x),
    ]
    for (const window of windows) expect(detectPitch(window, { sampleRate: SAMPLE_RATE })).toBeUndefined()
  })

  test('treats the rounding errors of a constant as silence', () => {
    const constant = Float32Array.from({ length: 2048 }, (_, n) =>
      n % 4 < 2 ? 0.001 : 0.001 * (1 + 2 ** -23),
    )
    expect(new Set(constant).size).toBe(2)
    const options = { sampleRate: SAMPLE_RATE, minClarity: 0 }
    expect(detectPitch(constant, options)).toBeUndefined()
    expect(new PitchDetector({ ...options, window: 2048 }).process(constant)).toEqual([])
    // A sound around zero counts, however small.
    expect(
      detectPitch(
        sine(440, 2048).map((x) => 1e-30 * x),
        options,
      )?.frequencyHz,
    ).toBeCloseTo(440, 1)
  })

  test('finds nothing below the least level, whatever the offset', () => {
    // A sine of amplitude 1 has 3 dB less than full scale.
    const soft = sine(440, 2048).map((x) => 0.01 * x + 0.5)
    const options = { sampleRate: SAMPLE_RATE }
    expect(detectPitch(soft, { ...options, minLevelDb: -43.1 })?.frequencyHz).toBeCloseTo(440, 0)
    expect(detectPitch(soft, { ...options, minLevelDb: -42.9 })).toBeUndefined()
    expect(detectPitch(soft, { ...options, minLevelDb: Infinity })).toBeUndefined()
  })

  test('takes the period from similar repetitions, not across a phase jump', () => {
    const period = 90.66
    const window = Float64Array.from({ length: 2048 }, (_, n) =>
      Math.sin((2 * Math.PI * n) / period + (n > 1000 ? 2 : 0)),
    )
    const { frequencyHz } = detectPitch(window, { sampleRate: 48_000 })!
    expect(Math.abs((frequencyHz * period) / 48_000 - 1)).toBeLessThan(0.009)
  })

  test('detects repetition by voicing in noise of the same level', () => {
    let [found, mistaken] = [0, 0]
    for (let seed = 0; seed < COUNT; seed++) {
      const frequencyHz = 100 * 2 ** ((3 * seed) / COUNT)
      const options = { sampleRate: SAMPLE_RATE, minVoicing: 0.99 }
      const pitch = detectPitch(withNoise(tone(frequencyHz, 4096, seed), 0, seed), options)
      if (Math.abs(cents(pitch?.frequencyHz ?? 1, frequencyHz)) < 50) found++
      const disturbance = normalNoise(4096, seed)
      let last = 0
      const colored = disturbance.map((x) => (last = 0.9 * last + x))
      for (const sound of [disturbance, colored]) if (detectPitch(sound, options) !== undefined) mistaken++
    }
    expect(found / COUNT).toBeGreaterThan(0.89)
    expect(mistaken / (2 * COUNT)).toBeLessThan(0.03)
  })

  test.each([2048, 4096])('hears a double bass an octave down in few windows of %i samples', (window) => {
    let octaves = 0
    for (let seed = 0; seed < COUNT; seed++) {
      const frequencyHz = 44 * 4 ** (seed / COUNT)
      const options = { sampleRate: SAMPLE_RATE, minHz: 30 + (window === 2048 ? 13.1 : 0) }
      const pitch = detectPitch(doubleBass(frequencyHz, window, seed), options)
      if (Math.abs(cents(pitch?.frequencyHz ?? frequencyHz, frequencyHz)) > 600) octaves++
    }
    expect(octaves / COUNT).toBeLessThan(0.025)
  })

  test('keeps to the range, and to the least clarity', () => {
    const sound = withNoise(sine(440, 4096), 0, 1)
    expect(detectPitch(sound, { sampleRate: SAMPLE_RATE })).toBeUndefined()
    const pitch = detectPitch(sound, { sampleRate: SAMPLE_RATE, minClarity: 0.3 })
    expect(pitch?.frequencyHz).toBeCloseTo(440, -1)
    expect(pitch?.clarity).toBeCloseTo(0.5, 1)
    const clean = sine(440, 4096)
    expect(detectPitch(clean, { sampleRate: SAMPLE_RATE, maxHz: 300 })?.frequencyHz).toBeCloseTo(220, 0)
    expect(detectPitch(clean, { sampleRate: SAMPLE_RATE, minHz: 500 })).toBeUndefined()
  })

  test('refuses invalid arguments', () => {
    const wrong =
      (options: object, window: unknown = new Float64Array(2048)) =>
      () =>
        detectPitch(window as number[], { sampleRate: SAMPLE_RATE, ...options })
    expect(wrong({}, 'sound')).toThrow(TypeError)
    expect(wrong({ minHz: 30 })).toThrow(
      'minHz must be at least 43.06640625, so that two periods fit into a window of 2048, got 30: ' +
        'pass a window of at least 2940 samples',
    )
    expect(() => detectPitch(new Float64Array(2940), { sampleRate: SAMPLE_RATE, minHz: 30 })).not.toThrow()
    for (const sampleRate of [0, -1, NaN, Infinity]) expect(wrong({ sampleRate })).toThrow(RangeError)
    // Values of the wrong kind.
    for (const name of ['sampleRate', 'minHz', 'maxHz', 'minClarity', 'minVoicing', 'minLevelDb']) {
      for (const value of ['8000', null]) expect(wrong({ [name]: value })).toThrow(TypeError)
    }
    for (const minHz of [0, NaN, 12_000]) expect(wrong({ minHz })).toThrow(RangeError)
    for (const maxHz of [22_051, NaN, 40]) expect(wrong({ maxHz })).toThrow(RangeError)
    for (const minClarity of [-0.1, 1.1, NaN]) expect(wrong({ minClarity })).toThrow(RangeError)
    for (const minVoicing of [-0.1, 1.1, NaN]) expect(wrong({ minVoicing })).toThrow(RangeError)
    expect(wrong({ minLevelDb: NaN })).toThrow('minLevelDb must be a number of dB, got NaN')
    expect(wrong({ minHZ: 50 })).toThrow("unknown option 'minHZ': did you mean 'minHz'?")
    for (const window of [[], [1, 2, 3]]) expect(wrong({}, window)).toThrow(RangeError)
  })
})

describe('A pitch detector', () => {
  const options = { sampleRate: 8000, window: 400, hop: 150 }
  const melody = joined('float64', [
    Float64Array.from({ length: 900 }, (_, n) => Math.sin((2 * Math.PI * 200 * n) / 8000)),
    new Float64Array(800),
    Float64Array.from({ length: 900 }, (_, n) => Math.sin((2 * Math.PI * 330 * n) / 8000)),
  ])

  test('reports the position of each pitch, and nothing for windows without one', () => {
    const detector = new PitchDetector(options)
    expect(detector).toMatchObject(options)
    const pitches = detector.process(melody)
    const near = (frequencyHz: number): number[] =>
      pitches.filter((pitch) => Math.abs(cents(pitch.frequencyHz, frequencyHz)) < 2).map(({ index }) => index)
    expect(near(200)).toEqual(expect.arrayContaining([0, 150, 300, 450]))
    expect(near(330)).toEqual(expect.arrayContaining([1800, 1950, 2100]))
    expect(pitches.filter(({ index }) => index >= 900 && index + 400 <= 1700)).toEqual([])
    for (const { index, ...pitch } of pitches) {
      expect(pitch).toEqual(detectPitch(melody.slice(index, index + 400), { sampleRate: 8000 }))
    }
    expect(detector.flush()).toEqual([])
  })

  test('gives the same for any chunks', () => {
    const detector = new PitchDetector(options)
    const whole = detector.process(melody)
    detector.reset()
    const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(lengths, (lengths) => {
        const parts: Pitch[] = []
        for (let from = 0, i = 0; from < melody.length; i++) {
          const to = from + lengths[i % lengths.length]
          parts.push(...detector.process(to - from === 1 ? melody[from] : melody.subarray(from, to)))
          from = to
        }
        expect(detector.flush()).toEqual([])
        expect(parts).toEqual(whole)
      }),
      { seed: SEED, numRuns: 20 },
    )
  })

  test('counts samples between windows', () => {
    const detector = new PitchDetector({ ...options, hop: 1000 })
    expect(detector.process(melody.subarray(0, 500)).map(({ index }) => index)).toEqual([0])
    expect(detector.process(melody.subarray(0, 900)).map(({ index }) => index)).toEqual([1000])
    detector.dispose()
    detector[Symbol.dispose]()
    expect(detector.process(melody.subarray(0, 500)).map(({ index }) => index)).toEqual([0])
  })

  test('refuses invalid arguments, and then keeps its state', () => {
    const wrong = (options: object) => () => new PitchDetector(options as PitchDetectorOptions)
    expect(wrong({ sampleRate: 8000 })).toThrow(TypeError)
    expect(wrong({ sampleRate: 8000, window: 0 })).toThrow(RangeError)
    expect(wrong({ sampleRate: 8000, window: 400, hop: 0.5 })).toThrow(RangeError)
    expect(wrong({ sampleRate: 8000, window: 400, minHz: 30 })).toThrow(
      'pass a window of at least 534 samples',
    )
    const detector = new PitchDetector(options)
    detector.process(melody.subarray(0, 399))
    expect(() => detector.process('x' as unknown as number)).toThrow(TypeError)
    expect(detector.process(melody[399])).toHaveLength(1)
  })
})
