import { concatAll, type OperatorFunction } from 'rxjs'
import {
  type Peak,
  PEAK_DETECTOR_OPTIONS,
  PeakDetector,
  type PeakDetectorOptions,
} from '../pattern/peaks/peak-detector.js'
import { readOptions } from '../require.js'
import type { SignalLike } from '../samples.js'
import { through } from './through.js'

/**
 * Emits the peaks of a stream of chunks, or of single numbers, each as soon as it is certain: `PeakDetector` as an operator.
 *
 * @param options Height, threshold, distance, prominence and the window for it.
 * @throws TypeError, RangeError as `PeakDetector`, at once.
 * @example
 * from([0, 1, 0, 3, 0]).pipe(detectPeaks({ height: 2 })) // { index: 3, height: 3 }
 * @see detect for shapes, detectOnsets for sounds
 */
export function detectPeaks(options?: PeakDetectorOptions): OperatorFunction<SignalLike | number, Peak> {
  const own = readOptions(options, PEAK_DETECTOR_OPTIONS)
  new PeakDetector(own).dispose()
  return (source) =>
    source.pipe(
      through(() => new PeakDetector(own)),
      concatAll(),
    )
}
