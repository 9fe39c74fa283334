import {
  concat,
  defer,
  isObservable,
  map,
  merge,
  type Observable,
  of,
  type OperatorFunction,
  takeWhile,
} from 'rxjs'
import { describe } from '../describe.js'
import { readChunk } from '../require.js'
import type { SignalLike } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { through } from './through.js'

type Chunks = Observable<SignalLike | number>

/** What has come of two signals with these names. */
type Pair<Name extends string> = Partial<Record<Name, SignalLike>>

/**
 * Turns a processor of two signals into an operator: the first is the source, and the second is another Observable, which is subscribed to after
 * it. If either fails, the stream fails and the other one is unsubscribed from. When one completes, the stream completes as soon as
 * the other has reached the same length, because there is nothing more to compare.
 *
 * @param name What messages call the other Observable.
 * @param names What the processor calls the two signals.
 * @param create Makes the processor. Called once per subscription.
 */
export function pairedWith<Name extends string, Out>(
  other: Chunks,
  name: string,
  names: readonly [Name, Name],
  create: () => Processor<Pair<Name>, Out>,
): OperatorFunction<SignalLike | number, Out> {
  if (!isObservable(other)) {
    throw new TypeError(`${name} must be an Observable of chunks, got ${describe(other)}`)
  }
  return (source) =>
    defer(() => {
      const [a, b] = [new Course(), new Course()]
      const [first, second] = names.map((key) => (chunk: SignalLike) => ({ [key]: chunk }) as Pair<Name>)
      const pairs = merge(
        concat(source.pipe(map((chunk) => first(a.upTo(b, chunk)))), a.end(first([]))),
        concat(other.pipe(map((chunk) => second(b.upTo(a, chunk)))), b.end(second([]))),
      )
      return pairs.pipe(
        takeWhile(() => !a.isDone(b) && !b.isDone(a), true),
        through(create),
      )
    })
}

/** The progress of one of the two signals. */
class Course {
  #count = 0
  #hasEnded = false

  /** The part of a chunk that has a partner in the other signal, if that one has ended. */
  upTo(other: Course, chunk: SignalLike | number): SignalLike {
    const samples = readChunk(chunk)
    const used = other.#hasEnded ? samples.subarray(0, other.#count - this.#count) : samples
    this.#count += used.length
    return used
  }

  /** Notes the end of a signal, and emits a pair without samples so that the stream notices it. */
  end<Nothing>(nothing: Nothing): Observable<Nothing> {
    return defer(() => {
      this.#hasEnded = true
      return of(nothing)
    })
  }

  /** Whether it has ended and the other one has reached the same length. */
  isDone(other: Course): boolean {
    return this.#hasEnded && other.#count >= this.#count
  }
}
