import { describe } from '../describe.js'
import { requireFunction } from '../require.js'
import { createProcessor } from './create-processor.js'
import { isEmpty } from './is-empty.js'
import type { Processor } from './processor.js'

/**
 * Turns a processor into a function between async iterables: every value goes through `process`, and `flush` runs at the end.
 *
 * The next value is requested after the result of the last one was consumed, so nothing is buffered outside the processor. A
 * processor is made for each source when iteration begins. It is disposed of when the source ends or fails, when the processor
 * throws (which fails the iteration), or when the consumer stops. Empty results are not yielded. Node's `pipeline` accepts the
 * function as it is.
 *
 * @param create Makes the processor. Called once per source.
 * @returns A function from a source (an array, a Node or Web stream, any iterable) to its results. It throws a TypeError if the
 *   source cannot be iterated over.
 * @throws TypeError if `create` is not a function; in the iteration, if it does not return a processor.
 * @example
 * const smooth = through(() => new Convolver([0.25, 0.5, 0.25]))
 * const results = []
 * for await (const chunk of smooth([[4, 0, 0], [0, 8]])) results.push(chunk)
 * results // [Float64Array [1, 2, 1], Float64Array [0, 2], Float64Array [4, 2]]
 */
export function through<In, Out>(
  create: () => Processor<In, Out>,
): (source: AsyncIterable<In> | Iterable<In>) => AsyncGenerator<Out, void, undefined> {
  requireFunction(create, 'create', '() => new Convolver(kernel)')
  return (source) => {
    requireIterable(source)
    return resultsOf(source, create)
  }
}

async function* resultsOf<In, Out>(
  source: AsyncIterable<In> | Iterable<In>,
  create: () => Processor<In, Out>,
): AsyncGenerator<Out, void, undefined> {
  const processor = createProcessor(create)
  try {
    for await (const value of source) {
      const result = processor.process(value)
      if (!isEmpty(result)) yield result
    }
    const last = processor.flush()
    if (!isEmpty(last)) yield last
  } finally {
    processor.dispose()
  }
}

function requireIterable(source: unknown): void {
  if (typeof source === 'object' && source !== null) {
    const { [Symbol.asyncIterator]: inTime, [Symbol.iterator]: atOnce }: Partial<Record<symbol, unknown>> =
      source
    if (typeof inTime === 'function' || typeof atOnce === 'function') return
  }
  throw new TypeError(`source must be an iterable of chunks, such as a stream, got ${describe(source)}`)
}
