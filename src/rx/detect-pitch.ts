import { concatAll, type OperatorFunction } from 'rxjs'
import {
  type Pitch,
  PITCH_DETECTOR_OPTIONS,
  PitchDetector,
  type PitchDetectorOptions,
} from '../pattern/period/pitch-detector.js'
import { Timed } from '../pattern/timed/timed.js'
import type { EventIn, TimedInput } from '../pattern/timed/timestamps.js'
import { readOptions } from '../require.js'
import { through } from './through.js'

/**
 * Emits the pitch of each window of a stream of chunks, or of single numbers, that has one: `PitchDetector` as an operator.
 * For readings `{ value, time }`, a pitch carries the time of the first reading of its window.
 *
 * @param options Sample rate, window, hop, range, and the least clarity.
 * @throws TypeError, RangeError as `PitchDetector`, at once.
 * @example
 * const tone = Float32Array.from({ length: 1000 }, (_, n) => Math.sin((2 * Math.PI * 200 * n) / 8000))
 * const pitches = from([tone]).pipe(detectPitch({ sampleRate: 8000, window: 512, hop: 256 }))
 * pitches.pipe(map(({ index, frequencyHz }) => [index, Math.round(frequencyHz)])) // [0, 200], [256, 200]
 */
export function detectPitch<Input extends TimedInput>(
  options: PitchDetectorOptions,
): OperatorFunction<Input, EventIn<Input, Pitch>> {
  const own = readOptions(options, PITCH_DETECTOR_OPTIONS)
  new PitchDetector(own).dispose()
  return (source) =>
    source.pipe(
      through(() => new Timed<Input, Pitch>(new PitchDetector(own), own.window)),
      concatAll(),
    )
}
