import { openAudioBytes } from '../../node/open-audio-file.js'
import { type PcmFormat, pcmFormats } from '../../format/pcm/pcm-format.js'
import { UsageError } from '../terminal/errors.js'
import type { AudioInput, InputOrigin } from './input.js'
import { type InputOptions, tableOptionOf } from './input-options.js'

/** Opens a WAV or coded sound file that comes as bytes. What it says of itself is not to be said by options. */
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
    throw new UsageError(
      `${unfit} does not go with ${name}, which says itself how it is to be read: leave it out`,
    )
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

/** Of plain samples, how they are stored; of those by the laws of telephony, what holds them. */
function storedAs(format: string): PcmFormat | undefined {
  return format === 'alaw' || format === 'mulaw' ? 's16le' : pcmFormats.find((known) => known === format)
}
