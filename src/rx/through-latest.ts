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
 * Makes an operator of a processor whose kernel is an Observable: the first kernel makes the processor, for which the source is
 * subscribed to then, and each further one is given to it. The stream ends with the source, whether or not more kernels
 * could come.
 *
 * @param create Makes the processor. Called once a subscription.
 * @param exchange Gives it a further kernel.
 * @param wanted What must be emitted, for messages.
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
