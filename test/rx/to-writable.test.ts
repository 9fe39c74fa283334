import { Readable, Writable } from 'node:stream'
import { EMPTY, lastValueFrom, map, NEVER, of, Subject, throwError } from 'rxjs'
import { PcmEncoder } from 'tapline/format'
import { convolve, drained, fromPcm, fromReadable, through, toWritable } from 'tapline/rx'
import { describe, expect, test } from 'vitest'

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 2))
const written = { defaultValue: undefined }

/** A stream that takes one value per turn, and counts waiting ones. */
function slow(log: unknown[], highWaterMark = 1) {
  return new Writable({
    objectMode: true,
    highWaterMark,
    write(value, _encoding, done) {
      log.push(value)
      setImmediate(done)
    },
  })
}

describe('toWritable', () => {
  test('writes everything, and completes when it is written', async () => {
    const log: unknown[] = []
    const writable = slow(log)
    await lastValueFrom(of(1, 2, 3).pipe(toWritable(writable)), written)
    expect(log).toEqual([1, 2, 3])
    expect(writable.writableFinished).toBe(true)
  })

  test('lets a slow writable hold back the source: nothing waits anywhere', async () => {
    const log: unknown[] = []
    const writable = slow(log)
    let [read, most] = [0, 0]
    function* source() {
      for (; read < 300; read++) {
        most = Math.max(most, read - log.length)
        yield read
      }
    }
    const counters = { received: 0, emitted: 0, dropped: 0 }
    const values = fromReadable(source(), { ready: () => drained(writable), counters })
    await lastValueFrom(values.pipe(toWritable(writable, { capacity: 1 })), written)
    expect(log).toHaveLength(300)
    expect(most).toBeLessThan(4)
    expect(counters).toEqual({ received: 300, emitted: 300, dropped: 0 })
  })

  test('fails, or drops the oldest, if the source is not held back', async () => {
    const values = of(...Array.from({ length: 100 }, (_, i) => i))
    const full = slow([])
    await expect(lastValueFrom(values.pipe(toWritable(full, { capacity: 5 })), written)).rejects.toThrow(
      RangeError,
    )
    expect(full.destroyed).toBe(true)
    const [log, counters] = [[] as unknown[], { received: 0, emitted: 0, dropped: 0 }]
    const options = { capacity: 5, overflow: 'drop-oldest', counters } as const
    await lastValueFrom(values.pipe(toWritable(slow(log), options)), written)
    expect(log).toEqual([0, 95, 96, 97, 98, 99])
    expect(counters).toEqual({ received: 100, emitted: 6, dropped: 94 })
  })

  test('destroys the writable when the source fails, and when the subscriber leaves', async () => {
    const first = slow([])
    const failing = throwError(() => new Error('no source'))
    await expect(lastValueFrom(failing.pipe(toWritable(first)), written)).rejects.toThrow('no source')
    expect(first.destroyed).toBe(true)
    const second = slow([])
    NEVER.pipe(toWritable(second)).subscribe().unsubscribe()
    expect(second.destroyed).toBe(true)
  })

  test('fails when the writable fails or is closed, and unsubscribes from the source', async () => {
    const source = new Subject<number>()
    const broken = new Writable({
      objectMode: true,
      write: (_value, _encoding, done) => done(new Error('no room')),
    })
    const failed = expect(lastValueFrom(source.pipe(toWritable(broken)), written)).rejects.toThrow('no room')
    source.next(1)
    await failed
    expect(source.observed).toBe(false)
    const closed = slow([])
    const left = expect(lastValueFrom(source.pipe(toWritable(closed)), written)).rejects.toThrow(
      'the writable was closed before all was written',
    )
    closed.destroy()
    await left
    expect(source.observed).toBe(false)
  })

  test('ends a pipeline of sound', async () => {
    const log: Uint8Array[] = []
    const writable = slow(log)
    const source = Readable.from([Buffer.of(0, 64, 0), Buffer.of(32)])
    const samples = fromPcm(source, { format: 's16le', ready: () => drained(writable) })
    const sound = samples.pipe(
      map(([mono]) => mono),
      convolve([1, 0.5]),
      map((mono) => [mono]),
      through(() => new PcmEncoder({ format: 's16le' })),
      toWritable(writable),
    )
    await lastValueFrom(sound, written)
    expect(Buffer.concat(log)).toEqual(Buffer.of(0, 64, 0, 64, 0, 16))
  })
})

describe('drained', () => {
  test('returns nothing if there is room, resolves when there is, and rejects if there never will be', async () => {
    const writable = slow([])
    expect(drained(writable)).toBeUndefined()
    writable.write(1)
    const room = drained(writable)
    expect(room).toBeInstanceOf(Promise)
    await room
    writable.write(2)
    const none = expect(drained(writable)).rejects.toThrow('closed before it could take more')
    writable.destroy()
    await none
    const failing = slow([])
    failing.on('error', () => {})
    failing.write(1)
    const failed = expect(drained(failing)).rejects.toThrow('no room')
    failing.destroy(new Error('no room'))
    await failed
    await turn()
    expect(failing.listenerCount('drain') + failing.listenerCount('close')).toBe(0)
  })
})

describe('toWritable and a writable that is not as usual', () => {
  /** A stream of values, without an end. */
  const endless = (log: unknown[], options = {}) =>
    new Writable({
      objectMode: true,
      emitClose: false,
      write(value, _encoding, done) {
        log.push(value)
        setImmediate(done)
      },
      ...options,
    })

  test('fails with the error that the writable throws for a value', async () => {
    const bytes = new Writable({ write: (_value, _encoding, done) => done() })
    const written = of([1]).pipe(toWritable(bytes))
    await expect(lastValueFrom(written, { defaultValue: 0 })).rejects.toThrow('Received an instance of Array')
    expect(bytes.destroyed).toBe(true)
  })

  test('fails at once if the writable is destroyed, ended or finished', async () => {
    const destroyed = endless([])
    destroyed.destroy()
    const ended = endless([]).end()
    const finished = endless([], { autoDestroy: false }).end()
    await turn()
    expect(finished.writableFinished).toBe(true)
    for (const writable of [destroyed, ended, finished]) {
      const source = new Subject<number>()
      await expect(lastValueFrom(source.pipe(toWritable(writable)), written)).rejects.toThrow(
        'is ended or closed',
      )
      expect(source.observed).toBe(false)
      await expect(drained(writable)).rejects.toThrow('is ended or closed')
    }
  })

  test.each([
    [
      'while one is written',
      (writable: Writable, source: Subject<number>) => {
        source.next(1)
        writable.destroy()
      },
    ],
    [
      'while some wait',
      (writable: Writable, source: Subject<number>) => {
        source.next(1)
        source.next(2)
        writable.destroy()
      },
    ],
    [
      'before another one comes',
      (writable: Writable, source: Subject<number>) => {
        writable.destroy()
        source.next(1)
      },
    ],
    [
      'before the source completes',
      (writable: Writable, source: Subject<number>) => {
        writable.destroy()
        source.complete()
      },
    ],
  ])('fails if it is destroyed silently %s', async (_when, destroy) => {
    const writable = endless([])
    const source = new Subject<number>()
    const failed = expect(lastValueFrom(source.pipe(toWritable(writable)), written)).rejects.toThrow(/closed/)
    destroy(writable, source)
    await failed
    expect(source.observed).toBe(false)
  })

  test('fails if something else ends it', async () => {
    const writable = endless([], { autoDestroy: false })
    const source = new Subject<number>()
    const failed = expect(lastValueFrom(source.pipe(toWritable(writable)), written)).rejects.toThrow(
      'closed before',
    )
    writable.end()
    await failed
  })

  test('ends and destroys neither standard output nor standard error, and waits for the last value', async () => {
    const log: unknown[] = []
    const output = Object.assign(slow(log), { _isStdio: true })
    await lastValueFrom(of(1, 2).pipe(toWritable(output)), written)
    expect(log).toEqual([1, 2])
    expect(output.writableLength).toBe(0)
    await lastValueFrom(EMPTY.pipe(toWritable(output)), written)
    expect(output.listenerCount('error')).toBe(0)
    await expect(
      lastValueFrom(throwError(() => new Error('no source')).pipe(toWritable(output)), written),
    ).rejects.toThrow('no source')
    NEVER.pipe(toWritable(output)).subscribe().unsubscribe()
    expect([output.writableEnded, output.destroyed]).toEqual([false, false])
    for (const writable of [process.stdout, process.stderr]) {
      await lastValueFrom(of('').pipe(toWritable(writable)), written)
      expect([writable.writableEnded, writable.destroyed]).toEqual([false, false])
    }
  })
})

test('A standard stream keeps no listener after unsubscription', async () => {
  const shared = Object.assign(
    new Writable({
      objectMode: true,
      write: (_value, _encoding, done) => {
        setImmediate(done)
      },
    }),
    { _isStdio: true },
  )
  const listeners = () => shared.eventNames().reduce((sum, name) => sum + shared.listenerCount(name), 0)
  const before = listeners()
  for (let i = 0; i < 20; i++) NEVER.pipe(toWritable(shared)).subscribe().unsubscribe()
  expect(listeners()).toBe(before)
  // An error can come while something is being written.
  const source = new Subject<number>()
  const subscription = source.pipe(toWritable(shared)).subscribe()
  source.next(1)
  subscription.unsubscribe()
  expect(shared.listenerCount('error')).toBe(1)
  await turn()
  expect(listeners()).toBe(before)
})
