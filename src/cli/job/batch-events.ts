import type { SeriesTime } from '../../format/series/series.js'
import type { MatchBatchOptions } from '../../nats/index.js'
import type { SignalLike } from '../../samples.js'
import type { OneSignal } from '../inputs/one-signal.js'
import { eventOf, type MatchEvent, requireRoomFor } from '../match/find-events.js'
import type { BatchServer } from './batch.js'

/** As `findEvents`, computed by the batch workers of a server. */
export async function* batchEvents(
  signal: OneSignal,
  templates: Readonly<Record<string, SignalLike>>,
  options: Omit<MatchBatchOptions, 'threshold'> & { readonly threshold?: unknown },
  shortest: number,
  { connection, nats, options: batch }: BatchServer,
): AsyncGenerator<MatchEvent[], void, undefined> {
  const times: SeriesTime[] = []
  let length = 0
  async function* samples(): AsyncGenerator<SignalLike, void, undefined> {
    for await (const readings of signal.readings) {
      for (const time of readings.times) times.push(time)
      length += readings.samples.length
      yield readings.samples
    }
    requireRoomFor(shortest, signal.name, length)
  }
  const matching = { ...(options as MatchBatchOptions), ...batch }
  for await (const matches of nats.matchBatch(connection, samples(), templates, matching)) {
    yield matches.map((match) =>
      eventOf(times.length === 0 ? match : { ...match, time: times[match.index] }, signal.sampleRate),
    )
  }
}
