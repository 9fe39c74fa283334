import { readFile, stat } from 'node:fs/promises'
import { type IFormat, parseFile } from 'music-metadata'
import { OfflineAudioContext } from 'node-web-audio-api'
import type { Audio } from './audio.js'
import { explained, JobError } from './job-error.js'

/**
 * Decodes a sound file at its own sample rate. The whole of it is then in memory: the decoder knows no streams.
 * Where a file is cut short, what can be decoded is returned, and a warning printed.
 *
 * @throws JobError if the file is missing, unreadable, empty, no sound that can be decoded, or neither mono nor stereo
 */
export async function decode(path: string): Promise<Audio> {
  const bytes = await contentOf(path)
  const { sound, format } = await decoded(path, bytes)
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => channelOf(sound, i))
  if (sound.length === 0) throw new JobError(`${path} holds no samples: give a sound file that does`)
  if (channels.length > 2)
    throw new JobError(`${path} has ${channels.length} channels: give a mono or stereo file`)
  warnIfCutShort(path, sound, format)
  return { name: path, sampleRate: sound.sampleRate, channels }
}

async function contentOf(path: string): Promise<ArrayBuffer> {
  const what = `cannot read ${path}`
  const remedy = 'give the path of a sound file'
  const { size } = await explained(stat(path), what, remedy)
  if (size === 0) throw new JobError(`${path} is an empty file: ${remedy}`)
  const bytes = await explained(readFile(path), what, remedy)
  return Uint8Array.from(bytes).buffer
}

/**
 * `decodeAudioData` resamples to the rate of its context without a word, so that the rate at which the file was
 * recorded must be known before.
 */
async function decoded(path: string, bytes: ArrayBuffer): Promise<{ sound: AudioBuffer; format: IFormat }> {
  try {
    const { format } = await parseFile(path, { skipCovers: true })
    if (format.sampleRate === undefined) throw new Error('the file does not tell its sample rate')
    const sound = await new OfflineAudioContext(1, 1, format.sampleRate).decodeAudioData(bytes)
    return { sound, format }
  } catch (cause) {
    const remedy = 'give a WAV, FLAC, MP3, Ogg Vorbis or AAC file'
    throw new JobError(`${path} is damaged, or no sound file that can be decoded: ${remedy}`, { cause })
  }
}

/** A copy: what `getChannelData` returns is memory of the buffer's, and is freed with it (node-web-audio-api 1.0.9). */
function channelOf(sound: AudioBuffer, channel: number): Float32Array {
  const samples = new Float32Array(sound.length)
  sound.copyFromChannel(samples, channel)
  return samples
}

/** Only lossless formats know their length to the sample. */
function warnIfCutShort(path: string, sound: AudioBuffer, { lossless, numberOfSamples = 0 }: IFormat): void {
  if (lossless !== true || sound.length >= numberOfSamples) return
  const wanted = (numberOfSamples / sound.sampleRate).toFixed(2)
  console.error(
    `warning: ${path} is cut short: it should have ${wanted} s, only ${sound.duration.toFixed(2)} s could be decoded`,
  )
}
