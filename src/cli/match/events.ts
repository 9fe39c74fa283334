import type { SeriesTime } from '../../format/series/series.js'
import type { TimedInput } from '../../pattern/timed/timestamps.js'
import type { Readings } from '../inputs/one-signal.js'

/** An event in a signal, with the time of its first sample, if known. */
export interface Event {
  readonly index: number
  readonly time?: unknown
}

/** The time of the event, omitted if unknown. */
export interface When {
  readonly time?: SeriesTime
}

/** Finds events in samples that may have times. */
interface EventFinder<Found> {
  process(input: TimedInput): Found[]
}

/**
 * Returns the events that become certain with these readings. Readings are processed one by one if they have times, else together.
 */
export function eventsIn<Found>(finder: EventFinder<Found>, { samples, times }: Readings): Found[] {
  if (times.length === 0) return finder.process(samples)
  return times.flatMap((time, i) => finder.process({ value: samples[i], time }))
}

/** The time of an event: that of its first sample, or the seconds since the start. */
export function whenOf({ index, time }: Event, sampleRate: number | undefined): When {
  if (time !== undefined) return { time: time as SeriesTime }
  return sampleRate === undefined ? {} : { time: index / sampleRate }
}
