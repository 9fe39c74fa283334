import { InvalidArgumentError } from 'commander'
import { PcmDecoder } from '../../format/pcm-decoder.js'
import type { PcmFormat } from '../../format/pcm-format.js'
import type { Samples } from '../../samples.js'
import { through } from '../../stream/through.js'
import { UsageError } from '../errors.js'
import { formatOf } from './format-name.js'
import type { AudioInput, InputOrigin } from './input.js'
import type { InputOptions } from './input-options.js'

/** Opens raw PCM. */
export function openRaw(
  bytes: AsyncIterable<Uint8Array>,
  { rate, channels = 1, format, column, time }: InputOptions,
  origin: InputOrigin,
): AudioInput {
  if (format === undefined || rate === undefined) {
    throw new UsageError(
      `${origin.name} is raw PCM: say how to read it, for example with --rate 48000 --channels 2 --format s16`,
    )
  }
  if (column !== undefined || time !== undefined) {
    throw new UsageError(`${origin.name} is raw PCM and has no columns: leave out --column and --time`)
  }
  const decoder = () => new PcmDecoder({ format, channels })
  return {
    kind: 'audio',
    ...origin,
    container: 'raw',
    format,
    sampleRate: rate,
    channels,
    frames: undefined,
    chunks: through<Uint8Array, Samples[]>(decoder)(bytes),
  }
}

/** Whether files with this extension hold raw PCM (.raw, .pcm, or the name of a format as in SoX), and of which format, if it says so. */
export function rawFormatOf(extension: string): { readonly format: PcmFormat | undefined } | undefined {
  const name = extension.slice(1)
  if (name === 'raw' || name === 'pcm') return { format: undefined }
  if (!/^[suf](?:8|16|24|32|64)/.test(name)) return undefined
  try {
    return { format: formatOf(name) }
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined
    throw error
  }
}
