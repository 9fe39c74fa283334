import { concatMap, from, generate, type Observable, of, Subject, take, throwError } from 'rxjs'
import { bands, type SignalLike, Spectrogram, windowOf } from 'tapline'
import { spectrogram } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { noise } from '../support/signals.js'
import { marbles } from './support.js'

const options = { window: [1, 1], hop: 2, minDb: -20 } as const
const operator = spectrogram(options)
/** All its power is in the bin of the Nyquist frequency. */
const beat = [1, -1]
const row = Uint8ClampedArray.of(0, 255)

/** The rows, then the end of the stream. */
function drawn(source: Observable<SignalLike | number>): unknown[] {
  const events: unknown[] = []
  source.pipe(operator).subscribe({
    next: (levels) => events.push(levels),
    error: (error: unknown) => events.push(error),
    complete: () => events.push('end'),
  })
  return events
}

describe('spectrogram', () => {
  test('emits the rows of Spectrogram one by one, of chunks and of single numbers', () => {
    const signal = noise('float32', 400, 1)
    const mel = bands({ scale: 'mel', sampleRate: 8000, fftSize: 64, count: 8 })
    const drawing = { window: windowOf('hann', 64), hop: 16, bands: mel }
    const whole = new Spectrogram(drawing)
    const due = [...whole.process(signal), ...whole.flush()]
    expect(due.length).toBeGreaterThan(20)
    for (const source of [from([signal.subarray(0, 99), signal.subarray(99)]), from(signal)]) {
      const rows: unknown[] = []
      const chunks = source as Observable<SignalLike | number>
      chunks.pipe(spectrogram(drawing)).subscribe((levels) => rows.push(levels))
      expect(rows).toEqual(due)
    }
    expectTypeOf(operator).parameter(0).toEqualTypeOf<Observable<SignalLike | number>>()
  })

  test('emits a row with the last sample of its frame, and incomplete frames at the end', () => {
    marbles(({ cold, expectObservable }) => {
      const numbers = cold('a-b-a-b|', { a: 1, b: -1 })
      expectObservable(numbers.pipe(operator)).toBe('--r---r|', { r: row })
      const chunks = cold<SignalLike | number>('a----b|', { a: [...beat, ...beat, 1], b: -1 })
      expectObservable(chunks.pipe(operator)).toBe('(rr)-r|', { r: row })
      const half = cold<SignalLike | number>('a-b-|', { a: beat, b: 0 })
      expectObservable(half.pipe(operator)).toBe('r---(z|)', { r: row, z: Uint8ClampedArray.of(0, 0) })
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('a-#', { a: 2 }).pipe(operator)).toBe('--#')
    })
    const broken = of(beat, beat).pipe(
      concatMap((chunk, i) => (i === 0 ? of(chunk) : throwError(() => 'lost'))),
    )
    expect(drawn(broken)).toEqual([row, 'lost'])
    expect(drawn(of('x' as unknown as number))).toEqual([expect.any(TypeError)])
  })

  test('unsubscribes from the source when its subscriber leaves, and handles a synchronous one', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a--a--a|', { a: beat })
      expectObservable(source.pipe(operator, take(2))).toBe('r--(r|)', { r: row })
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
    const endless = generate({ initialState: beat, condition: () => true, iterate: (chunk) => chunk })
    expect(drawn(endless.pipe(take(3)))).toEqual([row, row, row, 'end'])
    const rows: unknown[] = []
    endless.pipe(operator, take(2)).subscribe((levels) => rows.push(levels))
    expect(rows).toEqual([row, row])
  })

  test('handles values that its own subscriber sends', () => {
    const source = new Subject<SignalLike>()
    let count = 0
    source.pipe(operator).subscribe(() => {
      if (++count < 3) source.next(beat)
    })
    source.next(beat)
    expect(count).toBe(3)
  })

  test('has its own state for each subscription, and refuses invalid options at the call', () => {
    const odd = of([1, -1, 1])
    const once = drawn(odd)
    expect(once[0]).toEqual(row)
    expect(drawn(odd)).toEqual(once)
    expect(() => spectrogram({ ...options, hop: 0 })).toThrow(RangeError)
    expect(() => spectrogram({ ...options, minDb: 1 })).toThrow(RangeError)
  })
})
