import { runInNewContext } from 'node:vm'
import { setFlagsFromString } from 'node:v8'
import { Observable } from 'rxjs'
import { ConvolverMatrix, TemplateMatcher } from 'tapline'
import { detect } from 'tapline/rx'
import { expect, test } from 'vitest'

const CALLS = 20_000

/** The least number of bytes of garbage per call, after the compiler has optimized it. */
function garbagePerCall(take: (value: number) => void, most: number): number {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  let least = Infinity
  for (let turn = 0; turn < 30 && least > most; turn++) {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < CALLS; n++) take(n % 7)
    const made = process.memoryUsage().heapUsed - before
    if (made >= 0) least = Math.min(least, made / CALLS)
  }
  return least
}

const TEMPLATE = Array.from({ length: 100 }, (_, n) => Math.sin(n * n))

test('a matcher of single numbers allocates only an empty result for each', () => {
  using matcher = new TemplateMatcher(TEMPLATE, { threshold: 0.9 })
  const most = 64
  expect(garbagePerCall((value) => matcher.process(value), most)).toBeLessThanOrEqual(most)
})

test('so does the operator', () => {
  let emit: (value: number) => void = () => undefined
  const source = new Observable<number>((subscriber) => {
    emit = (value) => {
      subscriber.next(value)
    }
  })
  const subscription = source.pipe(detect(TEMPLATE, { threshold: 0.9 })).subscribe()
  const most = 96
  expect(garbagePerCall(emit, most)).toBeLessThanOrEqual(most)
  subscription.unsubscribe()
})

test('a matrix that is given its outputs makes only short lists of its channels for each call', () => {
  const kernel = Float32Array.of(0.5, 0.25, 0.125)
  using matrix = new ConvolverMatrix([
    [kernel, kernel],
    [kernel, kernel],
  ])
  const chunks = [new Float32Array(16).fill(1), new Float32Array(16).fill(2)]
  const outs = [new Float32Array(16), new Float32Array(16)]
  const most = 512
  expect(garbagePerCall(() => matrix.process(chunks, outs), most)).toBeLessThanOrEqual(most)
})
