import { convolutionTask } from '../../src/convolution/convolve.js'
import { preparedExtent } from '../../src/convolution/convolve-extent.js'
import { choose } from '../../src/image/convolve/choose-method-2d.js'
import { readTask2d } from '../../src/image/convolve/convolve-2d.js'
import { requireTaken } from '../../src/image/convolve/make-plan.js'
import { convolutionTiles } from '../../src/parallel/convolve.js'
import { type SharedWork, shareOut } from '../../src/parallel/crew.js'
import { nextTurn } from '../../src/parallel/threads/next-turn.js'
import type { Call } from '../../src/parallel/threads/thread.js'
import { rowsTiles } from '../../src/parallel/tiles/rows-tiles.js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** A thread that answers calls at once, but computes a tile only when the test says so. */
class SlowThread {
  static readonly started: SlowThread[] = []
  readonly tiles: { readonly output: Float64Array }[] = []
  readonly #listeners = new Map<string, (value: unknown) => void>()

  constructor() {
    SlowThread.started.push(this)
  }

  on(event: string, listener: (value: unknown) => void): void {
    this.#listeners.set(event, listener)
  }

  postMessage({ name, argument }: Call): void {
    if (name === 'compute') this.tiles.push((argument as { tile: SlowThread['tiles'][0] }).tile)
    else this.answer({ value: undefined })
  }

  answer(answer: object): void {
    queueMicrotask(() => this.#listeners.get('message')?.(answer))
  }

  ref(): void {}
  unref(): void {}

  terminate(): Promise<number> {
    this.#listeners.get('exit')?.(1)
    return Promise.resolve(1)
  }
}

beforeEach(() => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ Worker: SlowThread, parentPort: null })
})
afterEach(async () => {
  // No other test shall meet them.
  for (const thread of SlowThread.started.splice(0)) await thread.terminate()
})

const KERNEL = Float64Array.of(1, 2, 1)

function memory(length: number, isShared: boolean): Float64Array {
  return new Float64Array(isShared ? new SharedArrayBuffer(8 * length) : new ArrayBuffer(8 * length))
}

function convolution(method: 'direct' | 'overlap-add', out: Float64Array): SharedWork<object> {
  const task = convolutionTask(new Float64Array(out.length), KERNEL, { method, mode: 'same' }, out)
  const tiles = convolutionTiles(preparedExtent(task), method, 2)
  if (tiles === undefined) throw new Error('there are no tiles')
  return tiles.work
}

function rows(out: Float64Array): SharedWork<object> {
  const image = { data: new Float64Array(out.length), width: out.length / 8, height: 8 }
  const whole = readTask2d(image, { data: KERNEL, width: 3, height: 1 }, { mode: 'same' }, out, 'kernel')
  const choice = choose(whole.task, whole.precision, { approximation: whole.approximation, method: 'direct' })
  return rowsTiles(whole, requireTaken('direct', choice), choice, 2)
}

const WORKS = [
  ['a direct convolution', (out: Float64Array) => convolution('direct', out)],
  ['a convolution by transforms', (out: Float64Array) => convolution('overlap-add', out)],
  ['a convolution in two dimensions', rows],
] as const

/** Starts the work, and tells when it is rejected. */
function start(work: SharedWork<object>, abort: AbortController, events: unknown[]): Promise<unknown> {
  return shareOut(work, 2, abort.signal).then(
    () => events.push('done'),
    (error: unknown) => events.push(error),
  )
}

/** Writes the results that a thread still owes. */
function finish(events: unknown[]): void {
  for (const thread of SlowThread.started) {
    for (const { output } of thread.tiles.splice(0)) {
      events.push('written')
      output.fill(1)
      thread.answer({ value: { output } })
    }
  }
}

test.each(WORKS)('%s in shared memory is aborted when nothing writes there any more', async (_, workFor) => {
  const [abort, events] = [new AbortController(), [] as unknown[]]
  const rejected = start(workFor(memory(8000, true)), abort, events)
  abort.abort('no more')
  await nextTurn()
  finish(events)
  await rejected
  expect(events).toEqual(['written', 'written', 'no more'])
})

test.each(WORKS)('%s in shared memory fails when nothing writes there any more', async (_, workFor) => {
  const events: unknown[] = []
  const rejected = start(workFor(memory(8000, true)), new AbortController(), events)
  const [thread] = SlowThread.started
  thread.tiles.shift()
  thread.answer({ error: 'no memory' })
  await nextTurn()
  finish(events)
  await rejected
  expect(events).toEqual(['written', 'no memory'])
})

test.each(WORKS)('%s in other memory is aborted without waiting for threads', async (_, workFor) => {
  const [abort, events] = [new AbortController(), [] as unknown[]]
  const rejected = start(workFor(memory(8000, false)), abort, events)
  abort.abort('no more')
  await rejected
  expect(events).toEqual(['no more'])
})
