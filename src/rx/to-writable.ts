import { Observable, type OperatorFunction, type Subscriber } from 'rxjs'
import { describe } from '../describe.js'
import { pace, type PaceOptions } from './pace.js'

/** The members of a Node `Writable` that are used. */
export interface WritableLike {
  readonly writableNeedDrain: boolean
  readonly writableEnded: boolean
  readonly destroyed: boolean
  write(value: unknown, onWritten: (error?: Error | null) => void): unknown
  end(onEnded: (error?: Error | null) => void): unknown
  destroy(error?: Error): unknown
  on(event: 'drain' | 'finish' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'drain' | 'finish' | 'close', listener: () => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * Writes a stream to a Node `Writable`. Emits nothing, and completes when everything is written.
 *
 * Values are written as fast as the writable takes them. While it is full, up to `capacity` values wait; beyond that the stream
 * fails or drops the oldest, depending on `overflow`. If the source can be held back, avoid this with `fromReadable(source, {
 * ready: () => drained(writable) })`. If the source fails, or on unsubscription, the writable is destroyed. If the writable fails,
 * so does the stream, and the source is unsubscribed from. Standard output and standard error are neither ended nor destroyed,
 * because the rest of the program also writes to them.
 *
 * @param writable The stream to write to: of bytes, or in object mode.
 * @param options Overflow policy, capacity, counters: as for `pace`.
 * @throws TypeError, RangeError as `pace`; in the stream, also any error of the writable, and Error if it is already ended or
 *   closed, or is closed before everything was written.
 * @example
 * import { Writable } from 'node:stream'
 * const written = []
 * const list = new Writable({ objectMode: true, write: (value, _, done) => { written.push(value); done() } })
 * await lastValueFrom(of(1, 2, 3).pipe(toWritable(list)), { defaultValue: 'written' }) // 'written'
 * written // [1, 2, 3]
 */
export function toWritable<T>(writable: WritableLike, options?: PaceOptions): OperatorFunction<T, never> {
  requireWritable(writable)
  const paced = pace<T>(() => drained(writable), options)
  return (source) =>
    new Observable<never>((subscriber) => {
      const writing = new Writing(writable, subscriber)
      subscriber.add(() => writing.leave())
      if (isOver(writable)) {
        subscriber.error(overError())
        return
      }
      subscriber.add(
        paced(source).subscribe({
          next: (value) => writing.write(value),
          error: (error: unknown) => subscriber.error(error),
          complete: () => writing.end(),
        }),
      )
    })
}

/**
 * Reports when a Node `Writable` can take more: returns nothing if it can now, else a promise, which rejects if the writable fails
 * or is closed.
 *
 * @param writable The stream to write to.
 * @throws TypeError if it is not a Node `Writable`.
 * @example
 * import { Writable } from 'node:stream'
 * drained(new Writable()) === undefined // true
 */
export function drained(writable: WritableLike): Promise<void> | undefined {
  requireWritable(writable)
  if (isOver(writable)) return Promise.reject(overError())
  if (!writable.writableNeedDrain) return undefined
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

/** The writing of one subscription. */
class Writing {
  readonly #writable: WritableLike
  readonly #subscriber: Subscriber<never>
  readonly #isShared: boolean
  /** Values whose callback has not come yet. */
  #pending = 0
  #isEnded = false
  #isFinished = false
  #isLeft = false

  constructor(writable: WritableLike, subscriber: Subscriber<never>) {
    this.#writable = writable
    this.#subscriber = subscriber
    this.#isShared = isStandard(writable)
    writable.on('finish', this.#onFinish)
    writable.on('error', this.#onError)
    writable.on('close', this.#onClose)
  }

  write(value: unknown): void {
    this.#pending++
    try {
      this.#writable.write(value, this.#onWritten)
    } catch (error) {
      // For example, for a value that is not bytes.
      this.#subscriber.error(error)
    }
  }

  /** Reports that everything was written: at the callback of the last value, or at `finish`. */
  end(): void {
    this.#isEnded = true
    // An end after that is ignored.
    if (this.#writable.destroyed) this.#onClose()
    else if (!this.#isShared) this.#writable.end(this.#onCalledBack)
    else if (this.#pending === 0) this.#onFinish()
  }

  leave(): void {
    this.#isLeft = true
    this.#writable.off('finish', this.#onFinish)
    this.#writable.off('close', this.#onClose)
    // `onError` stays attached as long as an error can come, which must not end the process: for a destroyed writable, forever.
    if (!this.#isShared) {
      if (!this.#isFinished) this.#writable.destroy()
    } else if (this.#pending === 0) this.#writable.off('error', this.#onError)
  }

  readonly #onWritten = (error?: Error | null): void => {
    this.#pending--
    this.#onCalledBack(error)
    // A writable emits `error` after the callback, and only once.
    const isOver = this.#isShared && this.#isLeft && this.#pending === 0
    if (isOver && !error) this.#writable.off('error', this.#onError)
    if (this.#isShared && this.#isEnded && this.#pending === 0) this.#onFinish()
  }

  /** Not every destroyed writable emits `close`, but the callbacks of pending writes are called. */
  readonly #onCalledBack = (error?: Error | null): void => {
    if (error && !('code' in error && error.code === 'ERR_STREAM_DESTROYED')) this.#onError(error)
    else if (this.#writable.destroyed) this.#onClose()
  }

  readonly #onFinish = (): void => {
    if (!this.#isEnded) {
      this.#onClose()
      return
    }
    this.#isFinished = true
    this.#subscriber.complete()
  }

  readonly #onError = (error: Error): void => this.#subscriber.error(error)

  readonly #onClose = (): void =>
    this.#subscriber.error(new Error('the writable was closed before all was written'))
}

function requireWritable(writable: unknown): void {
  if (typeof writable === 'object' && writable !== null) {
    const methods: Partial<Record<string, unknown>> = writable
    if (['write', 'end', 'destroy', 'on', 'off'].every((name) => typeof methods[name] === 'function')) return
  }
  throw new TypeError(`writable must be a Node Writable, got ${describe(writable)}`)
}

/** Whether this is `process.stdout` or `process.stderr`; `pipe` does not end these either. */
function isStandard(writable: WritableLike): boolean {
  return '_isStdio' in writable && writable._isStdio === true
}

/** Whether nothing can be written any more. */
function isOver({ destroyed, writableEnded }: WritableLike): boolean {
  return destroyed || writableEnded
}

function overError(): Error {
  return new Error('writable must be open, got one that is ended or closed')
}
