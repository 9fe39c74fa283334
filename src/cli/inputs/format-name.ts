import { InvalidArgumentError } from 'commander'
import { type PcmFormat, pcmFormats } from '../../format/pcm/pcm-format.js'

/**
 * The format that a name means in FFmpeg (`s16le`, `pcm_f32be`), SoX (`s16`, `float`) or ALSA (`S16_LE`, `S24_3LE`). Without a byte
 * order it is little-endian.
 *
 * @throws InvalidArgumentError if it is unknown
 */
export function formatOf(name: string): PcmFormat {
  const [, kind = '', bits = '', order = 'le'] =
    /^(?:pcm_)?(float|[suf])(8|16|24|24_3|32|64|)_?([lb]e)?$/i.exec(name) ?? []
  const letter = kind.slice(0, 1).toLowerCase()
  // ALSA's S24_LE is 24 bits in four bytes, which is not supported.
  const isPadded = /^s24_[lb]e$/i.test(name)
  const width = bits === '' && kind.length > 1 ? '32' : bits.replace('_3', '')
  const format = width === '8' ? `${letter}8` : `${letter}${width}${order.toLowerCase()}`
  const found = isPadded ? undefined : pcmFormats.find((known) => known === format)
  if (found !== undefined) return found
  throw new InvalidArgumentError(
    'Give one of u8, s8, s16, s24, s32, f32, f64, optionally followed by le or be.',
  )
}
