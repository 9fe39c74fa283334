import type { IFormat } from 'music-metadata'
import { InputError } from '../format/input-error.js'
import type { Samples } from '../samples.js'
import type { AudioSource } from './audio-source.js'
import { FileError } from './file-error.js'

/** What is needed of the Web Audio API, whose own types would bring those of the DOM. */
interface WebAudio {
  readonly OfflineAudioContext: new (
    channels: number,
    length: number,
    sampleRate: number,
  ) => { decodeAudioData(bytes: ArrayBuffer): Promise<DecodedSound> }
}

interface DecodedSound {
  readonly sampleRate: number
  readonly length: number
  readonly numberOfChannels: number
  copyFromChannel(samples: Float32Array, channel: number, start: number): void
}

/** Samples of a channel given at once. */
const CHUNK_LENGTH = 2 ** 16

/**
 * Decodes a coded sound file at its own sample rate. The decoder knows no streams: all of it is in memory until its last chunk was
 * taken.
 *
 * @param path For messages, and what it says of the format.
 * @param content All bytes of the file.
 * @throws FileError if it cannot be decoded, or a package that this takes is missing
 */
export async function decodeAudioFile(path: string, content: ArrayBuffer): Promise<AudioSource> {
  const size = content.byteLength
  const attempt = { verb: 'read', path } as const
  if (size === 0) throw new FileError(attempt, 'it is empty', 'give a sound file')
  const [{ parseBuffer }, { OfflineAudioContext }] = await packagesFor(path)
  try {
    const { format } = await parseBuffer(new Uint8Array(content), { path, size }, { skipCovers: true })
    const { sampleRate } = format
    if (sampleRate === undefined) throw new Error('the file does not tell its sample rate')
    // It would resample to the rate of its context without a word.
    const context = new OfflineAudioContext(1, 1, sampleRate)
    const sound = await context.decodeAudioData(content)
    return {
      sampleRate,
      channels: sound.numberOfChannels,
      frames: sound.length,
      format: format.codec ?? format.container ?? 'unknown',
      chunks: chunksOf(sound, () => requireWhole(sound, format, size)),
    }
  } catch (cause) {
    const remedy = 'give a WAV, FLAC, MP3, Ogg Vorbis or AAC file'
    throw new FileError(attempt, 'it is damaged, or no sound that can be decoded', remedy, { cause })
  }
}

async function packagesFor(path: string): Promise<[typeof import('music-metadata'), WebAudio]> {
  // By a name that the compiler does not follow: see `WebAudio`.
  const webAudio = 'node-web-audio-api'
  try {
    return await Promise.all([import('music-metadata'), import(webAudio) as Promise<WebAudio>])
  } catch (cause) {
    const reason = 'decoding it takes two packages that are not installed'
    const remedy = 'npm install node-web-audio-api music-metadata, or convert the file to WAV'
    throw new FileError({ verb: 'read', path }, reason, remedy, { cause })
  }
}

/** Copies: what `getChannelData` returns is memory of the sound's, and freed with it (node-web-audio-api 1.0.9). */
async function* chunksOf(
  sound: DecodedSound,
  requireWhole: () => void,
): AsyncGenerator<Samples[], void, undefined> {
  for (let start = 0; start < sound.length; start += CHUNK_LENGTH) {
    const length = Math.min(CHUNK_LENGTH, sound.length - start)
    const chunk = Array.from({ length: sound.numberOfChannels }, () => new Float32Array(length))
    for (const [channel, samples] of chunk.entries()) sound.copyFromChannel(samples, channel, start)
    // Whoever reads is given time for other things, as with a file that is read in pieces.
    yield await Promise.resolve(chunk)
  }
  requireWhole()
}

/** Only lossless formats know their length to the sample. */
function requireWhole(sound: DecodedSound, format: IFormat, size: number): void {
  const { lossless, duration = 0, numberOfSamples = Math.round(duration * sound.sampleRate) } = format
  if (lossless !== true || sound.length >= numberOfSamples) return
  throw new InputError(
    `this file is cut short: ${sound.length} of ${numberOfSamples} frames could be decoded, in ${size} bytes`,
    { offset: size },
  )
}
