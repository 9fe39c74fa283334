import { describe } from '../../describe.js'
import { readBytes, requireCount, requireFunction } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Processor } from '../../stream/processor.js'
import type { Resumable } from '../../stream/resumable.js'
import { loadSnapshot, openSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { type EventIn, isTimed, type TimedInput, Timestamps } from './timestamps.js'

/**
 * Wraps a processor so that each event carries the time of its first sample. The processor must find events in windows of one
 * length and report each with the last sample of its window, as `MatrixProfiler` and `PitchDetector` do. Takes readings with
 * their times one by one, and also what the processor takes; such samples have no time. Times pass through unchanged.
 *
 * Memory: that of the processor, and the times of one window.
 *
 * @example
 * const profiler = new Timed(new MatrixProfiler(3, { historyLength: 10 }), 3)
 * profiler.process({ value: 1, time: '12:00' }) // []
 * profiler.process({ value: 2, time: '12:01' }) // []
 * profiler.process({ value: 4, time: '12:02' }) // [{ index: 0, neighbour: -1, distance: Infinity, time: '12:00' }]
 */
export class Timed<Input extends TimedInput, Event extends { readonly index: number }> implements Resumable<
  Input,
  EventIn<Input, Event>[]
> {
  readonly #processor: Processor<SignalLike | number, Event[]>
  readonly #windowLength: number
  readonly #times = new Timestamps()
  #position = 0

  /**
   * @param processor The processor that finds the events. `dispose` disposes of it as well.
   * @param windowLength The distance from an event's first sample to the next sample to come.
   * @throws TypeError if the processor is not one. TypeError, RangeError if the length is not a whole number of at least 1.
   */
  constructor(processor: Processor<SignalLike | number, Event[]>, windowLength: number) {
    requireProcessor(processor)
    requireCount(windowLength, 1, 'windowLength')
    this.#processor = processor
    this.#windowLength = windowLength
  }

  /**
   * Makes a wrapper that continues where another one was when the snapshot was taken.
   *
   * @param restoreProcessor Restores the processor from the bytes of its own snapshot.
   * @param windowLength As it was given to the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor, and what the function throws. TypeError if the first argument is not a
   *   function, or the last one is not bytes. RangeError if they are not a snapshot, are damaged, or were taken with another
   *   length.
   * @example
   * const profiler = new Timed(new PitchDetector({ sampleRate: 8000, window: 512 }), 512)
   * profiler.process({ value: 1, time: '12:00' })
   * const bytes = profiler.snapshot()
   * Timed.restore((own) => PitchDetector.restore({ sampleRate: 8000, window: 512 }, own), 512, bytes)
   */
  static restore<Input extends TimedInput, Event extends { readonly index: number }>(
    restoreProcessor: (bytes: OwnUint8Array) => Processor<SignalLike | number, Event[]>,
    windowLength: number,
    bytes: Uint8Array,
  ): Timed<Input, Event> {
    requireFunction(restoreProcessor, 'restoreProcessor')
    requireCount(windowLength, 1, 'windowLength')
    const snapshot = openSnapshot(readBytes(bytes, 'bytes'), 'Timed')
    return loadSnapshot(snapshot, { windowLength }, (reader) => {
      const processor = restoreProcessor(reader.blob().slice())
      return resumed(new Timed<Input, Event>(processor, windowLength), (timed) => {
        timed.#load(reader)
      })
    })
  }

  /**
   * Takes the next reading, number or chunk, and returns the events that have become known.
   *
   * @throws TypeError if it is neither a reading, nor what the processor takes.
   */
  process(input: Input): EventIn<Input, Event>[] {
    if (!isTimed(input)) {
      const events = this.#processor.process(input)
      this.#position += typeof input === 'number' ? 1 : input.length
      return this.#stamped(events)
    }
    const events = this.#processor.process(input.value)
    this.#times.note(this.#position++, input.time)
    return this.#stamped(events)
  }

  flush(): EventIn<Input, Event>[] {
    const events = this.#stamped(this.#processor.flush())
    this.#forget()
    return events
  }

  /**
   * Returns the state as bytes, for `restore`: that of the processor, and the times.
   *
   * @throws TypeError if the processor is not `Resumable`. TypeError, RangeError if a time is not a number, a string, a Date, or a
   *   bigint of up to 64 bits.
   */
  snapshot(): OwnUint8Array {
    const processor = requireResumable(this.#processor)
    return encodeSnapshot('Timed', this.#settings, (writer) => {
      writer.blob(processor.snapshot())
      writer.number(this.#position)
      this.#times.save(writer)
    })
  }

  reset(): void {
    this.#processor.reset()
    this.#forget()
  }

  dispose(): void {
    this.#processor.dispose()
    this.#forget()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    return { windowLength: this.#windowLength }
  }

  #load(reader: SnapshotReader): void {
    this.#position = reader.count(0, MOST_SAMPLES)
    this.#times.load(reader, this.#position)
    reader.end()
  }

  #stamped(events: readonly Event[]): EventIn<Input, Event>[] {
    const settled = this.#position - this.#windowLength + 1
    return this.#times.stamped(events, settled) as EventIn<Input, Event>[]
  }

  #forget(): void {
    this.#times.clear()
    this.#position = 0
  }
}

const METHODS = ['process', 'flush', 'reset', 'dispose'] as const

function requireProcessor(value: unknown): void {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  if (METHODS.every((name) => typeof given[name] === 'function')) return
  throw new TypeError(`processor must be an object with ${METHODS.join(', ')}, got ${describe(value)}`)
}

function requireResumable<In, Out>(processor: Processor<In, Out>): Resumable<In, Out> {
  if ('snapshot' in processor && typeof processor.snapshot === 'function') {
    return processor as Resumable<In, Out>
  }
  throw new TypeError('processor must have snapshot() for a snapshot to be taken, got one without')
}
