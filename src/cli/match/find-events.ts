import type { Match } from '../../pattern/match/match.js'
import type { TimedMatcher } from '../../pattern/timed/timed-matcher.js'
import { DataError } from '../terminal/errors.js'
import type { OneSignal } from '../inputs/one-signal.js'
import { eventsIn, type Event, type When, whenOf } from './events.js'

/** A match, as it is written. */
export interface MatchEvent extends When {
  readonly index: number
  readonly score: number
  readonly template: string
}

/** An input that pauses for this long is live. A file or a program does not pause while it has data. */
const PAUSE_MILLISECONDS = 20

/** When to stop. */
export interface Ends {
  /** The length of the shortest template: a shorter input is an error, not just an input without matches. */
  readonly shortest: number
  /** The greatest number of matches. */
  readonly most: number
}

/**
 * Yields the matches in a signal as it comes, each as soon as it is certain. A matcher processes whole blocks of samples, which is
 * fast; when the input pauses, it is asked for the matches that it already knows. Pauses do not change the matches.
 *
 * If the input fails, the matches that are certain by then come before the error. The input is closed when no more matches are
 * possible.
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
  requireRoomFor(shortest, name, length)
  yield told(matcher.flush())
}

/** @throws DataError unless the shortest template fits into the input */
export function requireRoomFor(shortest: number, name: string, length: number): void {
  if (length >= shortest) return
  throw new DataError(
    `${name} must have at least the ${shortest} samples of the shortest template, got ${length}: use a shorter template`,
  )
}

/** What is written of a match. */
export function eventOf(match: Match & Event, sampleRate: number | undefined): MatchEvent {
  const { index, score, template } = match
  return { index, ...whenOf(match, sampleRate), score, template: String(template) }
}

/** Yields the values of a source, and `undefined` once whenever it pauses for a while. */
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
    // A source that is waiting for data would not answer before it comes.
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
    // A failure is reported to whoever awaits `next` itself.
    next.then(inTime, inTime)
  })
}
