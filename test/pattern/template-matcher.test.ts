import fc from 'fast-check'
import {
  findMatches,
  findPeaks,
  type Match,
  type MatchOptions,
  matchProfile,
  type Samples,
  TemplateMatcher,
} from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { naiveCandidates, naiveChoice, naiveMatches } from '../naive/match.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { cut, generate, noise } from '../support/signals.js'

const WORD = noise('float64', 40, 7)
const PHRASE = generate('float64', 150, (i) => Math.sin(i / 5) * Math.sin((Math.PI * i) / 150))

/** Noise that contains the templates several times, scaled, shifted and inverted. */
function ground(seed: number, length = 6000): Float64Array {
  const signal = Float64Array.from(noise('float64', length, seed), (x) => 0.2 * x)
  for (let at = 100, i = 0; at + 200 < length; at += 307, i++) {
    const template = i % 3 === 0 ? PHRASE : WORD
    for (let k = 0; k < template.length; k++) signal[at + k] += (i % 4 === 3 ? -2 : 1 + i / 10) * template[k]
  }
  return signal
}

/** Parts that are hard on scores: gaps, flat runs, an offset, a spike, and runs much louder or quieter than the rest. */
function hard(seed: number): Float64Array {
  const signal = ground(seed, 9000)
  signal.fill(NaN, 1000, 1003)
  signal.fill(0.3, 2000, 2300)
  signal[3000] = 1e8
  signal[3500] = -Infinity
  for (let i = 4000; i < 5000; i++) signal[i] += 1e6
  for (let i = 5500; i < 6500; i++) signal[i] *= 1e-7
  for (let i = 6500; i < 7000; i++) signal[i] *= 1e7
  signal.fill(NaN, 7600, 8100)
  return signal
}

function allOf(matcher: TemplateMatcher, chunks: readonly ArrayLike<number>[]): Match[] {
  return [...chunks.flatMap((chunk) => matcher.process(chunk)), ...matcher.flush()]
}

function expectMatches(actual: readonly Match[], expected: ReturnType<typeof naiveMatches>): void {
  expect(actual.map(({ index }) => index)).toEqual(expected.map(({ index }) => index))
  for (const [i, { score, offset }] of expected.entries()) {
    expect(actual[i].score).toBeCloseTo(score, 12)
    expect(actual[i].offset).toBeCloseTo(offset, 6)
  }
}

describe('Matches', () => {
  test.each<[string, Samples, number, number, MatchOptions['polarity']]>([
    ['in noise', ground(1), 0.6, 20, 'positive'],
    ['of both polarities', ground(1), 0.6, 20, 'both'],
    ['at a low threshold, all of them', ground(2), 0.05, 1, 'both'],
    ['at a low threshold, far from each other', ground(2), 0.2, 50, 'positive'],
    ['in hard data', hard(3), 0.5, 20, 'both'],
    ['in float32', Float32Array.from(hard(3)), 0.5, 10, 'positive'],
  ])('are those of the definition %s', (_name, signal, threshold, minDistance, polarity = 'positive') => {
    for (const template of [WORD, PHRASE]) {
      const expected = naiveMatches(signal, template, threshold, minDistance, polarity === 'both')
      expect(expected.length).toBeGreaterThan(5)
      expectMatches(findMatches(signal, template, { threshold, minDistance, polarity }), expected)
    }
  })

  test('give the position of the template between samples', () => {
    const pulse = (at: number): Float64Array =>
      Float64Array.from({ length: 60 }, (_, i) => Math.exp(-(((i - at) / 5) ** 2)))
    for (const shift of [-0.4, -0.25, 0, 0.1, 0.5]) {
      const [match] = findMatches(
        [...pulse(30), ...pulse(30 + shift), ...new Array<number>(9).fill(0)],
        pulse(30),
        { threshold: 0.9 },
      ).slice(-1)
      expect(match.index + match.offset).toBeCloseTo(60 + shift, 1)
      expect(match.offset).toBeGreaterThan(-0.5)
      expect(match.offset).toBeLessThanOrEqual(0.5)
    }
  })

  test('have the offset 0 if a neighbour is missing or touches a gap', () => {
    expect(findMatches([1, 2, 0], [1, 2, 0])).toMatchObject([{ index: 0, offset: 0 }])
    expect(findMatches([NaN, 1, 2, 0, 5], [1, 2, 0])).toMatchObject([{ index: 1, offset: 0 }])
    expect(findMatches([5, 1, 2, 0, NaN], [1, 2, 0])).toMatchObject([{ index: 1, offset: 0 }])
  })

  test('are the first of equal ones', () => {
    const signal = [0, 1, 0, 0, 2, 0, 0, 3, 0]
    const at = (minDistance: number): number[] =>
      findMatches(signal, [0, 1, 0], { threshold: 0.9, minDistance }).map(({ index }) => index)
    expect([at(1), at(3), at(4)]).toEqual([
      [0, 3, 6],
      [0, 3, 6],
      [0, 6],
    ])
  })

  test('are dropped only by matches, as peaks of the profile are by findPeaks', () => {
    const shape = [0, 1, 3, 1, 0]
    const ten = generate('float64', 80, (n) => shape[n % 8] ?? 0)
    const equal = findMatches(ten, shape, { threshold: 0.99, minDistance: 9 })
    expect(equal.map(({ index }) => index)).toEqual([0, 16, 32, 48, 64])
    // Each a little better than the previous one: from the last one down.
    for (const count of [10, 60]) {
      const rising = generate(
        'float64',
        8 * count,
        (n) => (shape[n % 8] ?? 0) + (n % 8 === 0 ? 0.3 - n / 8 / 300 : 0),
      )
      const found = findMatches(rising, shape, { threshold: 0.9, minDistance: 9 }).map(({ index }) => index)
      const profile = Float64Array.of(0, ...matchProfile(rising, shape), 0)
      const peaks = findPeaks(profile, { height: 0.9, distance: 9 })
      expect(found).toEqual(Array.from(peaks.indices, (index) => index - 1))
      expect(found.length).toBe(count / 2)
    }
  })

  test.each([1, 6, 20, 47])('are selected as by findPeaks at any distance, here %i', (minDistance) => {
    const signal = hard(7)
    const found = findMatches(signal, WORD, { threshold: 0.05, minDistance })
    const profile = Float64Array.of(-1, ...matchProfile(signal, WORD), -1).map((r) =>
      Number.isNaN(r) ? -1 : r,
    )
    const { indices } = findPeaks(profile, { height: 0.05, distance: minDistance })
    expect(found.map(({ index }) => index)).toEqual(Array.from(indices, (index) => index - 1))
  })

  test('are the first ones of equal neighbours as well', () => {
    const found = findMatches([0, 1, 2, 3, 4, 5, 0], [1, 2, 3], { threshold: 0.9, minDistance: 1 })
    expect(found.map(({ index }) => index)).toEqual([0])
  })

  test('by default are at least half a template apart', () => {
    const options = { threshold: 0.3, polarity: 'both' } as const
    const signal = ground(5)
    expect(findMatches(signal, PHRASE, options)).toEqual(
      findMatches(signal, PHRASE, { ...options, minDistance: 75 }),
    )
    expect(findMatches(signal, PHRASE, options)).not.toEqual(
      findMatches(signal, PHRASE, { ...options, minDistance: 5 }),
    )
  })

  test('are limited to the best of a signal and to the first of a stream, for each template', () => {
    const signal = ground(6)
    const options = { threshold: 0.4, polarity: 'both' } as const
    const all = findMatches(signal, { WORD, PHRASE }, options)
    const few = findMatches(signal, { WORD, PHRASE }, { ...options, maxMatches: 2 })
    for (const name of ['WORD', 'PHRASE']) {
      const own = all.filter(({ template }) => template === name)
      const best = own.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score)).slice(0, 2)
      expect(few.filter(({ template }) => template === name)).toEqual(
        best.toSorted((a, b) => a.index - b.index),
      )
      const stream = new TemplateMatcher({ WORD, PHRASE }, { ...options, maxMatches: 2 })
      const first = allOf(stream, cut(signal, [100])).filter(({ template }) => template === name)
      expect(first).toEqual(own.slice(0, 2))
    }
  })

  test('do not exist in flat signals, gaps, or signals shorter than the template', () => {
    expect(findMatches(new Float32Array(10_000).fill(7), WORD, { threshold: 1e-6 })).toEqual([])
    expect(findMatches(new Float32Array(10_000).fill(NaN), WORD, { threshold: 1e-6 })).toEqual([])
    expect(allOf(new TemplateMatcher(WORD), [WORD.subarray(1)])).toEqual([])
    expect(new TemplateMatcher(WORD).flush()).toEqual([])
  })
})

describe('A bank of templates', () => {
  test('finds what each template finds alone, and identifies them by number or name', () => {
    const signal = hard(8)
    const options = { threshold: 0.4, polarity: 'both' } as const
    const templates = [PHRASE, WORD, PHRASE.subarray(0, 40), WORD.subarray(5, 8)]
    const alone = templates.flatMap((template, position) =>
      findMatches(signal, template, options).map((match) => ({ ...match, template: position })),
    )
    const byIndex = (a: Match, b: Match): number =>
      a.index - b.index || Number(a.template) - Number(b.template)
    expect(findMatches(signal, templates, options).sort(byIndex)).toEqual(alone.sort(byIndex))
    expect(findMatches(WORD, { word: WORD })).toMatchObject([{ index: 0, template: 'word' }])
    expectTypeOf<Match['template']>().toEqualTypeOf<number | string>()
  })

  test.each([undefined, 20, 100])(
    'reports an event once if matches are distinct, with minDistance %s',
    (minDistance) => {
      const templates = [PHRASE, WORD, PHRASE.subarray(20, 130), WORD.subarray(0, 20)]
      for (const signal of [ground(8), hard(8)]) {
        const options = { threshold: 0.4, polarity: 'both', ...(minDistance && { minDistance }) } as const
        const candidates = templates
          .flatMap((template, position) =>
            naiveCandidates(signal, template, 0.4, true).map((match) => ({
              ...match,
              template: position,
              length: template.length,
            })),
          )
          .sort((a, b) => a.index - b.index)
        const expected = naiveChoice(candidates, (a, b) => {
          if (minDistance !== undefined) return Math.abs(a.index - b.index) < minDistance
          const shared = Math.min(a.index + a.length, b.index + b.length) - Math.max(a.index, b.index)
          return shared > Math.min(a.length, b.length) / 2
        })
        const found = findMatches(signal, templates, { ...options, distinct: true })
        expect(found.map(({ index, template }) => [index, template])).toEqual(
          expected.map(({ index, template }) => [index, template]),
        )
        expect(found.length).toBeGreaterThan(10)
        expect(found.length).toBeLessThan(findMatches(signal, templates, options).length)
      }
    },
  )

  test('of one template has the same matches, distinct or not', () => {
    for (const template of [WORD, WORD.subarray(1), PHRASE]) {
      const options = { threshold: 0.2, polarity: 'both' } as const
      const matches = findMatches(hard(9), template, options)
      expect(findMatches(hard(9), template, { ...options, distinct: true })).toEqual(matches)
    }
  })

  test('limits distinct matches of each template', () => {
    const options = { threshold: 0.4, polarity: 'both', distinct: true } as const
    const all = findMatches(ground(6), { WORD, PHRASE }, options)
    const stream = new TemplateMatcher({ WORD, PHRASE }, { ...options, maxMatches: 2 })
    const first = ['WORD', 'PHRASE'].flatMap((name) =>
      all.filter(({ template }) => template === name).slice(0, 2),
    )
    expect(allOf(stream, cut(ground(6), [100]))).toEqual(first.sort((a, b) => a.index - b.index))
  })

  test('removes a template if matches are distinct, after which its windows drop no others', () => {
    const signal = ground(9)
    const options = { threshold: 0.4, distinct: true }
    const results = [[6000], [1], [100, 7]].map((lengths) => {
      const matcher = new TemplateMatcher([WORD, PHRASE, WORD.subarray(3)], options)
      const matches = cut(signal.subarray(0, 4003), lengths).flatMap((chunk) => matcher.process(chunk))
      matches.push(...matcher.remove(0))
      matches.push(...allOf(matcher, cut(signal.subarray(4003), lengths)))
      return matches
    })
    expect(results[0].length).toBeGreaterThan(8)
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('adds templates in mid-stream, from the next sample on, and removes them', () => {
    const signal = ground(9)
    const options = { threshold: 0.5 }
    for (const lengths of [[6000], [1], [100, 7]]) {
      const matcher = new TemplateMatcher({ word: WORD }, options)
      const matches = cut(signal.subarray(0, 2005), lengths).flatMap((chunk) => matcher.process(chunk))
      expect(matcher.add(PHRASE, 'phrase')).toBe('phrase')
      matches.push(...cut(signal.subarray(2005, 4008), lengths).flatMap((chunk) => matcher.process(chunk)))
      matches.push(...matcher.remove('word'))
      matches.push(...allOf(matcher, cut(signal.subarray(4008), lengths)))
      const ofWord = findMatches(signal.subarray(0, 4008), { word: WORD }, options)
      const ofPhrase = findMatches(signal.subarray(2005), { phrase: PHRASE }, options).map((match) => ({
        ...match,
        index: match.index + 2005,
      }))
      expect(ofPhrase.length).toBeGreaterThan(1)
      expect(matches.filter(({ template }) => template === 'word')).toEqual(ofWord)
      expect(matches.filter(({ template }) => template === 'phrase')).toEqual(ofPhrase)
    }
  })

  test('numbers added templates, without duplicate names', () => {
    const matcher = new TemplateMatcher([WORD, PHRASE])
    expect(matcher.add(PHRASE)).toBe(2)
    expect(matcher.remove(2)).toEqual([])
    expect(matcher.add(WORD)).toBe(3)
    expect(() => matcher.add(WORD, 3)).toThrow(
      new RangeError('name must be new, got 3, which another template has: remove that one first'),
    )
    expect(() => matcher.remove('3')).toThrow(new RangeError('name must be that of a template, got "3"'))
    expect(() => matcher.add([1, 1, 1])).toThrow(RangeError)
    for (const name of [0, 1, 3]) matcher.remove(name)
    expect(matcher.process(WORD)).toEqual([])
    expect(matcher.settled).toBe(WORD.length)
  })
})

describe(`The chunks of a stream (seed ${SEED})`, () => {
  const lengths = fc
    .array(fc.oneof(fc.nat(3), fc.nat(100), fc.nat(3000)), { minLength: 1, maxLength: 8 })
    .filter((lengths) => lengths.some((length) => length > 0))
  const blockSize = fc.constantFrom(0, 1, 7, 300)
  const options = fc.record({
    threshold: fc.constantFrom(0.1, 0.5, 0.9),
    minDistance: fc.constantFrom(1, 13, 200),
    polarity: fc.constantFrom('positive' as const, 'both' as const),
    distinct: fc.boolean(),
  })

  test('do not affect the matches, bit for bit, and neither does the block size', () => {
    const property = fc.property(
      fc.nat(1000),
      lengths,
      options,
      blockSize,
      (seed, lengths, options, blockSize) => {
        const signal = hard(seed).subarray(0, 6000 + seed)
        const templates = { WORD, PHRASE, part: WORD.subarray(0, 11) }
        const whole = findMatches(signal, templates, options)
        const matcher = new TemplateMatcher(templates, {
          ...options,
          blockSize: blockSize === 1 ? 50 : blockSize,
        })
        for (const name of Object.keys(templates)) {
          const own = ({ template }: Match): boolean => template === name
          expect(allOf(matcher, cut(signal, lengths)).filter(own)).toEqual(whole.filter(own))
        }
        matcher.dispose()
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 10 })
  })

  test('do not matter if each window is better than the previous one, and the stream cannot wait', () => {
    // A sine in fading noise: the score of each period exceeds that of the previous one.
    const period = generate('float64', 20, (i) => Math.sin((Math.PI * i) / 10))
    const x = noise('float64', 4000, 3)
    const signal = generate('float64', 4000, (i) => period[i % 20] + (0.5 - i / 8000) * x[i % 20])
    const options = { threshold: 0.5, minDistance: 30 }
    const whole = allOf(new TemplateMatcher(period, options), [signal])
    const exact = findMatches(signal, period, options)
    expect(exact.length).toBeGreaterThan(90)
    expect(Math.abs(whole.length - exact.length)).toBeLessThan(10)
    const matcher = new TemplateMatcher(period, { ...options, blockSize: 1 })
    let latest = 0
    const found: Match[] = []
    for (const [n, sample] of signal.entries()) {
      for (const match of matcher.process(sample)) {
        latest = Math.max(latest, n + 1 - match.index - 20)
        found.push(match)
      }
    }
    expect(latest).toBeLessThanOrEqual(16 * 30)
    expect(latest).toBeGreaterThan(400)
    expect([...found, ...matcher.flush()]).toEqual(whole)
    for (const lengths of [[7], [333], [1000, 1]])
      expect(
        allOf(new TemplateMatcher(period, { ...options, blockSize: lengths[0] }), cut(signal, lengths)),
      ).toEqual(whole)
    for (const [i, { index }] of whole.entries())
      if (i > 0) expect(index - whole[i - 1].index).toBeGreaterThanOrEqual(30)
  })

  test('do not affect the order of the matches, also with a rate of false alarms', () => {
    const threshold = { falseAlarmsPerHour: 20, sampleRate: 1 }
    const property = fc.property(fc.nat(1000), lengths, blockSize, (seed, lengths, blockSize) => {
      const signal = ground(seed, 12_000)
      const options = { threshold, blockSize: blockSize === 1 ? 20 : blockSize }
      const whole = allOf(new TemplateMatcher([WORD, PHRASE], options), [signal])
      expect(whole.length).toBeGreaterThan(3)
      expect(allOf(new TemplateMatcher([WORD, PHRASE], options), cut(signal, lengths))).toEqual(whole)
    })
    fc.assert(property, { seed: SEED, numRuns: 5 })
  })

  test('of one sample, a block size of 1, and single numbers are no exception', () => {
    const signal = hard(4).subarray(900, 2500)
    const whole = findMatches(signal, WORD, { threshold: 0.3 })
    const matcher = new TemplateMatcher(WORD, { threshold: 0.3, blockSize: 1 })
    expect([...Array.from(signal).flatMap((x) => matcher.process(x)), ...matcher.flush()]).toEqual(whole)
    expect(allOf(matcher, [[...signal], []])).toEqual(whole)
  })
})

describe('A match', () => {
  test.each([0, 1, 10, 500])(
    'is reported within the latency, but sometimes not earlier, with blockSize %i',
    (blockSize) => {
      const latestOf = (threshold: number): readonly [latest: number, latency: number] => {
        const matcher = new TemplateMatcher([WORD, PHRASE], { threshold, blockSize })
        let latest = 0
        const signal = ground(1, 4000)
        for (let n = 1; n <= signal.length; n++) {
          expect(matcher.position).toBe(n - 1)
          for (const { index, template } of matcher.process(signal[n - 1])) {
            latest = Math.max(latest, n - index - (template === 0 ? WORD : PHRASE).length)
          }
        }
        return [latest, matcher.latency]
      }
      const [alone, latency] = latestOf(0.75)
      expect(alone).toBeLessThanOrEqual(latency)
      expect(alone).toBeGreaterThan(blockSize === 1 ? latency - 1 : latency * 0.6)
      // Some of them are followed by better ones.
      expect(latestOf(0.1)[0]).toBeLessThanOrEqual(latency + 15 * 75)
    },
  )

  test('that is certain is available at once', () => {
    const matcher = new TemplateMatcher(WORD, { threshold: 0.6, minDistance: 10 })
    const signal = ground(1).subarray(0, 600)
    const matches: Match[] = []
    const whole = findMatches(signal, WORD, { threshold: 0.6, minDistance: 10 })
    for (let n = 1; n <= signal.length; n++) {
      matches.push(...matcher.process(signal[n - 1]), ...matcher.settle())
      expect(matches).toEqual(whole.filter(({ index }) => index + WORD.length + 10 <= n))
      expect(matcher.settled).toBeLessThanOrEqual(n)
    }
    expect([...matches, ...matcher.flush()]).toEqual(whole)
  })
})

describe('A gap', () => {
  test.each([0, 1, 39, 500, 12_345])('of %i samples equals as many NaN', (length) => {
    const signal = ground(2, 3000)
    const options = { threshold: 0.4 }
    const whole = Float64Array.of(
      ...signal.subarray(0, 1500),
      ...new Float64Array(length).fill(NaN),
      ...signal.subarray(1500),
    )
    const matcher = new TemplateMatcher([WORD, PHRASE], options)
    const matches = [...matcher.process(signal.subarray(0, 1500)), ...matcher.gap(length)]
    matches.push(...allOf(matcher, cut(signal.subarray(1500), [77])))
    const byIndex = (a: Match, b: Match): number => a.index - b.index
    expect(matches.sort(byIndex)).toEqual(findMatches(whole, [WORD, PHRASE], options))
  })

  test('of years costs nothing', () => {
    const matcher = new TemplateMatcher(WORD)
    matcher.process(WORD)
    expect(matcher.gap(2 ** 52)).toMatchObject([{ index: 0 }])
    matcher.process(WORD)
    expect(matcher.flush()).toMatchObject([{ index: 2 ** 52 + WORD.length, template: 0 }])
  })
})

describe('A template matcher', () => {
  test('starts again after flush and reset, with all its templates', () => {
    const signal = ground(3)
    const matcher = new TemplateMatcher(WORD, { threshold: 0.5 })
    matcher.process(signal.subarray(0, 1000))
    matcher.add(PHRASE)
    const whole = findMatches(signal, [WORD, PHRASE], { threshold: 0.5 })
    matcher.reset()
    for (let i = 0; i < 2; i++)
      expect(allOf(matcher, [signal]).sort((a, b) => a.index - b.index)).toEqual(whole)
  })

  test('frees its memory, and then cannot be used', () => {
    // Plans of transforms stay.
    new TemplateMatcher([WORD, noise('float64', 900, 1)]).process(ground(1))
    const heap = watchHeap()
    const matcher = new TemplateMatcher([WORD, PHRASE])
    matcher.process(ground(1))
    matcher.add(noise('float64', 900, 1), 'long')
    matcher.process(ground(2))
    matcher.remove('long')
    matcher.dispose()
    matcher[Symbol.dispose]()
    expect(() => new TemplateMatcher([WORD, [1, 1, 1]])).toThrow(RangeError)
    expect(() => findMatches([1, 2, 3], [WORD])).toThrow(RangeError)
    expect(heap.blocks).toBe(0)
    for (const use of [
      () => matcher.process([1]),
      () => matcher.flush(),
      () => matcher.settle(),
      () => matcher.gap(1),
      () => matcher.add(WORD, 'new'),
      () => matcher.remove(0),
    ]) {
      expect(use).toThrow('this object was disposed: make a new one')
    }
  })

  test('keeps its state when it refuses a chunk', () => {
    const matcher = new TemplateMatcher([1, 3, 1])
    matcher.process([0, 1])
    expect(() => matcher.process('3' as unknown as number)).toThrow(TypeError)
    expect(() => matcher.gap(-1)).toThrow(RangeError)
    matcher.process([3, 1])
    expect(matcher.flush()).toMatchObject([{ index: 1 }])
  })

  test.each<[string, () => unknown, string]>([
    [
      'threshold 0',
      () => new TemplateMatcher(WORD, { threshold: 0 }),
      'threshold must be a number above 0 and at most 1, or { falseAlarmsPerHour, sampleRate }, got 0',
    ],
    [
      'threshold 1.1',
      () => findMatches(WORD, WORD, { threshold: 1.1 }),
      'threshold must be a number above 0 and at most 1, or { falseAlarmsPerHour, sampleRate }, got 1.1',
    ],
    [
      'threshold NaN',
      () => findMatches(WORD, WORD, { threshold: NaN }),
      'threshold must be a number above 0 and at most 1, or { falseAlarmsPerHour, sampleRate }, got NaN',
    ],
    [
      'minDistance 0',
      () => findMatches(WORD, WORD, { minDistance: 0 }),
      'minDistance must be a whole number of at least 1, got 0',
    ],
    [
      'maxMatches 0',
      () => findMatches(WORD, WORD, { maxMatches: 0 }),
      'maxMatches must be a whole number of at least 1, got 0',
    ],
    [
      'blockSize −1',
      () => new TemplateMatcher(WORD, { blockSize: -1 }),
      'blockSize must be a whole number of at least 0, got -1',
    ],
    ['no template', () => new TemplateMatcher([[]]), 'template must have from 3 to 1048576 samples, got 0'],
    ['no templates', () => new TemplateMatcher({}), 'templates must be at least one, got none'],
    [
      'a flat one among others',
      () => new TemplateMatcher([WORD, [2, 2, 2]]),
      'template 1 must have samples that differ, got a flat one: every window is equally like it',
    ],
    [
      'NaN in one of them',
      () => new TemplateMatcher({ a: WORD, b: [1, 2, NaN] }),
      'template "b"[2] must be finite, got NaN',
    ],
    [
      'a template longer than the signal',
      () => findMatches([1, 2, 3], WORD),
      'template must be no longer than the signal, which has 3 samples, got 40',
    ],
  ])('is refused for %s', (_name, make, message) => {
    expect(make).toThrow(new RangeError(message))
  })

  test('is refused for options and templates of the wrong kind', () => {
    expect(() => new TemplateMatcher('abc' as unknown as number[])).toThrow(TypeError)
    const five: unknown = 5
    expect(() => new TemplateMatcher([WORD, five as number[]])).toThrow(TypeError)
    expect(() => new TemplateMatcher(null as unknown as number[])).toThrow(TypeError)
    expect(() => new TemplateMatcher(WORD, { threshold: '1' as unknown as number })).toThrow(TypeError)
    expect(() => new TemplateMatcher(WORD, { threshold: null as unknown as number })).toThrow(TypeError)
    expect(() => new TemplateMatcher(WORD, { polarity: 'negative' as 'both' })).toThrow(RangeError)
    expect(() => findMatches(5 as unknown as number[], WORD)).toThrow(TypeError)
  })
})
