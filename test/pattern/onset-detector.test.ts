import { concatMap, from, generate, map, of, Subject, take, throwError } from 'rxjs'
import { type Onset, OnsetDetector, type SignalLike } from 'tapline'
import { detectOnsets } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { marbles } from '../rx/support.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { noise } from '../support/signals.js'

const SAMPLE_RATE = 44_100

interface Scene {
  readonly sound: Float32Array
  readonly hits: readonly number[]
}

/** Clicks, tones and drums of all levels, 0.12 to 0.62 s apart, in white noise. */
function scene(seed: number, snrDb: number, seconds = 20): Scene {
  const length = seconds * SAMPLE_RATE
  const random = noise('float64', 4000, seed).map((x) => (x + 1) / 2)
  const hiss = noise('float64', length, seed + 1)
  const sound = new Float32Array(length)
  const hits: number[] = []
  let next = 0
  const draw = (): number => random[next++]
  for (let at = 0.3; at < seconds - 0.5; at += 0.12 + 0.5 * draw()) {
    const start = Math.round(at * SAMPLE_RATE)
    hits.push(start)
    const kind = Math.floor(3 * draw())
    const level = 0.1 + 0.4 * draw()
    const turn = (2 * Math.PI * 110 * 2 ** (4 * draw())) / SAMPLE_RATE
    const count = Math.round(SAMPLE_RATE * (kind === 0 ? 0.05 : 0.3))
    for (let i = 0; i < count && start + i < length; i++) {
      const rustle = hiss[(start + 7 * i) % length]
      const wave = [
        rustle,
        Math.sin(turn * i) + 0.5 * Math.sin(2 * turn * i) + 0.3 * Math.sin(3 * turn * i),
        Math.sin((turn / 2) * i) + 0.3 * rustle,
      ][kind]
      sound[start + i] += level * Math.exp((-4 * i) / count) * Math.min(1, i / (0.002 * SAMPLE_RATE)) * wave
    }
  }
  const power = sound.reduce((sum, x) => sum + x ** 2, 0) / length
  const gain = Math.sqrt((3 * power) / 10 ** (snrDb / 10))
  return { sound: sound.map((x, n) => x + gain * hiss[n]), hits }
}

function found(sound: Float32Array, chunkLength = 5000): Onset[] {
  const detector = new OnsetDetector({ sampleRate: SAMPLE_RATE })
  const onsets: Onset[] = []
  for (let at = 0; at < sound.length; at += chunkLength) {
    onsets.push(...detector.process(sound.subarray(at, at + chunkLength)))
  }
  return [...onsets, ...detector.flush()]
}

/** Each onset matches at most one hit within 50 ms. */
function scores(snrDb: number): { readonly precision: number; readonly recall: number } {
  let [right, all, wanted] = [0, 0, 0]
  for (const seed of [10, 20, 30]) {
    const { sound, hits } = scene(seed, snrDb)
    const left = new Set(hits)
    const onsets = found(sound)
    for (const { index } of onsets) {
      const hit = [...left].find((at) => Math.abs(at - index) <= 0.05 * SAMPLE_RATE)
      if (hit !== undefined) right++
      left.delete(hit ?? -1)
    }
    all += onsets.length
    wanted += hits.length
  }
  return { precision: right / all, recall: right / wanted }
}

describe('An onset detector', () => {
  test.each([
    [40, 0.98, 0.95],
    [10, 0.95, 0.85],
  ])('finds synthetic hits, %i dB above noise', (snrDb, leastPrecision, leastRecall) => {
    const { precision, recall } = scores(snrDb)
    expect(precision, `recall ${recall}`).toBeGreaterThanOrEqual(leastPrecision)
    expect(recall, `precision ${precision}`).toBeGreaterThanOrEqual(leastRecall)
  })

  test('finds little in noise, and nothing in silence or a steady tone', () => {
    const hiss = noise('float32', 20 * SAMPLE_RATE, 5).map((x) => x / 10) as Float32Array
    expect(found(hiss).length).toBeLessThanOrEqual(2)
    expect(found(new Float32Array(SAMPLE_RATE))).toEqual([])
    const tone = Float32Array.from({ length: 3 * SAMPLE_RATE }, (_, n) => Math.sin(n / 10))
    expect(found(tone).filter(({ index }) => index > 0.1 * SAMPLE_RATE)).toEqual([])
  })

  test('gives the same for any chunks, at most latency samples late, and a gap hides only itself', () => {
    const { sound } = scene(40, 30, 4)
    const expected = found(sound)
    expect(expected.length).toBeGreaterThan(5)
    for (const chunkLength of [1, 441, 10_007, sound.length])
      expect(found(sound, chunkLength)).toEqual(expected)
    const detector = new OnsetDetector({ sampleRate: SAMPLE_RATE })
    for (let at = 0; at < sound.length; at += 50) {
      for (const { index } of detector.process(sound.subarray(at, at + 50))) {
        expect(at + 49 - index).toBeLessThanOrEqual(detector.latency + 50)
      }
    }
    const gap = sound.slice()
    gap[2 * SAMPLE_RATE] = NaN
    const far = ({ index }: Onset): boolean => Math.abs(index - 2 * SAMPLE_RATE) > 0.5 * SAMPLE_RATE
    const indices = (onsets: readonly Onset[]): number[] => onsets.filter(far).map(({ index }) => index)
    expect(indices(found(gap))).toEqual(indices(expected))
  })

  test('resumes from a snapshot', () => {
    const options = { sampleRate: 1000 }
    const resuming = {
      create: () => new OnsetDetector(options),
      restore: (bytes: Uint8Array) => OnsetDetector.restore(options, bytes),
      chunks: Array.from({ length: 40 }, (_, i) =>
        noise('float32', 37, i).map((x) => (i % 9 === 4 ? x : x / 1000)),
      ),
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming)
  })
})

describe('detectOnsets', () => {
  const silence = new Float32Array(4000)
  const hit = Float32Array.from({ length: 4000 }, (_, n) => Math.sin(n) * Math.exp(-n / 500))
  const options = { sampleRate: 8000 }

  test('emits the onsets, ends and fails as its source does, and unsubscribes from it', () => {
    const indices: unknown[] = []
    const source = of(silence, hit, silence).pipe(concatMap((chunk) => from(chunk)))
    source.pipe(detectOnsets(options)).subscribe(({ index }) => indices.push(index))
    expect(indices.length).toBe(1)
    expect(Math.abs(Number(indices[0]) - 4000)).toBeLessThan(200)
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const operator = detectOnsets(options)
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('a-#', { a: 2 }).pipe(operator)).toBe('--#')
      const left = hot('a-b-a-b|', { a: silence, b: hit })
      left.pipe(operator, take(1)).subscribe()
      expectSubscriptions(left.subscriptions).toBe('^-!')
    })
    const failures: unknown[] = []
    throwError(() => 'lost')
      .pipe(detectOnsets(options) as never)
      .subscribe({ error: (error) => failures.push(error) })
    expect(failures).toEqual(['lost'])
    expect(() => detectOnsets({ sampleRate: 10 })).toThrow(RangeError)
  })

  test('handles a synchronous source, with a state for each subscription', () => {
    const turns = generate({ initialState: 0, condition: () => true, iterate: (n) => n + 1 })
    const piped = turns.pipe(
      map((n) => (n % 2 === 0 ? silence : hit)),
      detectOnsets(options),
      map(({ index }) => Math.round(index / 1000)),
      take(3),
    )
    for (let turn = 0; turn < 2; turn++) {
      const thousands: number[] = []
      piped.subscribe((each) => thousands.push(each))
      expect(thousands).toEqual([4, 12, 20])
    }
  })

  test('handles values that its own subscriber sends', () => {
    const source = new Subject<SignalLike>()
    const thousands: number[] = []
    const send = (): void => {
      for (const chunk of [silence, hit, silence]) source.next(chunk)
    }
    source.pipe(detectOnsets(options)).subscribe(({ index }) => {
      thousands.push(Math.round(index / 1000))
      if (thousands.length === 1) send()
    })
    send()
    expect(thousands).toHaveLength(2)
    expect(thousands[0]).toBe(4)
    expect(thousands[1]).toBeGreaterThan(8)
  })
})
