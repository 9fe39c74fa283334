import type { Match } from '../../pattern/match/match.js'
import type { TimedMatcher } from '../../pattern/timed/timed-matcher.js'
import { DataError } from '../terminal/errors.js'
import type { OneSignal } from '../inputs/one-signal.js'
import { eventsIn, type Event, type When, whenOf } from './events.js'

/** What is written of a match. */
export interface MatchEvent extends When {
  readonly index: number
  readonly score: number
  readonly template: string
}

/** An input that is silent for so long is one that people wait for; a file or a program never is, as long as it has something. */
const PAUSE_MILLISECONDS = 20

/** When there is nothing more to be found. */
export interface Ends {
  /** The length of the shortest template: an input that is shorter is an error, and not merely without matches. */
  readonly shortest: number
  /** So many matches are all there will be. */
  readonly most: number
}

/**
 * The matches in a signal as it comes, each as soon as it is certain: a matcher looks at whole blocks of samples, which is fast;
 * where the input pauses, it is asked for what it knows. What is found is the same whether it pauses or not.
 *
 * Where the input fails, what is certain by then comes before the error. The input is left when nothing more can come of it.
 *
 * @throws DataError if not even the shortest template fits into the input
 */
export async function* findEvents(
  { name, readings, sampleRate }: OneSignal,
  matcher: TimedMatcher,
  { shortest, most }: Ends,
): AsyncGenerator<MatchEvent[], void, undefined> {
  let count = 0
  let length = 0
  const told = (matches: Match[]): MatchEvent[] => {
    count += matches.length
    return matches.map((match) => eventOf(match, sampleRate))
  }
  try {
    for await (const piece of withPauses(readings)) {
      length += piece?.samples.length ?? 0
      yield told(piece === undefined ? matcher.settle() : eventsIn(matcher, piece))
      if (count >= most) return
    }
  } catch (error) {
    yield told(matcher.settle())
    throw error
  }
  if (length < shortest) {
    throw new DataError(
      `${name} has ${length} samples, less than the ${shortest} of the shortest template: give a shorter template`,
    )
  }
  yield told(matcher.flush())
}

function eventOf(match: Match & Event, sampleRate: number | undefined): MatchEvent {
  const { index, score, template } = match
  return { index, ...whenOf(match, sampleRate), score, template: String(template) }
}

/** What comes from a source, and `undefined` once whenever nothing came for a while. */
async function* withPauses<T>(source: AsyncIterable<T>): AsyncGenerator<T | undefined, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = iterator.next()
      if (await isLate(next)) yield undefined
      const result: IteratorResult<T, unknown> = await next
      if (result.done === true) return
      yield result.value
    }
  } finally {
    // Where it is waiting for more, it would not answer until that comes.
    void iterator.return?.()
  }
}

async function isLate(next: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MILLISECONDS, true)
    const inTime = (): void => {
      clearTimeout(timer)
      resolve(false)
    }
    // A failure is for whoever awaits `next` itself.
    next.then(inTime, inTime)
  })
}
