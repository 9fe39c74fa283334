import { runInNewContext } from 'node:vm'
import { setFlagsFromString } from 'node:v8'
import { Observable } from 'rxjs'
import { TemplateMatcher } from 'tapline'
import { detect } from 'tapline/rx'
import { expect, test } from 'vitest'

const NUMBERS = 20_000

/** How many bytes of garbage a number makes, at least, once the compiler has done its part. */
function garbagePerNumber(take: (value: number) => void, most: number): number {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  let least = Infinity
  for (let turn = 0; turn < 30 && least > most; turn++) {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < NUMBERS; n++) take(n % 7)
    const made = process.memoryUsage().heapUsed - before
    if (made >= 0) least = Math.min(least, made / NUMBERS)
  }
  return least
}

const TEMPLATE = Array.from({ length: 100 }, (_, n) => Math.sin(n * n))

test('a matcher that is given single numbers makes nothing but an empty result for each', () => {
  using matcher = new TemplateMatcher(TEMPLATE, { threshold: 0.9 })
  const most = 64
  expect(garbagePerNumber((value) => matcher.process(value), most)).toBeLessThanOrEqual(most)
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
  expect(garbagePerNumber(emit, most)).toBeLessThanOrEqual(most)
  subscription.unsubscribe()
})
