import type { NatsConnection } from '@nats-io/transport-node'
import { MatchWork, type TiledMatchOptions } from '../distributed/tiles/match-work.js'
import type { Match } from '../pattern/match/match.js'
import { namedTemplates, type Templates } from '../pattern/match/templates.js'
import { type OptionNames, readOptions, readSignal } from '../require.js'
import type { SignalLike, TypedSignal } from '../samples.js'
import { BATCH_OPTIONS, type BatchOptions, readBatchOptions, runBatch } from './run-batch.js'
import { type Source, valuesOf } from './values-of.js'

/** The options of `matchBatch`. */
export interface MatchBatchOptions extends BatchOptions, TiledMatchOptions {
  /** The least score, in (0, 1]. A rate of false alarms is not possible, as it depends on the whole stream. Default 0.7. */
  readonly threshold?: number
}

const OPTIONS: OptionNames<MatchBatchOptions> = {
  ...BATCH_OPTIONS,
  threshold: true,
  minDistance: true,
  distinct: true,
  maxMatches: true,
  polarity: true,
}

/**
 * Searches a long signal for templates on all batch workers of a server. Yields lists of matches: those of `TemplateMatcher`, in its order,
 * bit for bit.
 *
 * The signal is cut into tiles of half a million samples, or four template lengths if that is more. Workers find the windows that are
 * better than their neighbours. The matches are chosen among these here, as the choice depends on windows of other tiles.
 *
 * @param source Chunks of the signal.
 * @param templates As for `TemplateMatcher`.
 * @throws TypeError, RangeError as `TemplateMatcher`, or if an option is wrong or the server is too old or has no JetStream. Later
 *   RangeError with the reason if a tile was set aside; what the source throws; and what the client throws.
 */
export function matchBatch(
  connection: NatsConnection,
  source: Source<SignalLike>,
  templates: Templates,
  options?: MatchBatchOptions,
): AsyncGenerator<Match[], void, undefined> {
  const { name, signal, onWait, ...match } = readOptions(options, OPTIONS)
  const batch = {
    ...(name === undefined ? {} : { name }),
    ...(signal === undefined ? {} : { signal }),
    ...(onWait === undefined ? {} : { onWait }),
  }
  const work = new MatchWork(readChunks(valuesOf(source, 'source')), templates, match)
  const most = (match.maxMatches ?? Infinity) * namedTemplates(templates).length
  let count = 0
  return runBatch(connection, work, readBatchOptions(connection, batch), (result) => {
    // No template can have more matches.
    if (count >= most) return undefined
    const matches = work.take(result)
    count += matches.length
    return matches
  })
}

async function* readChunks(
  source: AsyncIterable<SignalLike> | Iterable<SignalLike>,
): AsyncGenerator<TypedSignal, void, undefined> {
  for await (const chunk of source) yield readSignal(chunk, 'chunk')
}
