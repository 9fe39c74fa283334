import { concatAll, type OperatorFunction } from 'rxjs'
import { readOptions } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import { RECHUNK_OPTIONS, Rechunker, type RechunkOptions } from '../stream/rechunker.js'
import { through } from './through.js'

/**
 * Divides a stream of chunks, or of single numbers, into windows of `size` samples that start every `hop` samples, and emits them
 * one by one: `Rechunker` as an operator.
 *
 * @param size The length of a window.
 * @param options Hop, precision, and what happens to the rest.
 * @throws TypeError, RangeError as `Rechunker`, at once.
 * @example
 * from([1, 2, 3, 4, 5]).pipe(rechunk(2)) // Float32Array [1, 2], [3, 4], [5, 0]
 */
export function rechunk(
  size: number,
  options?: RechunkOptions,
): OperatorFunction<SignalLike | number, Samples> {
  const own = readOptions(options, RECHUNK_OPTIONS)
  new Rechunker(size, own).dispose()
  return (source) =>
    source.pipe(
      through(() => new Rechunker(size, own)),
      concatAll(),
    )
}
