import { concatAll, type OperatorFunction } from 'rxjs'
import { readOptions } from '../require.js'
import type { OwnUint8ClampedArray, SignalLike } from '../samples.js'
import { Spectrogram, SPECTROGRAM_OPTIONS, type SpectrogramOptions } from '../spectrum/spectrogram.js'
import { through } from './through.js'

/**
 * Emits a row of levels for each frame of a stream of chunks, or of single numbers, ready for a picture: `Spectrogram` as an
 * operator.
 *
 * @param options Window, hop, FFT size, precision, bands, and the levels of black and white.
 * @throws TypeError, RangeError as `Spectrogram`, at once.
 * @example
 * const rows = spectrogram({ window: [1, 1, 1, 1], hop: 4, minDb: -20 })
 * from([[1, -1, 1, -1]]).pipe(rows) // Uint8ClampedArray [0, 0, 255]
 */
export function spectrogram(
  options: SpectrogramOptions,
): OperatorFunction<SignalLike | number, OwnUint8ClampedArray> {
  const own = readOptions(options, SPECTROGRAM_OPTIONS)
  new Spectrogram(own).dispose()
  return (source) =>
    source.pipe(
      through(() => new Spectrogram(own)),
      concatAll(),
    )
}
