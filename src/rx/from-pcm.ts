import type { Observable } from 'rxjs'
import { PcmDecoder, type PcmDecoderOptions } from '../format/pcm/pcm-decoder.js'
import { type OptionNames, readOptions, withNames } from '../require.js'
import type { Samples } from '../samples.js'
import {
  FROM_READABLE_OPTIONS,
  type FromReadableOptions,
  fromReadable,
  type ReadableLike,
} from './from-readable.js'
import { through } from './through.js'

const OPTIONS: OptionNames<PcmDecoderOptions & FromReadableOptions> = /* @__PURE__ */ withNames(
  FROM_READABLE_OPTIONS,
  {
    format: true,
    channels: true,
    precision: true,
  },
)

/**
 * Emits the samples of raw audio, one array per channel: `fromReadable` followed by `PcmDecoder`.
 *
 * @param source Bytes, cut into chunks anywhere.
 * @param options Format and channels, as for `PcmDecoder`; flow control, as for `fromReadable`.
 * @throws TypeError, RangeError as these two, at once. In the stream, InputError if the bytes end within a frame.
 * @example
 * fromPcm([Uint8Array.of(0, 64, 0), Uint8Array.of(192)], { format: 's16le' }) // [Float32Array [0.5]], [Float32Array [-0.5]]
 */
export function fromPcm(
  source: ReadableLike<Uint8Array>,
  options: PcmDecoderOptions & FromReadableOptions,
): Observable<Samples[]> {
  const { format, channels, precision, ...reading } = readOptions(options, OPTIONS)
  const decoding: PcmDecoderOptions = {
    format,
    ...(channels !== undefined && { channels }),
    ...(precision !== undefined && { precision }),
  }
  new PcmDecoder(decoding).dispose()
  return fromReadable(source, reading).pipe(through(() => new PcmDecoder(decoding)))
}
