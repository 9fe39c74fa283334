import type { SeriesTime } from '../../format/series/series.js'
import type { TimedInput } from '../../pattern/timed/timestamps.js'
import type { Readings } from '../inputs/one-signal.js'

/** What was found somewhere in a signal; with the time that came with its first sample, if any did. */
export interface Event {
  readonly index: number
  readonly time?: unknown
}

/** When that was: left out where it is not known. */
export interface When {
  readonly time?: SeriesTime
}

/** Finds events in samples that may have times. */
interface EventFinder<Found> {
  process(input: TimedInput): Found[]
}

/** The events that these readings make certain: given one by one where they have times, else at once. */
export function eventsIn<Found>(finder: EventFinder<Found>, { samples, times }: Readings): Found[] {
  if (times.length === 0) return finder.process(samples)
  return times.flatMap((time, i) => finder.process({ value: samples[i], time }))
}

/** When an event was: what came with its first sample, or seconds since the start by the sample rate. */
export function whenOf({ index, time }: Event, sampleRate: number | undefined): When {
  if (time !== undefined) return { time: time as SeriesTime }
  return sampleRate === undefined ? {} : { time: index / sampleRate }
}
