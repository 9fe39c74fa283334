import fc from 'fast-check'
import { addAbortSignal, Readable } from 'node:stream'
import { ConvolverMatrix, type Processor, type Samples } from 'tapline'
import { type AudioChannels, renderOffline } from 'tapline/audio'
import { describe, expect, test } from 'vitest'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'

const [left, right] = [3, 5].map((seed) =>
  Float64Array.from({ length: 500 }, (_, n) => Math.sin(n * n * seed)),
)
const kernels = [300, 200].map((length) => Float64Array.from({ length }, (_, k) => Math.cos(k * k)))

const hall = (): ConvolverMatrix =>
  new ConvolverMatrix([
    [kernels[0], null],
    [null, kernels[1]],
  ])
const swap = (): ConvolverMatrix =>
  new ConvolverMatrix([
    [null, [1]],
    [[0, 2], null],
  ])

/** All results, one after the other. */
async function all(results: AsyncIterable<Samples[]>): Promise<number[][]> {
  const channels: number[][] = [[], []]
  for await (const chunk of results) for (const [i, samples] of chunk.entries()) channels[i].push(...samples)
  return channels
}

/** Chunks of these lengths, in turn. */
function* cut(lengths: readonly number[]): Generator<Float64Array[]> {
  for (let from = 0, i = 0; from < left.length; i++) {
    const to = from + lengths[i % lengths.length]
    yield [left.subarray(from, to), right.subarray(from, to)]
    from = to
  }
}

function* endless(): Generator<Float64Array[]> {
  for (;;) yield [left, right]
}

/** Counts the processors that are made and disposed of. */
class Counted implements Processor<AudioChannels, Samples[]> {
  static alive = 0
  readonly #isBroken: boolean
  constructor(isBroken = false) {
    this.#isBroken = isBroken
    Counted.alive++
  }
  process(chunk: AudioChannels): Samples[] {
    if (this.#isBroken) throw new Error('broken')
    return chunk.map((samples) => Float64Array.from(samples))
  }
  flush(): Samples[] {
    return []
  }
  reset(): void {}
  dispose(): void {
    Counted.alive--
  }
  [Symbol.dispose](): void {
    this.dispose()
  }
}

describe('renderOffline', () => {
  test('runs all stages, and returns all tails', async () => {
    const [a, b] = await all(renderOffline(cut([128]), hall, swap))
    expectClose(
      a,
      [...naiveConvolution(right, naiveConvolution(kernels[1], [0, 2])), ...Array<number>(100).fill(0)],
      1e-11,
    )
    expectClose(b, [...naiveConvolution(left, kernels[0]), 0], 1e-11)
  })

  test('gives the same bits for any chunks, synchronous or asynchronous', async () => {
    const whole = await all(renderOffline([[left, right]], hall, swap))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), async (lengths) => {
        const late = (async function* () {
          for (const chunk of cut(lengths)) yield await Promise.resolve(chunk)
        })()
        for (const source of [cut(lengths), late]) {
          const pieces = await all(renderOffline(source, hall, swap))
          for (const i of [0, 1]) expectSameBits(pieces[i], whole[i], `channel ${i}`)
        }
      }),
      { seed: SEED, numRuns: 10 },
    )
  })

  test('takes a chunk only when a result is requested', async () => {
    let taken = 0
    const results = renderOffline(
      (function* () {
        for (;;) yield [[++taken]]
      })(),
      () => new Counted(),
    )
    expect(taken).toBe(0)
    await results.next()
    await results.next()
    expect(taken).toBe(2)
    await results.return()
  })

  test('yields nothing for an empty source', async () => {
    expect(await all(renderOffline([], hall, swap))).toEqual([[], []])
  })

  test.each([
    ['at the end', [[[1]]], false],
    ['when a processor fails', [[[1]]], true],
    [
      'when the source fails',
      (function* () {
        yield [[1]]
        throw new Error('broken')
      })(),
      false,
    ],
  ] as const)('disposes of its processors %s', async (_, source, isBroken) => {
    const results = renderOffline(
      source,
      () => new Counted(),
      () => new Counted(isBroken),
    )
    await all(results).catch((error: unknown) => expect(String(error)).toBe('Error: broken'))
    expect(Counted.alive).toBe(0)
  })

  test('disposes of its processors when its reader stops', async () => {
    for await (const _ of renderOffline([[[1]], [[2]]], () => new Counted())) break
    expect(Counted.alive).toBe(0)
  })

  test('refuses values that are not sources or stages', () => {
    for (const source of [null, undefined, 1, {}]) {
      expect(() => renderOffline(source as never, hall)).toThrow(
        'source must be an array, a generator or a stream of chunks, got ',
      )
    }
    expect(() => renderOffline([], hall() as never)).toThrow('must be a function, got an object')
  })

  test('reports a stage that does not return a processor', async () => {
    for (const create of [() => undefined, () => Promise.resolve(hall())]) {
      await expect(all(renderOffline([[[1], [2]]], hall, create as never))).rejects.toThrow(
        'a stage must return a processor, as () => new ConvolverMatrix(…) does, got ',
      )
    }
  })

  test('closes the source when a processor fails, and stops when the source is aborted', async () => {
    const source = Readable.from(endless())
    await expect(all(renderOffline(source, () => new Counted(true)))).rejects.toThrow('broken')
    expect(source.destroyed).toBe(true)
    const abortion = new AbortController()
    const results = renderOffline(addAbortSignal(abortion.signal, Readable.from(endless())), hall, swap)
    await results.next()
    abortion.abort()
    await expect(all(results)).rejects.toThrow('aborted')
  })
})
