import { describe } from '../../describe.js'
import type { SignalLike } from '../../samples.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { readTime, writeTime } from './saved-time.js'

/** A reading of a sensor: a number, and its time in any form. */
export interface TimedSample<Time> {
  readonly value: number
  readonly time: Time
}

/** Readings with their times, or samples without. */
export type TimedInput = SignalLike | number | TimedSample<unknown>

/** The events found in samples. If the samples have times, each event has the time of its first sample. */
export type EventIn<Input, Event> =
  Input extends TimedSample<infer Time> ? Event & { readonly time: Time } : Event

/** The times of the samples at which an event may still begin, by index, in order. */
export class Timestamps {
  readonly #times = new Map<number, unknown>()
  /** The first index that has a time. */
  #first = Infinity

  /** The number of times held. */
  get count(): number {
    return this.#times.size
  }

  note(index: number, time: unknown): void {
    this.#times.set(index, time)
    this.#first = Math.min(this.#first, index)
  }

  /** The events with their times. Forgets the times before `settled`, where no later event begins. */
  stamped<Event extends { readonly index: number }>(
    events: readonly Event[],
    settled: number,
  ): readonly Event[] {
    const stamped =
      events.length > 0 && this.#first < Infinity ? events.map((event) => this.#stamp(event)) : events
    if (this.#first < settled) this.#forget(settled)
    return stamped
  }

  clear(): void {
    this.#times.clear()
    this.#first = Infinity
  }

  /** @throws TypeError, RangeError if a time cannot be saved. */
  save(writer: SnapshotWriter): void {
    writer.number(this.#times.size)
    for (const [index, time] of this.#times) {
      writer.number(index)
      writeTime(writer, time)
    }
  }

  /**
   * Reads what `save` wrote, if there are no times yet. @param position The index of the next sample. @throws RangeError if the
   * state is impossible.
   */
  load(reader: SnapshotReader, position: number): void {
    let next = 0
    for (let count = reader.count(0, MOST_SAMPLES); count > 0; count--) {
      const index = reader.count(next, position - 1)
      this.note(index, readTime(reader))
      next = index + 1
    }
  }

  #stamp<Event extends { readonly index: number }>(event: Event): Event {
    return this.#times.has(event.index) ? { ...event, time: this.#times.get(event.index) } : event
  }

  #forget(settled: number): void {
    this.#first = Infinity
    for (const index of this.#times.keys()) {
      if (index >= settled) {
        this.#first = index
        return
      }
      this.#times.delete(index)
    }
  }
}

/** Whether this is a reading with a time. @throws TypeError if its value is not a number. */
export function isTimed(input: TimedInput): input is TimedSample<unknown> {
  const value: unknown = input
  if (typeof value !== 'object' || value === null || !('value' in value) || 'length' in value) return false
  if (typeof value.value !== 'number') {
    throw new TypeError(`value must be a number, got ${describe(value.value)}: use NaN for a missing reading`)
  }
  return true
}
