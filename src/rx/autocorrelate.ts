import { concatAll, type OperatorFunction } from 'rxjs'
import {
  AUTOCORRELATOR_OPTIONS,
  Autocorrelator,
  type AutocorrelatorOptions,
} from '../pattern/period/autocorrelator.js'
import { readOptions } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import { through } from './through.js'

/**
 * Emits the autocorrelation of each window of a stream of chunks, or of single numbers: `Autocorrelator` as an operator.
 *
 * @param options Window, hop, greatest lag, scale, and precision.
 * @throws TypeError, RangeError as `Autocorrelator`, at once.
 * @example
 * from([1, 0, 1, 0, 2, 0]).pipe(autocorrelate({ window: 4, hop: 2, maxLag: 2 })) // Float64Array [2, 0, 1], [5, 0, 2]
 */
export function autocorrelate(
  options: AutocorrelatorOptions,
): OperatorFunction<SignalLike | number, Samples> {
  const own = readOptions(options, AUTOCORRELATOR_OPTIONS)
  new Autocorrelator(own).dispose()
  return (source) =>
    source.pipe(
      through(() => new Autocorrelator(own)),
      concatAll(),
    )
}
