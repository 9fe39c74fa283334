import { readWav } from '../../format/read-wav.js'
import { openAudioFile } from '../../node/open-audio-file.js'
import { wavFormats } from '../../format/wav-layout.js'
import { UsageError } from '../errors.js'
import type { AudioInput } from './input.js'
import type { InputOptions } from './input-options.js'

/** Opens a sound file, or a WAV file that comes as bytes. What it says of itself is not to be said by options. */
export async function openAudio(
  source: string | AsyncIterable<Uint8Array>,
  { rate, channels, column, time }: InputOptions,
): Promise<AudioInput> {
  const isPath = typeof source === 'string'
  const name = isPath ? source : 'stdin'
  const unfit = Object.entries({ rate, channels, column, time }).find(([, value]) => value !== undefined)
  if (unfit !== undefined) {
    throw new UsageError(
      `--${unfit[0]} does not go with ${name}, which says itself how it is to be read: leave it out`,
    )
  }
  const sound = isPath ? await openAudioFile(source, float32) : await readWav(source, float32)
  const format = wavFormats.find((known) => known === sound.format)
  return {
    kind: 'audio',
    name,
    isLive: !isPath,
    container: format === undefined ? 'coded' : 'wav',
    format,
    sampleRate: sound.sampleRate,
    channels: sound.channels,
    frames: sound.frames,
    chunks: sound.chunks,
  }
}

const float32 = { precision: 'float32' } as const
