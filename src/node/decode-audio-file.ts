import type { IFormat } from 'music-metadata'
import { InputError } from '../format/input-error.js'
import type { Samples } from '../samples.js'
import type { AudioSource } from './audio-source.js'
import { brokenPackage } from './broken-package.js'
import { FileError } from './file-error.js'
import { lameTrimOf, type Trim } from './lame-tag.js'
import { loadOptional } from './load-optional.js'
import { readMp4 } from './mp4-file.js'
import { OggEnd } from './ogg-end.js'
import type { Codec } from './sound-kind.js'
import { packages } from './stream-decoder.js'

/** The parts of the Web Audio API in use; its own types would pull in those of the DOM. */
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

/** Samples per channel in one chunk. */
const CHUNK_LENGTH = 2 ** 16

/** A coded file that is decoded as a whole. */
export interface WholeFile {
  /** For messages and for `format`. */
  readonly path: string
  readonly codec: Codec
  /** The bytes of the file. */
  readonly content: ArrayBuffer
  /** Whether a truncated file is an error. */
  readonly strict: boolean
}

/**
 * Decodes a coded sound file at its own sample rate, without the encoder's delay and padding. The decoder cannot stream:
 * the whole sound stays in memory until the last chunk is taken.
 *
 * @throws FileError if the file cannot be decoded, or a package is missing or broken
 */
export async function decodeAudioFile(file: WholeFile): Promise<AudioSource> {
  const { path, codec } = file
  const [{ parseBuffer }, { OfflineAudioContext }] = await packagesFor(path, codec)
  try {
    const { content, trim } = decodable(file)
    const size = content.byteLength
    const { format } = await parseBuffer(new Uint8Array(content), { path, size }, { skipCovers: true })
    const { sampleRate } = format
    if (sampleRate === undefined) throw new Error('the file does not state its sample rate')
    // The decoder would silently resample to the rate of its context.
    const context = new OfflineAudioContext(1, 1, sampleRate)
    const sound = await context.decodeAudioData(content)
    const warnings: InputError[] = []
    const start = Math.min(Math.round((trim.delay * sampleRate) / (trim.rate ?? sampleRate)), sound.length)
    const due =
      trim.frames === undefined
        ? Infinity
        : Math.round((trim.frames * sampleRate) / (trim.rate ?? sampleRate))
    const end = Math.min(start + due, sound.length)
    const finish = (): void => {
      const lack = lackOf(sound, format, size)
      if (lack !== undefined && file.strict) throw lack
      if (lack !== undefined) warnings.push(lack)
    }
    return {
      sampleRate,
      channels: sound.numberOfChannels,
      frames: end - start,
      format: format.codec ?? format.container ?? codec,
      warnings,
      chunks: chunksOf(sound, { start, end }, finish),
    }
  } catch (cause) {
    const remedy = 'pass a WAV, FLAC, MP3, Ogg Vorbis or AAC file'
    throw new FileError(
      { verb: 'read', path },
      `it is damaged, or ${codec} of a kind that cannot be decoded`,
      remedy,
      { cause },
    )
  }
}

/** The bytes in a form that the decoder can read, and the delay and padding that it does not remove by itself. */
function decodable({ codec, content }: WholeFile): {
  content: ArrayBuffer
  trim: Partial<Trim> & { delay: number; rate?: number }
} {
  const bytes = new Uint8Array(content)
  if (codec === 'MPEG-4') {
    const mp4 = readMp4(bytes)
    return { content: mp4.content.buffer, trim: mp4.trim ?? { delay: 0 } }
  }
  if (codec === 'MP3') return { content, trim: lameTrimOf(bytes) ?? { delay: 0 } }
  if (codec === 'Vorbis') {
    const end = new OggEnd(0)
    end.look(bytes)
    return { content, trim: { delay: 0, frames: end.frames } }
  }
  return { content, trim: { delay: 0 } }
}

async function packagesFor(path: string, codec: Codec): Promise<[typeof import('music-metadata'), WebAudio]> {
  const [metadata, audio] = await loadBoth().catch((cause: unknown) => {
    throw brokenPackage(path, codec, WHOLE_FILE_PACKAGES, cause)
  })
  if (metadata !== undefined && audio !== undefined) return [metadata, audio]
  const name = packages[codec]
  const reason = `it is ${codec}, and decoding it takes ${name === undefined ? 'two packages that are' : 'a package that is'} not installed`
  const remedy = `npm install ${name ?? WHOLE_FILE_PACKAGES}, or convert the file to WAV`
  throw new FileError({ verb: 'read', path }, reason, remedy)
}

const WHOLE_FILE_PACKAGES = 'node-web-audio-api music-metadata'

function loadBoth(): Promise<[typeof import('music-metadata') | undefined, WebAudio | undefined]> {
  // Under a name that the compiler does not resolve: see `WebAudio`.
  const webAudio = 'node-web-audio-api'
  return Promise.all([
    loadOptional('music-metadata', () => import('music-metadata')),
    loadOptional(webAudio, () => import(webAudio) as Promise<WebAudio>),
  ])
}

/** Copies, because `getChannelData` returns memory that is freed with the sound (node-web-audio-api 1.0.9). */
async function* chunksOf(
  sound: DecodedSound,
  range: { readonly start: number; readonly end: number },
  finish: () => void,
): AsyncGenerator<Samples[], void, undefined> {
  for (let { start } = range; start < range.end; start += CHUNK_LENGTH) {
    const length = Math.min(CHUNK_LENGTH, range.end - start)
    const chunk = Array.from({ length: sound.numberOfChannels }, () => new Float32Array(length))
    for (const [channel, samples] of chunk.entries()) sound.copyFromChannel(samples, channel, start)
    // Yields to other tasks, as reading a file piece by piece does.
    yield await Promise.resolve(chunk)
  }
  finish()
}

/** Only lossless formats state their length to the sample. */
function lackOf(sound: DecodedSound, format: IFormat, size: number): InputError | undefined {
  const { lossless, duration = 0, numberOfSamples = Math.round(duration * sound.sampleRate) } = format
  if (lossless !== true || sound.length >= numberOfSamples) return undefined
  return new InputError(
    `this file is cut short: ${sound.length} of ${numberOfSamples} frames could be decoded, in ${size} bytes`,
    { offset: size },
  )
}
