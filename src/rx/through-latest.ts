import {
  defer,
  endWith,
  exhaustMap,
  filter,
  type Observable,
  type OperatorFunction,
  takeWhile,
  throwIfEmpty,
} from 'rxjs'
import type { Processor } from '../stream/processor.js'
import { through } from './through.js'

/**
 * Turns a processor whose kernel is an Observable into an operator. The first kernel makes the processor, and the source is
 * subscribed to then; each further kernel is passed to the processor. The stream ends with the source, even if more kernels could
 * come.
 *
 * @param create Makes the processor. Called once per subscription.
 * @param exchange Passes it a further kernel.
 * @param wanted What the Observable must emit, for messages.
 */
export function throughLatest<Kernel, In, Out, P extends Processor<In, Out>>(
  kernel$: Observable<Kernel>,
  create: (kernel: Kernel) => P,
  exchange: (processor: P, kernel: Kernel) => void,
  wanted = 'kernel must emit a kernel',
): OperatorFunction<In, Out> {
  return (source) =>
    defer(() => {
      let processor: P | undefined
      return kernel$.pipe(
        throwIfEmpty(() => new RangeError(`${wanted} before it completes, got none`)),
        filter((kernel) => {
          if (processor === undefined) return true
          exchange(processor, kernel)
          return false
        }),
        exhaustMap((kernel) =>
          source.pipe(
            through(() => (processor = create(kernel))),
            endWith(null),
          ),
        ),
        takeWhile((result) => result !== null),
      )
    })
}
