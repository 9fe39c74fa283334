import { concatAll, type OperatorFunction } from 'rxjs'
import { readOptions } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import { Stft } from '../spectrum/stft.js'
import { FRAME_OPTIONS, type FrameOptions } from '../transform/framing.js'
import { through } from './through.js'

/**
 * Emits the spectrum of each frame of a stream of chunks, or of single numbers: `Stft` as an operator.
 *
 * @param options Window, hop, FFT size and precision.
 * @throws TypeError, RangeError as `Stft`, at once.
 * @example
 * from([1, 2, 3, 4]).pipe(stft({ window: [1, 1], hop: 2 })) // Float32Array [3, 0, -1, 0], [7, 0, -1, 0]
 * @see istft, spectral
 */
export function stft(options: FrameOptions): OperatorFunction<SignalLike | number, Samples> {
  const own = readOptions(options, FRAME_OPTIONS)
  new Stft(own).dispose()
  return (source) =>
    source.pipe(
      through(() => new Stft(own)),
      concatAll(),
    )
}
