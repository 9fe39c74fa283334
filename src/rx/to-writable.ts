import { Observable, type OperatorFunction } from 'rxjs'
import { pace, type PaceOptions } from './pace.js'

/** What is needed of a Node `Writable`. */
export interface WritableLike {
  readonly writableNeedDrain: boolean
  readonly destroyed: boolean
  write(value: unknown): unknown
  end(): unknown
  destroy(error?: Error): unknown
  on(event: 'drain' | 'finish' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'drain' | 'finish' | 'close', listener: () => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * Writes a stream into a Node `Writable`: emits nothing, and completes when all is written.
 *
 * Values are written as the writable takes them. While it does not, up to `capacity` of them wait; then the stream fails, or drops the
 * oldest, as `overflow` says. A source that can be held never comes to that: `fromReadable(source, { ready: () => drained(writable) })`.
 * If the source fails, or the subscriber leaves, the writable is destroyed; if the writable fails, so does the stream, and the source
 * is left.
 *
 * @param writable The stream to write to: of bytes, or in object mode.
 * @param options Overflow policy, capacity, counters: as for `pace`.
 * @throws TypeError, RangeError as `pace`; in the stream, also whatever the writable fails with.
 * @example
 * import { Writable } from 'node:stream'
 * const written = []
 * const list = new Writable({ objectMode: true, write: (value, _, done) => { written.push(value); done() } })
 * await lastValueFrom(of(1, 2, 3).pipe(toWritable(list)), { defaultValue: 'written' }) // 'written'
 * written // [1, 2, 3]
 */
export function toWritable<T>(writable: WritableLike, options: PaceOptions = {}): OperatorFunction<T, never> {
  const paced = pace<T>(() => drained(writable), options)
  return (source) =>
    new Observable<never>((subscriber) => {
      let isFinished = false
      const onFinish = (): void => {
        isFinished = true
        subscriber.complete()
      }
      const onError = (error: Error): void => subscriber.error(error)
      const onClose = (): void =>
        subscriber.error(new Error('the writable was closed before all was written'))
      writable.on('finish', onFinish)
      writable.on('error', onError)
      writable.on('close', onClose)
      subscriber.add(() => {
        writable.off('finish', onFinish)
        writable.off('close', onClose)
        // `onError` stays: an error that comes later must not end the process.
        if (!isFinished) writable.destroy()
      })
      subscriber.add(
        paced(source).subscribe({
          next: (value) => void writable.write(value),
          error: (error: unknown) => {
            subscriber.error(error)
          },
          complete: () => void writable.end(),
        }),
      )
    })
}

/**
 * Says when a Node `Writable` can take more: nothing if that is now; else a promise, which rejects if it fails or is closed before.
 *
 * @param writable The stream that is written to.
 * @example
 * import { Writable } from 'node:stream'
 * drained(new Writable()) === undefined // true
 */
export function drained(writable: WritableLike): Promise<void> | undefined {
  if (!writable.writableNeedDrain || writable.destroyed) return undefined
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => () => {
      writable.off('drain', onDrain)
      writable.off('close', onClose)
      writable.off('error', onError)
      done()
    }
    const onDrain = settle(resolve)
    const onClose = settle(() => reject(new Error('the writable was closed before it could take more')))
    const onError = (error: Error): void => settle(() => reject(error))()
    writable.on('drain', onDrain)
    writable.on('close', onClose)
    writable.on('error', onError)
  })
}
