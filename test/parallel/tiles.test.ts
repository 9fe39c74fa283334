import fc from 'fast-check'
import { convolve, matchProfile, matrixProfile, type Samples } from 'tapline'
import { convolve2d } from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { convolutionTask } from '../../src/convolution/convolve.js'
import { preparedExtent } from '../../src/convolution/convolve-extent.js'
import { choose } from '../../src/image/convolve/choose-method-2d.js'
import { readTask2d } from '../../src/image/convolve/convolve-2d.js'
import { requireTaken } from '../../src/image/convolve/make-plan.js'
import { convolutionTiles } from '../../src/parallel/convolve.js'
import { OrderedMerge, pairWork } from '../../src/parallel/matrix-profile.js'
import { matchTiles } from '../../src/parallel/tiles/match-tiles.js'
import { rowsTiles } from '../../src/parallel/tiles/rows-tiles.js'
import { readProfileTask } from '../../src/pattern/match/match-profile.js'
import { profileByTiles } from '../../src/pattern/matrix-profile/matrix-profile.js'
import { ProfileTiles } from '../../src/pattern/matrix-profile/profile-tiles.js'
import { expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { generate, MODES, noise, PRECISIONS, silence } from '../support/signals.js'
import { computeTiles } from './compute-tiles.js'

/** Noise, or whole numbers, with some values that are not finite; perhaps in shared memory. */
function signalOf(
  precision: 'float32' | 'float64',
  length: number,
  { isWhole, gaps, isShared }: Kind,
): Samples {
  const raw = noise(precision, length, 3 + length)
  const signal = isWhole ? generate(precision, length, (n) => Math.round(100 * raw[n])) : raw
  for (const at of gaps) if (at < length) signal[at] = at % 2 === 0 ? NaN : Infinity
  return isShared ? inSharedMemory(signal) : signal
}

function inSharedMemory(samples: Samples): Samples {
  const Kind = samples.constructor as new (buffer: SharedArrayBuffer) => Samples
  const copy = new Kind(new SharedArrayBuffer(samples.byteLength))
  copy.set(samples)
  return copy
}

interface Kind {
  readonly isWhole: boolean
  readonly gaps: readonly number[]
  readonly isShared: boolean
}

const kind = fc.record({
  isWhole: fc.boolean(),
  gaps: fc.array(fc.nat(6000), { maxLength: 3 }),
  isShared: fc.boolean(),
})
const threads = fc.integer({ min: 1, max: 7 })
const pattern = fc.nat(255)
const isHere = (bits: number) => (tile: number) => ((bits >> (tile % 8)) & 1) === 1

describe(`Tiles have the bits of the whole (seed ${SEED})`, () => {
  test('of a convolution', () => {
    const method = fc.constantFrom('direct', 'overlap-add', 'auto')
    const lengths = fc.tuple(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 700 }))
    const shape = fc.record({
      method,
      mode: fc.constantFrom(...MODES),
      precision: fc.constantFrom(...PRECISIONS),
      ofOut: fc.constantFrom(...PRECISIONS),
    })
    fc.assert(
      fc.property(
        lengths,
        shape,
        kind,
        threads,
        pattern,
        ([n, k], { precision, ofOut, ...options }, what, ...how) => {
          const signal = signalOf(precision, n, what)
          const kernel = signalOf(precision, k, { ...what, gaps: [] })
          const room = silence(ofOut, convolve(signal, kernel, options).length)
          const expected = convolve(signal, kernel, options, room.slice())
          const out = what.isShared ? inSharedMemory(room) : room
          const prepared = preparedExtent(convolutionTask(signal, kernel, options, out))
          const tiles = convolutionTiles(prepared, options.method, how[0])
          if (tiles === undefined) return
          computeTiles(tiles.work, isHere(how[1]))
          expect(tiles.work.isFinite).toBe(true)
          expectSameBits(prepared.result, expected)
        },
      ),
      { seed: SEED, numRuns: 150 },
    )
  })

  test('of a convolution whose sums overflow, which they tell', () => {
    const signal = silence('float32', 3000).fill(3e38)
    for (const method of ['direct', 'overlap-add'] as const) {
      const prepared = preparedExtent(convolutionTask(signal, [1, 1, -1], { method }))
      const { work } = convolutionTiles(prepared, method, 3)!
      computeTiles(work, isHere(0b101))
      expect(work.isFinite).toBe(false)
    }
  })

  test('of a match profile', () => {
    const shape = fc.record({
      precision: fc.constantFrom(...PRECISIONS),
      measure: fc.constantFrom('zncc' as const, 'distance' as const),
      n: fc.integer({ min: 300, max: 6000 }),
      m: fc.integer({ min: 3, max: 300 }),
    })
    fc.assert(
      fc.property(shape, kind, threads, pattern, ({ precision, measure, n, m }, what, count, bits) => {
        const signal = signalOf(precision, n, what)
        const template = noise('float64', m, 5) as Float64Array
        const expected = matchProfile(signal, template, { measure })
        const { prepared, ...task } = readProfileTask(signal, template, { measure })
        prepared.dispose()
        const out = silence(precision, task.windowCount)
        computeTiles(matchTiles(task.samples, template, task, out, count), isHere(bits))
        expectSameBits(out, expected)
      }),
      { seed: SEED, numRuns: 80 },
    )
  })

  test('of a convolution in two dimensions', () => {
    const side = fc.integer({ min: 1, max: 40 })
    const taps = fc.integer({ min: 1, max: 6 })
    const options = fc.record({
      mode: fc.constantFrom('full' as const, 'same' as const),
      boundary: fc.constantFrom('fill', 'wrap', 'symmetric', 'reflect', 'replicate') as fc.Arbitrary<'fill'>,
      fillValue: fc.constantFrom(0, 0.5, NaN),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      method: fc.constantFrom('direct' as const, 'fft' as const, 'auto' as const),
    })
    const look = fc.constantFrom('float32', 'float64', 'bytes', 'equal taps', 'product')
    fc.assert(
      fc.property(side, side, taps, taps, options, look, kind, threads, pattern, (...drawn) => {
        const [width, height, columns, rows, chosen, type, what, count, bits] = drawn
        const raw = signalOf(type === 'float64' ? 'float64' : 'float32', width * height, what)
        const data = type === 'bytes' ? Uint8Array.from(raw, (x) => 100 * x) : raw
        const weights = noise('float64', columns * rows, 9)
        if (type === 'equal taps') weights.fill(0.5)
        if (type === 'product')
          weights.forEach((_, i) => (weights[i] = (1 + (i % columns)) * (2 + Math.floor(i / columns))))
        const [image, kernel] = [
          { data, width, height },
          { data: weights, width: columns, height: rows },
        ]
        const { data: expected } = convolve2d(image, kernel, chosen)
        const out = what.isShared ? inSharedMemory(expected.slice().fill(0)) : undefined
        const whole = readTask2d(image, kernel, chosen, out, 'kernel')
        const choice = choose(whole.task, whole.precision, { method: chosen.method })
        computeTiles(rowsTiles(whole, requireTaken(chosen.method, choice), choice, count), isHere(bits))
        expectSameBits(whole.result.data, expected)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('of a matrix profile', () => {
    const signal = noise('float32', 900, 7)
    signal[400] = NaN
    const plan = new ProfileTiles(900, 20, 5, 128)
    const merge = new OrderedMerge(plan)
    computeTiles(pairWork(signal, plan, merge), isHere(0))
    const { distances, indices } = profileByTiles(signal, plan, merge.found)
    const expected = matrixProfile(signal, 20, { exclusion: 5 })
    expectSameBits(distances, expected.distances)
    expect(indices).toEqual(expected.indices)
  })
})
