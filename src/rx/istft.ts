import { map, type OperatorFunction } from 'rxjs'
import { readOptions } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import { Istft } from '../spectrum/istft.js'
import { FRAME_OPTIONS, type FrameOptions } from '../transform/framing.js'
import { through } from './through.js'

/**
 * Emits the samples of a stream of spectra, as `stft` emits them: `Istft` as an operator.
 *
 * @param options The options of `stft`.
 * @throws TypeError, RangeError as `Istft`, at once.
 * @example
 * const options = { window: [1, 1], hop: 2 }
 * from([1, 2, 3, 4]).pipe(stft(options), istft(options)) // Float32Array [1, 2], [3, 4]
 * @see stft, spectral
 */
export function istft(options: FrameOptions): OperatorFunction<SignalLike, Samples> {
  const own = readOptions(options, FRAME_OPTIONS)
  new Istft(own).dispose()
  return (source) =>
    source.pipe(
      map((spectrum) => [spectrum]),
      through(() => new Istft(own)),
    )
}
