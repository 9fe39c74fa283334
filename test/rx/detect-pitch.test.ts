import { concatMap, from, generate, type Observable, of, Subject, take, throwError } from 'rxjs'
import type { Pitch, SignalLike } from 'tapline'
import { detectPitch } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { marbles } from './support.js'

const options = { sampleRate: 8000, window: 400 }
const sound = Float32Array.from({ length: 400 }, (_, n) => Math.sin((2 * Math.PI * 200 * n) / 8000))
const silence = new Float32Array(400)

/** The positions of the pitches and their frequencies in whole Hz, then the end of the stream. */
function heard(source: Observable<SignalLike | number>): unknown[] {
  const events: unknown[] = []
  source.pipe(detectPitch(options)).subscribe({
    next: ({ index, frequencyHz }) => events.push([index, Math.round(frequencyHz)]),
    error: (error: Error) => events.push(error.message),
    complete: () => events.push('end'),
  })
  return events
}

describe('detectPitch', () => {
  test('emits the pitch of each window that has one, of chunks and of single numbers', () => {
    const expected = [[0, 200], [800, 200], 'end']
    expect(heard(of(sound, silence, sound))).toEqual(expected)
    expect(heard(of(sound, silence, sound).pipe(concatMap((chunk) => from(chunk))))).toEqual(expected)
    expect(heard(of(Float32Array.of(...sound, ...silence, ...sound, 1)))).toEqual(expected)
  })

  test('emits a pitch with the last sample of its window', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b-c-|', { a: sound.subarray(0, 399), b: sound[399], c: silence })
      const pitches = source.pipe(
        detectPitch(options),
        concatMap(({ index }) => of(index)),
      )
      expectObservable(pitches).toBe('--x---|', { x: 0 })
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = detectPitch(options)
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('a-#', { a: 2 }).pipe(operator)).toBe('--#')
      expectObservable(cold<number>('(a|)', { a: 2 }).pipe(operator)).toBe('(|)')
    })
    const broken = of(sound, sound).pipe(
      concatMap((chunk, i) => (i === 0 ? of(chunk) : throwError(() => new Error('lost')))),
    )
    expect(heard(broken)).toEqual([[0, 200], 'lost'])
    expect(heard(of(sound, 'x' as unknown as number))).toEqual([
      [0, 200],
      'chunk must be a Float32Array, a Float64Array or an array of numbers, got "x"',
    ])
  })

  test('unsubscribes from the source when its subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a--a--a|', { a: sound })
      const first = source.pipe(
        detectPitch(options),
        take(2),
        concatMap(({ index }) => of(index)),
      )
      expectObservable(first).toBe('x--(y|)', { x: 0, y: 400 })
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
  })

  test('handles a synchronous source, and sounds that its own subscriber sends', () => {
    const endless = generate({
      initialState: 0,
      condition: () => true,
      iterate: (n) => n + 1,
      resultSelector: () => sound,
    })
    expect(heard(endless.pipe(take(2)))).toEqual([[0, 200], [400, 200], 'end'])
    const indices: number[] = []
    endless.pipe(detectPitch(options), take(2)).subscribe(({ index }) => indices.push(index))
    expect(indices).toEqual([0, 400])
    const source = new Subject<SignalLike>()
    const answered: number[] = []
    source.pipe(detectPitch(options)).subscribe(({ index }) => {
      answered.push(index)
      if (answered.length < 3) source.next(sound)
    })
    source.next(sound)
    expect(answered).toEqual([0, 400, 800])
  })

  test('has its own state for each subscription, and refuses invalid options at the call', () => {
    const piped = of(sound, sound).pipe(detectPitch(options))
    const all = (): number[] => {
      const indices: number[] = []
      piped.subscribe(({ index }) => indices.push(index))
      return indices
    }
    expect([all(), all()]).toEqual([
      [0, 400],
      [0, 400],
    ])
    expectTypeOf(piped).toEqualTypeOf<Observable<Pitch>>()
    expect(() => detectPitch({ sampleRate: 8000, window: 400, minHz: 10 })).toThrow(RangeError)
  })
})
