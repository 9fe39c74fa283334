import { isObservable, type Observable, type OperatorFunction } from 'rxjs'
import { readOptions } from '../require.js'
import type { Precision } from '../samples.js'
import { Resampler, type ResamplerInput, type ResamplerOutput } from '../stream/resampler/resampler.js'
import { RESAMPLER_OPTIONS, type ResamplerOptions } from '../stream/resampler/resampler-options.js'
import { through } from './through.js'
import { throughLatest } from './through-latest.js'

/**
 * Converts a stream of chunks to another sample rate: `Resampler` as an operator. The remaining samples are emitted when the source
 * completes.
 *
 * If the options are an Observable, the source is subscribed to when it emits its first options. Further ones change the rates, as
 * `setRates` does, from the next input sample on; their other members are ignored. The stream ends with the source, even if more
 * options could come.
 *
 * @param options The options of `Resampler`, or an Observable of them.
 * @throws TypeError, RangeError as `Resampler`, at once for fixed options; in the stream for an Observable, also if it completes
 *   without options, and for chunks that are not arrays of numbers.
 * @example
 * // At the source's end: 3 samples for 2.
 * from([[1], [1]]).pipe(resample({ fromRate: 2, toRate: 3, edges: 'nearest' })) // Float32Array [1, 1, 1]
 */
export function resample<P extends Precision = 'float32', Count extends number | undefined = undefined>(
  options: ResamplerOptions<P, Count> | Observable<ResamplerOptions<P, Count>>,
): OperatorFunction<ResamplerInput<Count>, ResamplerOutput<P, Count>> {
  if (isObservable(options)) {
    return throughLatest(
      options,
      (first) => new Resampler(first),
      (resampler, { fromRate, toRate }) => resampler.setRates({ fromRate, toRate }),
      'options must emit them',
    )
  }
  const own = readOptions<ResamplerOptions<P, Count>>(options, RESAMPLER_OPTIONS)
  new Resampler(own).dispose()
  return through(() => new Resampler(own))
}
