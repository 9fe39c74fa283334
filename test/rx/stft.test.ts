import { concatMap, from, generate, type Observable, of, Subject, take, throwError } from 'rxjs'
import { istft as whole, type Samples, type SignalLike, stft as framesOf, windowOf } from 'tapline'
import { istft, spectral, stft } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { expectSameBits } from '../support/closeness.js'
import { joined, noise } from '../support/signals.js'
import { marbles } from './support.js'

const options = { window: windowOf('hann', 8), hop: 2, precision: 'float32' } as const
const signal = noise('float32', 41, 1)
const plain = { window: [1, 1], hop: 2 } as const

function gathered<T>(source: Observable<T>): T[] {
  const all: T[] = []
  source.subscribe((value) => all.push(value))
  return all
}

/** Twice as loud, chunk by chunk of two samples. */
const louder = spectral((spectrum) => spectrum.map((value) => 2 * value), plain)

describe('stft and istft', () => {
  test('emit the spectra one by one, for chunks and for single numbers, and then the samples', () => {
    const frames = framesOf(signal, options)
    for (const source of [from([signal.subarray(0, 5), signal.subarray(5)]), from(signal)]) {
      const emitted = gathered<Samples>((source as Observable<SignalLike | number>).pipe(stft(options)))
      expect(emitted.length).toBe(frames.length)
      emitted.forEach((frame, m) => expectSameBits(frame, frames[m]))
    }
    const again = gathered(from([signal]).pipe(stft(options), istft(options)))
    expectSameBits(joined('float32', again), whole(frames, options))
    expectTypeOf(stft(options)).parameter(0).toEqualTypeOf<Observable<SignalLike | number>>()
  })

  test('emit with the last sample of a frame', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold<number>('a-b-c-|', { a: 1, b: 2, c: 5 })
      const [x, y] = [Float32Array.of(3, 0, -1, 0), Float32Array.of(5, 0, 5, 0)]
      expectObservable(source.pipe(stft(plain))).toBe('--x---(y|)', { x, y })
      const spectra = cold('a-b-|', { a: x, b: y })
      const [a, b] = [Float32Array.of(1, 2), Float32Array.of(5, 0)]
      expectObservable(spectra.pipe(istft(plain))).toBe('a-b-|', { a, b })
    })
  })

  test('refuse invalid options at the call', () => {
    expect(() => stft({ ...options, hop: 0 })).toThrow(RangeError)
    expect(() => istft({ ...options, hop: 9 })).toThrow('windowCoverage')
  })
})

describe.each([
  ['stft', stft(plain), 4],
  ['istft', istft(plain), [3, 0, -1, 0]],
  ['spectral', louder, [1, 2]],
] as readonly [string, ReturnType<typeof stft>, SignalLike | number][])('%s', (_, operator, value) => {
  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('--#').pipe(operator)).toBe('--#')
    })
    const failures: unknown[] = []
    of('x' as unknown as number)
      .pipe(operator)
      .subscribe({ error: (error) => failures.push(error) })
    expect(failures).toEqual([expect.any(TypeError)])
    const lost: unknown[] = []
    of(value, value, value)
      .pipe(
        concatMap((each, i) => (i < 2 ? of(each) : throwError(() => 'lost'))),
        operator,
      )
      .subscribe({ next: (chunk) => lost.push(chunk.length), error: (error) => lost.push(error) })
    expect(lost.at(-1)).toBe('lost')
    expect(lost.length).toBeGreaterThan(1)
  })

  test('unsubscribes from the source when its subscriber leaves, and handles a synchronous one', () => {
    marbles(({ hot, expectSubscriptions }) => {
      const source = hot('a--a--a--a|', { a: value })
      source.pipe(operator, take(1)).subscribe()
      expectSubscriptions(source.subscriptions).toBe(typeof value === 'number' ? '^--!' : '(^!)')
    })
    const endless = generate({ initialState: value, condition: () => true, iterate: (each) => each })
    expect(gathered(endless.pipe(operator, take(3))).length).toBe(3)
  })

  test('handles values that its own subscriber sends, and has its own state for each subscription', () => {
    const source = new Subject<SignalLike | number>()
    let count = 0
    source.pipe(operator).subscribe(() => {
      if (++count < 3) for (let i = 0; i < 2; i++) source.next(value)
    })
    for (let i = 0; i < 2; i++) source.next(value)
    expect(count).toBeGreaterThanOrEqual(3)
    const piped = of(value, value, value).pipe(operator)
    expect(gathered(piped)).toEqual(gathered(piped))
  })
})

describe('spectral', () => {
  test('emits the changed stream, with its length unchanged', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b-|', { a: [1, 2, 3], b: [4, 5] })
      const [x, y, z] = [Float32Array.of(2, 4), Float32Array.of(6, 8), Float32Array.of(10)]
      expectObservable(source.pipe(louder)).toBe('x-y-(z|)', { x, y, z })
    })
  })

  test('accepts channels, and fails with what the function throws', () => {
    const half = spectral((spectrum, { channel }) => spectrum.map((x) => (channel === 0 ? x : x / 2)), {
      ...plain,
      channels: 2,
    })
    expect(
      gathered(
        of([
          [1, 2],
          [4, 8],
        ]).pipe(half),
      ),
    ).toEqual([[Float32Array.of(1, 2), Float32Array.of(2, 4)]])
    const failures: unknown[] = []
    const broken = spectral(() => {
      throw new Error('lost')
    }, plain)
    of([1, 2])
      .pipe(broken)
      .subscribe({ error: (error: Error) => failures.push(error.message) })
    expect(failures).toEqual(['lost'])
    expect(() => spectral(() => undefined, { channels: 0 })).toThrow(RangeError)
  })
})
