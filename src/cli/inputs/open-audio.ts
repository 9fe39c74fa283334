import { openAudioBytes } from '../../node/open-audio-file.js'
import { type PcmFormat, pcmFormats } from '../../format/pcm/pcm-format.js'
import { UsageError } from '../terminal/errors.js'
import type { AudioInput, InputOrigin } from './input.js'
import { type InputOptions, tableOptionOf } from './input-options.js'

/** Opens a WAV or coded sound file that comes as bytes. Options must not repeat what the file states itself. */
export async function openAudio(
  bytes: AsyncIterable<Uint8Array>,
  options: InputOptions,
  origin: InputOrigin,
): Promise<AudioInput> {
  const { name } = origin
  const { rate, channels, strict = false } = options
  const said = Object.entries({ rate, channels }).find(([, value]) => value !== undefined)
  const unfit = said === undefined ? tableOptionOf(options) : `--${said[0]}`
  if (unfit !== undefined) {
    throw new UsageError(`${unfit} does not apply to ${name}, which describes itself: leave it out`)
  }
  const sound = await openAudioBytes(bytes, name, { strict })
  const format = storedAs(sound.format)
  return {
    kind: 'audio',
    ...origin,
    container: format === undefined ? 'coded' : 'wav',
    format,
    sampleRate: sound.sampleRate,
    channels: sound.channels,
    frames: sound.frames,
    chunks: sound.chunks,
    faults: () => sound.warnings,
  }
}

/** The format of plain samples; for A-law and mu-law, a format that can hold them. */
function storedAs(format: string): PcmFormat | undefined {
  return format === 'alaw' || format === 'mulaw' ? 's16le' : pcmFormats.find((known) => known === format)
}
