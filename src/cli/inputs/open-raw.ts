import { InvalidArgumentError } from 'commander'
import { InputError } from '../../format/input-error.js'
import { PcmDecoder } from '../../format/pcm/pcm-decoder.js'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import type { Samples } from '../../samples.js'
import { blamingOptions } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import { formatOf } from './format-name.js'
import type { AudioInput, InputOrigin } from './input.js'
import { type InputOptions, tableOptionOf } from './input-options.js'

/** Opens raw PCM. */
export function openRaw(
  bytes: AsyncIterable<Uint8Array>,
  options: InputOptions,
  origin: InputOrigin,
): AudioInput {
  const { rate, channels = 1, format, strict = false } = options
  if (format === undefined || rate === undefined) {
    throw new UsageError(
      `${origin.name} is raw PCM: say how to read it, for example with --rate 48000 --channels 2 --format s16`,
    )
  }
  const unfit = tableOptionOf(options)
  if (unfit !== undefined) {
    throw new UsageError(`${origin.name} is raw PCM, which is not a table: leave out ${unfit}`)
  }
  const decoder = blamingOptions(() => new PcmDecoder({ format, channels }))
  const faults: InputError[] = []
  return {
    kind: 'audio',
    ...origin,
    container: 'raw',
    format,
    sampleRate: rate,
    channels,
    frames: undefined,
    chunks: decoded(bytes, decoder, strict ? undefined : faults),
    faults: () => faults,
  }
}

/** @param faults Receives the defects at the end; without it, they are thrown. */
async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  decoder: PcmDecoder,
  faults: InputError[] | undefined,
): AsyncGenerator<Samples[], void, undefined> {
  for await (const some of bytes) {
    const chunk = decoder.process(some)
    if (chunk[0].length > 0) yield chunk
  }
  try {
    decoder.flush()
  } catch (error) {
    if (faults === undefined || !(error instanceof InputError)) throw error
    faults.push(error)
  }
}

/**
 * Whether files with this extension hold raw PCM (.raw, .pcm, or the name of a format as in SoX), and in which format, if known.
 */
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
