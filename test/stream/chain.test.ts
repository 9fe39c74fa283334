import fc from 'fast-check'
import {
  Chain,
  Convolver,
  PeakDetector,
  Rechunker,
  resample,
  Resampler,
  type Resumable,
  type Samples,
  type SignalLike,
  TemplateMatcher,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { joined, noise, PRECISIONS } from '../support/signals.js'

const KERNEL = [0.5, 0.25, -0.125, 1]
const RATES = { fromRate: 3, toRate: 2 } as const

describe.each(PRECISIONS)('A chain in %s', (precision) => {
  const resampling = { ...RATES, precision }
  const kernel = noise(precision, 40, 9)
  const create = () => new Chain(new Resampler(resampling), new Convolver(kernel))
  const restore = (bytes: Uint8Array) =>
    Chain.restore(
      [(part) => Resampler.restore(resampling, part), (part) => Convolver.restore(kernel, part)],
      bytes,
    )

  test('returns what its processors return one after the other', () => {
    const signal = noise(precision, 500, 1)
    using chain = create()
    using resampler = new Resampler(resampling)
    using convolver = new Convolver(kernel)
    const between = joined(precision, [resampler.process(signal), resampler.flush()])
    const expected = joined(precision, [convolver.process(between), convolver.flush()])
    expect(joined(precision, [chain.process(signal), chain.flush()])).toEqual(expected)
    // Afterwards it is as after a reset.
    expect(joined(precision, [chain.process(signal), chain.flush()])).toEqual(expected)
    chain.process(signal)
    chain.reset()
    expect(joined(precision, [chain.process(signal), chain.flush()])).toEqual(expected)
  })

  test('gives the same bits however the stream is cut', () => {
    const signal = noise(precision, 300, 2)
    signal[100] = NaN
    using whole = create()
    const expected = joined(precision, [whole.process(signal), whole.flush()])
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 12 }), (lengths) => {
        using chain = create()
        let at = 0
        const results: Samples[] = []
        for (const length of lengths) results.push(chain.process(signal.subarray(at, (at += length))))
        results.push(chain.process(signal.subarray(at)), chain.flush())
        expect(joined(precision, results)).toEqual(expected)
      }),
      { seed: SEED, numRuns: 50 },
    )
  })

  test('resumes from a snapshot bit for bit', () => {
    const chunks = [1, 2, 3, 0, 50, 7, 1, 30].map((length, i) => noise(precision, length, i))
    expectToResume({ create, restore, chunks })
    expectForgeriesToDoNoHarm({ create, restore, chunks })
  })
})

describe('A chain', () => {
  test('of three that ends with a list resumes, and flushes into the list', () => {
    const create = () =>
      new Chain(
        new Resampler(RATES),
        new Convolver(KERNEL),
        new TemplateMatcher([0, 1, 3, 1], { threshold: 0.6 }),
      )
    const chunks = Array.from({ length: 12 }, (_, i) => noise('float32', 20, i))
    expectToResume({
      create,
      restore: (bytes) =>
        Chain.restore(
          [
            (part) => Resampler.restore(RATES, part),
            (part) => Convolver.restore(KERNEL, part),
            (part) => TemplateMatcher.restore([0, 1, 3, 1], { threshold: 0.6 }, part),
          ],
          bytes,
        ),
      chunks,
    })
    using chain = create()
    const found = [...chunks.flatMap((chunk) => chain.process(chunk)), ...chain.flush()]
    expect(found.length).toBeGreaterThan(3)
    using matcher = new TemplateMatcher([0, 1, 3, 1], { threshold: 0.6 })
    using convolver = new Convolver(KERNEL)
    const between = resample(joined('float32', chunks), RATES)
    const smooth = joined('float64', [convolver.process(between), convolver.flush()])
    expect(found).toEqual([...matcher.process(smooth), ...matcher.flush()])
  })

  test('joins what passes through at the end and what the last processor owes', () => {
    using chain = new Chain(new Convolver([1, 1, 1]), new Rechunker(2, { precision: 'float64' }))
    expect(chain.process([1, 2, 3])).toEqual([Float64Array.of(1, 3)])
    expect(chain.flush()).toEqual([Float64Array.of(6, 5), Float64Array.of(3, 0)])
  })

  test('of one processor is that processor', () => {
    using chain = new Chain(new PeakDetector())
    using peaks = new PeakDetector()
    expect([...chain.process([0, 1, 0, 2, 0]), ...chain.flush()]).toEqual([
      ...peaks.process([0, 1, 0, 2, 0]),
      ...peaks.flush(),
    ])
  })

  test('disposes of its processors, harmless if called twice, and refuses later calls', () => {
    const chain = new Chain(new Convolver([1]), new Convolver([2]))
    chain.dispose()
    chain.dispose()
    expect(() => chain.process([1])).toThrow('disposed')
  })

  test('disposes of restored processors when a later one fails', () => {
    const bytes = new Chain(new Convolver([1]), new Convolver([2])).snapshot()
    const made: Convolver[] = []
    const restorer = (part: Uint8Array) => {
      const convolver = Convolver.restore([1], part)
      made.push(convolver)
      return convolver
    }
    expect(() => Chain.restore([restorer, restorer], bytes)).toThrow('kernel must be what it was')
    expect(made).toHaveLength(1)
    expect(() => made[0].process([1])).toThrow('disposed')
    expect(() => Chain.restore([restorer], bytes)).toThrow('processors must be 2, as it was')
  })

  test('refuses processors that it cannot run', () => {
    const windows: unknown = new Rechunker(2)
    const once = new Convolver([1])
    const none: unknown = { process: () => [] }
    expect(() => new Chain(...([] as unknown as [Convolver]))).toThrow(
      'processors must be one or more, got none',
    )
    expect(() => new Chain(once, none as Convolver)).toThrow(
      'processors[1] must be a resumable processor, with methods process, flush, reset, snapshot, dispose, got an object',
    )
    expect(() => new Chain(once, once)).toThrow(
      'processors[1] must differ from processors[0], got the same processor twice',
    )
    using chain = new Chain(windows as Resumable<SignalLike, Samples>, once)
    expect(() => chain.process([1, 2])).toThrow('processors[0] must return samples')
  })
})
