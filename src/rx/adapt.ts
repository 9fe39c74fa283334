import type { Observable, OperatorFunction } from 'rxjs'
import { AdaptiveConvolver, type AdaptiveOutput } from '../adaptive/adaptive-convolver.js'
import { ADAPTIVE_CONVOLVER_OPTIONS, type AdaptiveConvolverOptions } from '../adaptive/adaptive-options.js'
import { readOptions } from '../require.js'
import type { SignalLike } from '../samples.js'
import { pairedWith } from './paired-with.js'

/**
 * Learns the kernel that turns the source into `desired`, and emits outputs and errors: `AdaptiveConvolver` as an operator, with
 * the source as its reference. Both emit chunks or single numbers. To cancel an echo, let the source be the sound of the
 * loudspeaker and `desired` that of the microphone; the errors are then the voice in the room.
 *
 * Which stream is subscribed to first, what happens when one stalls, and when the result fails and completes, is as for
 * `correlateWith`. To read the kernel, to stop learning or to restore a snapshot, pass a function that makes the
 * `AdaptiveConvolver`, and keep what it makes. It is called for each subscription, and what it returns is disposed of at the end.
 *
 * @param desired The desired signal, with whatever was added to it.
 * @param options The options of `AdaptiveConvolver`: the number of taps, the method and its step or gain, the precision, and what
 *   happens when one stream stalls. Or a function that makes one.
 * @throws TypeError if `desired` is not an Observable. TypeError, RangeError as `AdaptiveConvolver`, at once; in the stream if a
 *   function throws, or does not return a processor.
 * @example
 * const desired$ = of([2, 4], [2, 4])
 * of([1, 2], [1, 2]).pipe(
 *   adapt(desired$, { length: 1, step: 1 }),
 *   map(({ output }) => output.map((sample) => Math.round(sample))),
 * ) // Float32Array [0, 4], [2, 4]
 * @see correlateWith
 */
export function adapt(
  desired: Observable<SignalLike | number>,
  options: AdaptiveConvolverOptions | (() => AdaptiveConvolver),
): OperatorFunction<SignalLike | number, AdaptiveOutput> {
  const create = typeof options === 'function' ? options : creatorOf(options)
  return pairedWith(desired, 'desired', ['reference', 'desired'], create)
}

function creatorOf(options: AdaptiveConvolverOptions): () => AdaptiveConvolver {
  const own = readOptions(options, ADAPTIVE_CONVOLVER_OPTIONS)
  new AdaptiveConvolver(own).dispose()
  return () => new AdaptiveConvolver(own)
}
