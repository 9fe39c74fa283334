import type { OperatorFunction } from 'rxjs'
import { readOptions } from '../require.js'
import {
  SPECTRAL_OPTIONS,
  type SpectralChunk,
  type SpectralFunction,
  type SpectralOptions,
  type SpectralResult,
} from '../spectrum/spectral-options.js'
import { SpectralProcessor } from '../spectrum/spectral-processor.js'
import { through } from './through.js'

/**
 * Divides a stream of chunks into spectra, changes them with your function, and resynthesizes the stream: `SpectralProcessor` as an
 * operator. With `channels`, the source emits arrays of chunks, one per channel, and so does the operator.
 *
 * @param change Your function. All subscriptions call the same one.
 * @param options Window, hop, FFT size, precision, and the number of channels.
 * @throws TypeError, RangeError as `SpectralProcessor`, at once. What your function throws fails the stream.
 * @example
 * const louder = spectral((spectrum) => spectrum.map((value) => 2 * value), { window: [1, 1], hop: 2 })
 * from([[1, 2, 3], [4]]).pipe(louder) // Float32Array [2, 4], [6, 8]
 * @see stft, istft
 */
export function spectral<const Channels extends number | undefined = undefined>(
  change: SpectralFunction,
  options?: SpectralOptions<Channels>,
): OperatorFunction<SpectralChunk<Channels>, SpectralResult<Channels>> {
  const own = readOptions<SpectralOptions<Channels>>(options, SPECTRAL_OPTIONS)
  new SpectralProcessor(change, own).dispose()
  return through(() => new SpectralProcessor(change, own))
}
