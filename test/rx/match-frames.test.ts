import { concatMap, generate, map, type Observable, of, Subject, take } from 'rxjs'
import { FrameMatcher, type Match2d } from 'tapline/image'
import { matchFrames } from 'tapline/rx'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { marbles } from './support.js'

const template = { data: Float32Array.of(1, 3, 2, 5), width: 2, height: 2 }
const frame = { data: [0, 0, 0, 0, 1, 3, 0, 2, 5, 0, 0, 0], width: 3, height: 4 }
const other = { data: [1, 3, 0, 2, 5, 0], width: 3, height: 2 }
const empty = { data: new Float32Array(12), width: 3, height: 4 }

const placed = map((matches: readonly Match2d[]) => matches.map(({ x, y }) => `${x},${y}`).join())

describe('matchFrames', () => {
  test('emits the matches of each frame, also if there are none', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b-c-|', { a: frame, b: empty, c: other })
      expectObservable(source.pipe(matchFrames(template), placed)).toBe('x-y-z-|', {
        x: '1,1',
        y: '',
        z: '0,0',
      })
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = matchFrames(template)
      expectObservable(cold<typeof frame>('-').pipe(operator)).toBe('-')
      expectObservable(cold<typeof frame>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold('a-#', { a: frame }).pipe(operator, placed)).toBe('x-#', { x: '1,1' })
      expectObservable(cold('(a|)', { a: frame }).pipe(operator, placed)).toBe('(x|)', { x: '1,1' })
    })
    const messages: string[] = []
    of(frame, { ...frame, width: 5 }, frame)
      .pipe(matchFrames(template), placed)
      .subscribe({
        next: (text) => messages.push(text),
        error: (error: Error) => messages.push(error.message),
      })
    expect(messages).toEqual([
      '1,1',
      expect.stringContaining('frame.data must have 5 x 4 = 20 numbers, got 12'),
    ])
  })

  test('unsubscribes from the source when its subscriber leaves, and disposes of its matcher', () => {
    const dispose = vi.spyOn(FrameMatcher.prototype, 'dispose')
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a--a--a|', { a: frame })
      expectObservable(source.pipe(matchFrames(template), take(2), placed)).toBe('x--(x|)', { x: '1,1' })
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
    // Once for the check, once for the subscription.
    expect(dispose).toHaveBeenCalledTimes(2)
    vi.restoreAllMocks()
  })

  test('handles a synchronous source, and frames that its own subscriber sends', () => {
    const endless = generate({
      initialState: 0,
      condition: () => true,
      iterate: (n) => n + 1,
      resultSelector: () => frame,
    })
    const found: string[] = []
    endless.pipe(matchFrames(template), take(3), placed).subscribe((text) => found.push(text))
    expect(found).toEqual(['1,1', '1,1', '1,1'])
    const source = new Subject<typeof frame>()
    const answered: string[] = []
    source.pipe(matchFrames(template), placed).subscribe((text) => {
      answered.push(text)
      if (answered.length < 3) source.next(answered.length === 1 ? other : frame)
    })
    source.next(frame)
    expect(answered).toEqual(['1,1', '0,0', '1,1'])
  })

  test('copies the template and the mask, and refuses invalid ones at the call', () => {
    const changing = { ...template, data: template.data.slice() }
    const mask = { data: [1, 1, 1, 1], width: 2, height: 2 }
    const operator = matchFrames(changing, { mask, threshold: 0.999 })
    changing.data.fill(0)
    mask.data.fill(0)
    const found: string[] = []
    const piped = of(frame, frame).pipe(operator)
    expectTypeOf(piped).toEqualTypeOf<Observable<Match2d[]>>()
    for (let i = 0; i < 2; i++)
      piped
        .pipe(
          placed,
          concatMap((text) => of(text)),
        )
        .subscribe((text) => found.push(text))
    expect(found).toEqual(['1,1', '1,1', '1,1', '1,1'])
    expect(() => matchFrames(changing)).toThrow(
      "template must have pixels that differ (where the mask is not 0) for the measure 'zncc', got a flat one: choose the measure 'ssd'",
    )
    expect(() => matchFrames(template, { threshold: 2 })).toThrow(RangeError)
  })
})
