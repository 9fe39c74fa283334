import { concatAll, type OperatorFunction } from 'rxjs'
import {
  type Onset,
  ONSET_DETECTOR_OPTIONS,
  OnsetDetector,
  type OnsetDetectorOptions,
} from '../pattern/onsets/onset-detector.js'
import { readOptions } from '../require.js'
import type { SignalLike } from '../samples.js'
import { through } from './through.js'

/**
 * Emits the starts of the sounds in a stream of chunks, or of single numbers: `OnsetDetector` as an operator.
 *
 * @param options Sample rate, and threshold.
 * @throws TypeError, RangeError as `OnsetDetector`, at once.
 * @example
 * const silence = new Float32Array(8000)
 * const tone = Float32Array.from({ length: 8000 }, (_, n) => Math.sin(n) * Math.exp(-n / 500))
 * const onsets = from([silence, tone, silence]).pipe(detectOnsets({ sampleRate: 8000 }))
 * onsets.pipe(map(({ index }) => Math.abs(index - 8000) < 200)) // true
 */
export function detectOnsets(options: OnsetDetectorOptions): OperatorFunction<SignalLike | number, Onset> {
  const own = readOptions(options, ONSET_DETECTOR_OPTIONS)
  new OnsetDetector(own).dispose()
  return (source) =>
    source.pipe(
      through(() => new OnsetDetector(own)),
      concatAll(),
    )
}
