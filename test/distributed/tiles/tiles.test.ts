import fc from 'fast-check'
import { ConvolverMatrix, matrixProfile, type Samples, TemplateMatcher } from 'tapline'
import { describe, expect, test } from 'vitest'
import { addressOf } from '../../../src/distributed/tiles/address-of.js'
import { convolutionWork, convolvedTile } from '../../../src/distributed/tiles/convolution-work.js'
import { MatchWork } from '../../../src/distributed/tiles/match-work.js'
import { ProfileWork } from '../../../src/distributed/tiles/profile-work.js'
import type { TiledWork } from '../../../src/distributed/tiles/tile.js'
import { encodeTask } from '../../../src/distributed/tiles/tile-task.js'
import { MOST_ATTEMPTS } from '../../../src/distributed/tiles/work-tile.js'
import { workOff } from '../../../src/distributed/tiles/work-off.js'
import { nearestWithin, ProfileTiles } from '../../../src/pattern/matrix-profile/profile-tiles.js'
import { PreparedMatrix } from '../../../src/stream/convolver/prepared-matrix.js'
import { mulberry32 } from '../../support/mulberry32.js'
import { noise } from '../../support/signals.js'
import { MemoryStore, type Mishaps, workUntil } from './memory-store.js'

/** How often things go wrong: often enough to happen in each run. */
const MISHAPS: Mishaps = { dies: 0.05, doubles: 0.2 }

/** The results of all tiles, computed by two workers with their mishaps. */
async function resultsOf(
  work: TiledWork,
  store = new MemoryStore(),
  mishaps = MISHAPS,
): Promise<Uint8Array[]> {
  const stop = new AbortController()
  const workers = [1, 2].map((seed) => workUntil(store, stop.signal, mulberry32(seed), mishaps))
  try {
    return await collected(workOff(store, work, stop.signal))
  } finally {
    stop.abort()
    await Promise.all(workers)
  }
}

async function collected<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of source) all.push(value)
  return all
}

/** The samples in chunks of any length. */
async function* chunked(signal: Samples, random: () => number): AsyncGenerator<Samples, void, undefined> {
  await Promise.resolve()
  for (let from = 0; from < signal.length;) {
    const to = from + 1 + Math.floor(random() * 5000)
    yield signal.subarray(from, to)
    from = to
  }
}

async function* inStep(channels: readonly Samples[]): AsyncGenerator<Samples[], void, undefined> {
  await Promise.resolve()
  for (let from = 0; from < channels[0].length; from += 3000) {
    yield channels.map((channel) => channel.subarray(from, from + 3000))
  }
}

/** Noise with difficult passages: silence, a loud burst, and values that are not finite. */
function hard(precision: 'float32' | 'float64', length: number, seed: number): Samples {
  const signal = noise(precision, length, seed)
  const random = mulberry32(seed)
  const place = (): number => Math.floor(random() * length)
  const silence = place()
  signal.fill(0, silence, silence + place())
  for (let i = 0, at = place(); i < 100; i++, at++) if (at < length) signal[at] *= 1e6
  if (seed % 3 === 0) signal[place()] = NaN
  return signal
}

describe('A convolution in tiles', () => {
  test('has the bits of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_000 })),
          taps: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 200, max: 20_000 })),
          precision: fc.constantFrom('float32' as const, 'float64' as const),
          blockSize: fc.constantFrom(0, 0, 1024, 2 ** 13, 300),
          tileLength: fc.integer({ min: 1, max: 20_000 }),
          seed: fc.nat(1000),
        }),
        async ({ length, taps, precision, blockSize, tileLength, seed }) => {
          const inputs = [hard(precision, length, seed), hard(precision, length, seed + 1)]
          const short = noise('float64', Math.ceil(taps / 3), seed)
          const kernels = [
            [noise('float64', taps, seed), null, short],
            [short, short, null],
          ]
          const options = { precision, blockSize }
          const work = convolutionWork(inStep(inputs), kernels, { ...options, tileLength })
          const tiles = (await resultsOf(work)).map(convolvedTile)
          using whole = new ConvolverMatrix(kernels, options)
          const [now, owed] = [whole.process(inputs), whole.flush()]
          for (const [i, first] of now.entries()) {
            const expected = Buffer.concat([first, owed[i]].map(bytesOf))
            const actual = Buffer.concat(tiles.map((channels) => bytesOf(channels[i])))
            expect(actual.equals(expected)).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('has the bits of a file convolved in large blocks', async () => {
    const [input, kernel] = [noise('float32', 400_000, 1), noise('float32', 70_000, 2)]
    const details = { length: 3 * 2 ** 15 }
    const options = { precision: 'float32', blockSize: 2 ** 15 } as const
    const work = convolutionWork(inStep([input]), [[kernel]], { ...options, ...details, tileLength: 2 ** 16 })
    const tiles = (await resultsOf(work)).map((tile) => convolvedTile(tile)[0])
    using whole = new ConvolverMatrix(new PreparedMatrix([[kernel]], options, details))
    const expected = [...whole.process([input]), ...whole.flush()]
    expect(tiles.length).toBeGreaterThan(5)
    expect(Buffer.concat(tiles.map(bytesOf)).equals(Buffer.concat(expected.map(bytesOf)))).toBe(true)
  })

  test('is refused at once if the arguments are wrong', () => {
    expect(() => convolutionWork(inStep([]), [[[1, NaN]]])).toThrow(RangeError)
    expect(() => convolutionWork(inStep([]), [[null]])).toThrow('kernels must hold at least one kernel')
  })
})

describe('A search in tiles', () => {
  test('has the matches of the whole, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          length: fc.integer({ min: 0, max: 30_000 }),
          lengths: fc.array(fc.integer({ min: 3, max: 400 }), { minLength: 1, maxLength: 3 }),
          threshold: fc.constantFrom(0.3, 0.6, 0.9),
          minDistance: fc.constantFrom(undefined, 1, 700),
          maxMatches: fc.constantFrom(undefined, undefined, 3),
          polarity: fc.constantFrom('positive' as const, 'both' as const),
          distinct: fc.boolean(),
          tileLength: fc.integer({ min: 1000, max: 12_000 }),
          seed: fc.nat(1000),
        }),
        async ({ length, lengths, minDistance, maxMatches, tileLength, seed, ...rest }) => {
          const signal = hard('float64', length, seed)
          const templates = Object.fromEntries(
            lengths.map((templateLength, i) => [`t${i}`, noise('float64', templateLength, seed + i)]),
          )
          const random = mulberry32(seed)
          for (const template of Object.values(templates)) {
            for (let i = 0; i < 20; i++) {
              const at = Math.floor(random() * length)
              const copy = template.map((x) => x + 0.8 * (random() - 0.5))
              if (at + copy.length <= length) signal.set(copy, at)
            }
          }
          const options = {
            ...rest,
            ...(minDistance === undefined ? {} : { minDistance }),
            ...(maxMatches === undefined ? {} : { maxMatches }),
          }
          using whole = new TemplateMatcher(templates, options)
          const expected = [...whole.process(signal), ...whole.flush()]
          const work = new MatchWork(chunked(signal, random), templates, options, tileLength)
          const results = await resultsOf(work)
          expect(results.flatMap((result) => work.take(result))).toEqual(expected)
          expect(work.length).toBe(length)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is refused at once if the arguments are wrong', () => {
    expect(
      () =>
        new MatchWork(
          chunked(new Float32Array(0), () => 0),
          [1, 1, 1],
        ),
    ).toThrow('flat')
    const threshold = { falseAlarmsPerHour: 1, sampleRate: 100 }
    expect(
      () =>
        new MatchWork(
          chunked(new Float32Array(0), () => 0),
          [1, 2, 1],
          { threshold },
        ),
    ).toThrow('threshold must be a number for a search in tiles')
  })
})

describe('A matrix profile in tiles', () => {
  test('has the bits of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          length: fc.integer({ min: 60, max: 1500 }),
          precision: fc.constantFrom('float32' as const, 'float64' as const),
          windowLength: fc.integer({ min: 3, max: 40 }),
          tileLength: fc.integer({ min: 90, max: 1000 }),
          seed: fc.nat(1000),
        }),
        async ({ length, precision, windowLength, tileLength, seed }) => {
          const signal = hard(precision, length, seed)
          const plan = new ProfileTiles(length, windowLength, 5, tileLength)
          const work = new ProfileWork(signal, plan)
          let cost = 0
          for (const result of await resultsOf(work)) cost += work.take(result)
          expect(work.found).toEqual(nearestWithin(signal, plan))
          expect(cost).toBe(work.cost)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('is that of matrixProfile', async () => {
    const signal = noise('float64', 3000, 1)
    const work = new ProfileWork(signal, new ProfileTiles(3000, 50, 13))
    for (const result of await resultsOf(work)) work.take(result)
    const { distances, indices } = matrixProfile(signal, 50)
    expect(work.found).toEqual({ distances, neighbours: indices })
  })
})

describe('A batch', () => {
  const signal = noise('float64', 2000, 1)
  const plan = new ProfileTiles(2000, 20, 5, 300)
  const unhurt: Mishaps = { dies: 0, doubles: 0 }

  test('that is repeated computes nothing twice', async () => {
    const store = new MemoryStore()
    const first = await resultsOf(new ProfileWork(signal, plan), store, unhurt)
    const stop = new AbortController()
    // Nobody works.
    const again = await collected(workOff(store, new ProfileWork(signal, plan), stop.signal))
    expect(again).toEqual(first)
  })

  test('that is interrupted continues where it stopped', async () => {
    const store = new MemoryStore()
    const stop = new AbortController()
    const worker = workUntil(store, stop.signal, mulberry32(1), unhurt)
    const all = workOff(store, new ProfileWork(signal, plan), stop.signal)
    for (let i = 0; i < 5; i++) await all.next()
    stop.abort(new Error('interrupted'))
    await expect(all.next()).rejects.toThrow('interrupted')
    const before = await worker
    const done = store.events.length
    const results = await resultsOf(new ProfileWork(signal, plan), store, unhurt)
    expect(results).toHaveLength([...plan.pairs()].length)
    expect(before).toBe(done)
    expect(store.events).toHaveLength(results.length)
  })

  test('says which tile was set aside, and why, and can be tried again', async () => {
    const store = new MemoryStore()
    const lost = await addressOf([...new ProfileWork(signal, plan).tiles][1].inputs[1])
    const get = store.get.bind(store)
    store.get = async (address) => (address === lost ? undefined : get(address))
    await expect(resultsOf(new ProfileWork(signal, plan), store, unhurt)).rejects.toThrow(
      /^tile 1 was set aside: what it reads is not on the server, or is damaged$/,
    )
    store.get = get
    await expect(resultsOf(new ProfileWork(signal, plan), store, unhurt)).resolves.toHaveLength(28)
  })

  test('sets aside a tile that ends its workers', async () => {
    const store = new MemoryStore()
    const deadly = { dies: 1, doubles: 0 }
    await expect(resultsOf(new ProfileWork(signal, plan), store, deadly)).rejects.toThrow(
      `tile 0 was set aside: ${MOST_ATTEMPTS} workers ended while they computed it`,
    )
  })

  test('sets aside a message that is not a task', async () => {
    const store = new MemoryStore()
    const stop = new AbortController()
    const task = { kind: 'profile', shared: 'nowhere', place: [0], inputs: [] } as const
    await store.offer('a', encodeTask(task))
    await store.offer('b', encodeTask({ ...task, kind: 'other' as 'profile' }))
    const worker = workUntil(store, stop.signal, mulberry32(1))
    const outcomes = store.outcomes(stop.signal)
    const reasons = []
    for (let i = 0; i < 2; i++) reasons.push((await outcomes.next()).value?.outcome)
    expect(reasons).toHaveLength(2)
    expect(reasons).toContainEqual({
      type: 'failed',
      reason: 'what it shares with the others is not on the server, or is damaged',
    })
    expect(reasons).toContainEqual({
      type: 'failed',
      reason: 'the message must be the task of a tile, got something else',
    })
    stop.abort()
    await worker
  })

  test('removes inputs once no other tile reads them', async () => {
    const store = new MemoryStore()
    const kernels = [[noise('float64', 100, 1)]]
    const work = convolutionWork(inStep([noise('float64', 100_000, 2)]), kernels, { tileLength: 1000 })
    const results = await resultsOf(work, store, unhurt)
    // The kernel and the results.
    expect(store.blobs.size).toBeLessThanOrEqual(results.length + 1)
  })
})

function bytesOf(samples: Samples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}
