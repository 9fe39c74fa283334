import { concat, defer, filter, finalize, map, of, type OperatorFunction } from 'rxjs'
import { requireFunction } from '../require.js'
import { createProcessor } from '../stream/create-processor.js'
import { isEmpty } from '../stream/is-empty.js'
import type { Processor } from '../stream/processor.js'

/**
 * Turns a processor into an operator: every value goes through `process`, and `flush` runs at completion.
 *
 * A processor is made for each subscription. It is disposed of when the source completes or fails, when the processor throws (which
 * fails the stream), or on unsubscription. Empty results are not emitted.
 *
 * @param create Makes the processor. Called once per subscription.
 * @throws TypeError if `create` is not a function; in the stream, if it does not return a processor.
 * @example
 * const smooth = through(() => new Convolver([0.25, 0.5, 0.25]))
 * from([[4, 0, 0], [0, 8]]).pipe(smooth) // Float64Array [1, 2, 1], [0, 2], [4, 2]
 */
export function through<In, Out>(create: () => Processor<In, Out>): OperatorFunction<In, Out> {
  requireFunction(create, 'create', '() => new Convolver(kernel)')
  return (source) =>
    defer(() => {
      const processor = createProcessor(create)
      return concat(
        source.pipe(map((value) => processor.process(value))),
        defer(() => of(processor.flush())),
      ).pipe(
        filter((result) => !isEmpty(result)),
        finalize(() => processor.dispose()),
      )
    })
}
