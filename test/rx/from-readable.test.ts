import { Readable } from 'node:stream'
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import { fromPcm, fromReadable } from 'tapline/rx'
import { describe, expect, test } from 'vitest'

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 2))
const all = <T>(source: ReturnType<typeof fromReadable<T>>) =>
  lastValueFrom(source.pipe(toArray()), { defaultValue: [] })

/** An endless source that counts requests. */
function counted(log: string[]): AsyncIterable<number> {
  let [asked, given] = [0, 0]
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        log.push(`asked ${++asked}`)
        await Promise.resolve()
        return { done: false, value: given++ }
      },
      return: async () => {
        log.push('closed')
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
}

describe('fromReadable', () => {
  test('emits the values of arrays, generators, Node streams and Web streams', async () => {
    function* generator() {
      yield 1
      yield 2
    }
    const web = new ReadableStream<number>({
      start(controller) {
        controller.enqueue(1)
        controller.enqueue(2)
        controller.close()
      },
    })
    for (const source of [[1, 2], generator(), Readable.from([1, 2]), web]) {
      expect(await all(fromReadable<number>(source as Iterable<number>))).toEqual([1, 2])
    }
    expect(await all(fromReadable([]))).toEqual([])
  })

  test('requests the next value only after the last one was emitted and when it is requested', async () => {
    const log: string[] = []
    const gates: (() => void)[] = []
    const ready = () => new Promise<void>((resolve) => gates.push(resolve))
    const counters = { received: 0, emitted: 0, dropped: 0 }
    const values: number[] = []
    const subscription = fromReadable(counted(log), { ready, counters }).subscribe((value) =>
      values.push(value),
    )
    await turn()
    expect([log, values]).toEqual([['asked 1'], [0]])
    gates.shift()?.()
    await turn()
    expect([log, values]).toEqual([
      ['asked 1', 'asked 2'],
      [0, 1],
    ])
    expect(counters).toEqual({ received: 2, emitted: 2, dropped: 0 })
    subscription.unsubscribe()
    gates.shift()?.()
    await turn()
    expect(log).toEqual(['asked 1', 'asked 2', 'closed'])
  })

  test('closes the source on unsubscription, even while it is idle', async () => {
    const silent = new Readable({ objectMode: true, read() {} })
    const subscription = fromReadable(silent).subscribe()
    await turn()
    subscription.unsubscribe()
    expect(silent.destroyed).toBe(true)

    let reason: unknown = 'none'
    const web = new ReadableStream<number>({ cancel: (given) => void (reason = given) })
    const other = fromReadable<number>(web).subscribe()
    await turn()
    other.unsubscribe()
    expect(reason).toBeUndefined()

    const log: string[] = []
    expect(await lastValueFrom(fromReadable(counted(log)).pipe(take(2), toArray()))).toEqual([0, 1])
    expect(log.filter((entry) => entry === 'closed')).toHaveLength(1)
    expect(log).toHaveLength(3)
  })

  test('fails when the source fails, and when readiness fails', async () => {
    const failing = new Readable({ objectMode: true, read: () => failing.destroy(new Error('no source')) })
    await expect(all(fromReadable(failing))).rejects.toThrow('no source')
    const ready = () => Promise.reject(new Error('no sink'))
    const log: string[] = []
    await expect(all(fromReadable(counted(log), { ready }))).rejects.toThrow('no sink')
    expect(log).toEqual(['asked 1', 'closed'])
  })

  test('keeps reading if told so, and drops the oldest or fails', async () => {
    const counters = { received: 0, emitted: 0, dropped: 0 }
    const options = { ready: turn, capacity: 2, counters }
    const values = await all(fromReadable([1, 2, 3, 4, 5], { ...options, overflow: 'drop-oldest' }))
    expect(values).toEqual([1, 4, 5])
    expect(counters).toEqual({ received: 5, emitted: 3, dropped: 2 })
    await expect(all(fromReadable([1, 2, 3, 4, 5], { ...options, overflow: 'error' }))).rejects.toThrow(
      "at most 2 values may wait, got one more: the consumer is too slow for this source; hold the source back (fromReadable with ready), raise the capacity, or use overflow: 'drop-oldest'",
    )
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => fromReadable([], { overflow: 'wait' as 'block' })).toThrow(RangeError)
    expect(() => fromReadable([], { capacity: 0 })).toThrow(RangeError)
  })
})

describe('fromPcm', () => {
  test('emits samples, channel by channel, for any chunking of the bytes', async () => {
    const source = Readable.from([Buffer.of(0, 64, 0), Buffer.of(192, 0), Buffer.of(32, 0, 0)])
    const chunks = await all(fromPcm(source, { format: 's16le', channels: 2 }))
    expect(chunks).toEqual([
      [Float32Array.of(0.5), Float32Array.of(-0.5)],
      [Float32Array.of(0.25), Float32Array.of(0)],
    ])
  })

  test('fails if the bytes end within a frame, and at once for an unknown format', async () => {
    await expect(firstValueFrom(fromPcm([Uint8Array.of(1)], { format: 's16le' }))).rejects.toThrow(
      'end within a frame',
    )
    expect(() => fromPcm([], { format: 'x' as 's8' })).toThrow(RangeError)
  })
})

test('fromReadable refuses at once values that cannot be read', () => {
  const sources: unknown[] = [null, undefined, 'abc', 5, {}, Promise.resolve([1])]
  for (const source of sources) {
    expect(() => fromReadable(source as number[])).toThrow(
      /^source must be a Node Readable, a Web ReadableStream or an iterable, such as an array, got /,
    )
  }
})
