import fc from 'fast-check'
import {
  type ChannelTemplates,
  findMatches,
  type Match,
  type SignalLike,
  TemplateMatcher,
  type TemplateMatcherOptions,
} from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import golden from '../golden/channel-scores.json' with { type: 'json' }
import { naiveChannelScores, naiveChoice, naivePeaks } from '../naive/match.js'
import { expectClose } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { cut, noise } from '../support/signals.js'

// golden/channel-scores.json: computed by NumPy from the definition; version and seed are in the file.

const word = [noise('float64', 40, 1), noise('float64', 40, 2), noise('float64', 40, 3)]
const step = [1, 2, 3].map((height) =>
  Float64Array.from({ length: 25 }, (_, i) => (i < 12 ? 0 : height + i / 50)),
)

/** Noise in three channels, with occurrences of the templates: upright, inverted, or only in some channels. */
function ground(seed: number, length = 4000): Float64Array[] {
  const channels = [0, 1, 2].map((c) => Float64Array.from(noise('float64', length, seed + c), (x) => 0.4 * x))
  for (let at = 100, i = 0; at + 100 < length; at += 211, i++) {
    for (const [c, channel] of channels.entries()) {
      if (i % 5 === c) continue
      for (let k = 0; k < 40; k++) channel[at + k] += (i % 4 === 3 ? -1 : 1 + i / 10) * word[c][k]
    }
  }
  return channels
}

/** Gaps of one, two and all channels, flat runs, an offset, a spike, and a channel that is much quieter for a while. */
function hard(seed: number): Float64Array[] {
  const [a, b, c] = ground(seed, 6000)
  a.fill(NaN, 500, 1600)
  b.fill(NaN, 1200, 2000)
  c.fill(NaN, 1300, 1500)
  c[2500] = Infinity
  for (const channel of [a, b, c]) channel.fill(NaN, 2900, 2910)
  b.fill(0.3, 3000, 3400)
  for (const channel of [a, b, c]) channel.fill(7, 3200, 3300)
  a[3700] = 1e8
  for (let i = 4000; i < 4600; i++) c[i] *= 1e-6
  for (let i = 4600; i < 5200; i++) b[i] += 1e6
  return [a, b, c]
}

function expectMatches(actual: readonly Match[], expected: ReturnType<typeof naivePeaks>): void {
  expect(actual.map(({ index }) => index)).toEqual(expected.map(({ index }) => index))
  for (const [i, { score, offset }] of expected.entries()) {
    expect(actual[i].score).toBeCloseTo(score, 12)
    expect(actual[i].offset).toBeCloseTo(offset, 6)
  }
}

/** Chunks of all channels, of the given lengths in turn. */
function pieces(channels: readonly Float64Array[], lengths: readonly number[]): Float64Array[][] {
  const parts = channels.map((channel) => cut(channel, lengths))
  return parts[0].map((_, i) => parts.map((channel) => channel[i] as Float64Array))
}

function allOf(matcher: TemplateMatcher<number>, chunks: readonly (readonly SignalLike[])[]): Match[] {
  return [...chunks.flatMap((chunk) => matcher.process(chunk)), ...matcher.flush()]
}

describe('Scores of several channels', () => {
  test('are those of NumPy', () => {
    for (const { channels, template, weights, scores } of golden.cases) {
      const signals = channels.map((channel) => Float64Array.from(channel, (x) => x ?? NaN))
      const expected = Float64Array.from(scores, (x) => x ?? NaN)
      expectClose(naiveChannelScores(signals, template, weights), expected, 1e-12)
      const options = { channelCount: signals.length, weights, threshold: 0.01, minDistance: 1 } as const
      expectMatches(findMatches(signals, template, options), naivePeaks(expected, 0.01))
    }
  })

  test.each<[string, Float64Array[], number, readonly number[], 'positive' | 'both']>([
    ['in noise', ground(1), 0.4, [1, 1, 1], 'positive'],
    ['with weights, of both polarities', ground(2), 0.4, [1, 5, 0.25], 'both'],
    ['in hard data', hard(3), 0.5, [1, 1, 1], 'positive'],
    ['in hard data with weights', hard(4), 0.3, [1e-3, 1, 20], 'both'],
    ['in hard data, at a low threshold', hard(5), 0.02, [2, 1, 1], 'both'],
  ])('make the matches of the definition %s', (_name, channels, threshold, weights, polarity) => {
    for (const template of [word, step]) {
      const scores = naiveChannelScores(channels, template, weights)
      const peaks = naivePeaks(scores, threshold, polarity === 'both')
      const expected = naiveChoice(peaks, (a, b) => Math.abs(a.index - b.index) < 20)
      const options = { channelCount: 3, threshold, minDistance: 20, weights, polarity } as const
      const found = findMatches(channels, template, options)
      if (template === word) expect(expected.length).toBeGreaterThan(10)
      expectMatches(found, expected)
    }
  })

  test('of one channel are those without channels', () => {
    const [channel] = hard(1)
    const plain = findMatches(channel, word[0], { threshold: 0.5 })
    const found = findMatches([channel], [word[0]], { threshold: 0.5, channelCount: 1 })
    expect(found).toEqual(plain.map((match) => ({ ...match, channelScores: [match.score] })))
  })

  test('are reported for each channel, and a gap takes out only its own', () => {
    const channels = word.map((channel) => Float64Array.of(0, 1, ...channel, 5, 2))
    channels[1][41] = NaN
    channels[2].fill(3)
    const [match] = findMatches(channels, word, { channelCount: 3, weights: [3, 100, 1], threshold: 0.7 })
    // The flat channel counts with its weight, the one with a gap does not.
    expect(match).toMatchObject({ index: 2, score: 0.75, channelScores: [1, NaN, 0] })
    expect(match.offset).not.toBe(0)
    expectTypeOf(match.channelScores).toEqualTypeOf<readonly number[] | undefined>()
    expect(findMatches(channels[0], word[0], {})[0]).not.toHaveProperty('channelScores')
  })

  test('reveal in all channels what no single channel shows', () => {
    const channels = Array.from({ length: 16 }, (_, c) => noise('float64', 5000, 100 + c))
    const template = Array.from({ length: 16 }, (_, c) => noise('float64', 60, 200 + c))
    for (const [c, channel] of channels.entries()) {
      for (let k = 0; k < 60; k++) channel[3000 + k] += 0.45 * template[c][k]
    }
    const options = { channelCount: 16, threshold: 0.3 }
    expect(findMatches(channels, template, options).map(({ index }) => index)).toEqual([3000])
    const alone = channels.map((channel, c) =>
      findMatches(channel, template[c], { maxMatches: 1, threshold: 0.3 }),
    )
    expect(alone.filter(([best]) => best.index === 3000).length).toBeLessThan(12)
  })

  test('keep a rate of false alarms, which is lower the more channels there are', () => {
    const channels = Array.from({ length: 4 }, (_, c) => noise('float64', 60_000, 300 + c))
    const template = Array.from({ length: 4 }, (_, c) => noise('float64', 40, 400 + c))
    const threshold = { falseAlarmsPerHour: 36, sampleRate: 100 }
    const found = findMatches(channels, template, { channelCount: 4, threshold })
    expect(found.length).toBeLessThan(18)
    for (const [c, channel] of channels.entries()) {
      for (let k = 0; k < 40; k++) channel[50_000 + k] += 2 * template[c][k]
    }
    const again = findMatches(channels, template, { channelCount: 4, threshold })
    expect(again.map(({ index }) => index)).toContain(50_000)
  })
})

describe('A TemplateMatcher of several channels', () => {
  const options = { channelCount: 3, threshold: 0.5, weights: [1, 2, 3] } as const

  test('gives the same bits for any chunks', () => {
    const channels = hard(6)
    const banks: ChannelTemplates[] = [word, [word, step], { word, step }]
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...banks),
        fc.constantFrom(0, 1, 100),
        fc.boolean(),
        (lengths, bank, blockSize, distinct) => {
          using matcher = new TemplateMatcher<number>(bank, { ...options, distinct, blockSize })
          const expected = findMatches(channels, bank, { ...options, distinct })
          const found = allOf(matcher, pieces(channels, lengths)).sort((a, b) => a.index - b.index)
          expect(found).toEqual(expected)
        },
      ),
      { seed: SEED, numRuns: 12 },
    )
  })

  test('skips gaps in all channels, and adds and removes templates', () => {
    const channels = ground(7)
    using matcher = new TemplateMatcher<number>([word], { channelCount: 3 })
    expect(matcher.channelCount).toBe(3)
    expect(matcher.add(step, 'step')).toBe('step')
    const before = matcher.process(channels)
    matcher.gap(1e7)
    const after = [...matcher.process(channels), ...matcher.remove('step'), ...matcher.flush()]
    expect(before.length).toBeGreaterThan(5)
    const late = after.map(({ index }) => index - 4000 - 1e7)
    expect(late).toEqual(expect.arrayContaining(before.slice(1).map(({ index }) => index)))
  })

  test('resumes bit for bit at any moment, and survives forged snapshots', () => {
    const channels = hard(8).map((channel) => channel.subarray(400, 2600))
    const chunks = pieces(channels, [0, 1, 60, 100, 1, 300, 400, 33])
    for (const more of [
      {},
      { blockSize: 20, distinct: true },
      { threshold: { falseAlarmsPerHour: 100, sampleRate: 10 } },
    ]) {
      const own: TemplateMatcherOptions<number> = { ...options, minDistance: 90, ...more }
      const bank = { word, step }
      const resuming = {
        create: () => new TemplateMatcher<number>(bank, own),
        restore: (bytes: Uint8Array) => TemplateMatcher.restore<number>(bank, own, bytes),
        chunks,
      }
      expectToResume(resuming, 10)
      expectForgeriesToDoNoHarm(resuming, 100)
    }
    const bytes = new TemplateMatcher<number>(word, options).snapshot()
    expect(() => TemplateMatcher.restore<number>(word, { ...options, weights: [1, 2, 4] }, bytes)).toThrow(
      /weights/,
    )
    expect(() =>
      TemplateMatcher.restore<number>(word.slice(1), { channelCount: 2, threshold: 0.5 }, bytes),
    ).toThrow(RangeError)
  })

  test('frees its memory, even when a template cannot be added', () => {
    new TemplateMatcher(word, options).dispose()
    const heap = watchHeap()
    const matcher = new TemplateMatcher<number>(word, options)
    const { blocks } = heap
    expect(() => matcher.add([word[0], word[1], word[2].subarray(1)])).toThrow(
      new RangeError('template[2] must have 40 samples, as template[0] has, got 39'),
    )
    expect(() => matcher.add([word[0], word[1], [1, 1, 1]])).toThrow(RangeError)
    expect(heap.blocks).toBe(blocks)
    matcher.dispose()
    matcher.dispose()
    expect(heap.blocks).toBe(0)
    expect(() => matcher.process(word)).toThrow('disposed')
  })

  test('refuses invalid arguments', () => {
    const make = (templates: unknown, given: unknown) => () =>
      new TemplateMatcher<number>(templates as ChannelTemplates, given as TemplateMatcherOptions<number>)
    expect(make(word, { channelCount: 2 })).toThrow(
      new RangeError('template must hold 2 arrays, one per channel, got 3'),
    )
    expect(make({ a: word, b: word.slice(1) }, { channelCount: 3 })).toThrow(
      new RangeError('template "b" must hold 3 arrays, one per channel, got 2'),
    )
    expect(make([word[0], word[1], word[2].map(() => 1)], { channelCount: 3 })).toThrow(
      'template[2] must have samples that differ',
    )
    expect(make(word[0], { channelCount: 3 })).toThrow(TypeError)
    expect(make(word[0], { weights: [1] })).toThrow(/weights must come with channelCount/)
    expect(make(word, { channelCount: 3, weights: [1, 2] })).toThrow(
      new RangeError('weights must be 3 numbers, one for each channel, got 2'),
    )
    expect(make(word, { channelCount: 3, weights: [1, 0, 1] })).toThrow(/weights must be above 0/)
    expect(make(word, { channelCount: 3, weights: [1, NaN, 1] })).toThrow(/weights must be above 0/)
    expect(make(word, { channelCount: 3, weights: [1, 1e7, 1] })).toThrow(/at most 1000000 times the least/)
    using matcher = new TemplateMatcher<number>(word, options)
    expect(() => matcher.process(5 as never)).toThrow(TypeError)
    expect(() => matcher.process([1, 2, 3] as never)).toThrow(TypeError)
    expect(() => matcher.process([[1], [2], [3, 4]])).toThrow(
      new RangeError('chunks[2] must have 1 samples, as chunks[0] has, got 2'),
    )
    expect(matcher.position).toBe(0)
    expect(() => findMatches([[1], [2]], word, options)).toThrow(
      new RangeError('signal must hold 3 arrays, one per channel, got 2'),
    )
  })
})
