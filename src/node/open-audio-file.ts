import { arrayBuffer } from 'node:stream/consumers'
import { readSound } from '../format/sound/read-wav.js'
import type { SoundReaderOptions } from '../format/sound/sample-reader.js'
import { SoundReader } from '../format/sound/sound-reader.js'
import { type AudioFileOptions, readAudioFileOptions } from './audio-file-options.js'
import type { AudioSource } from './audio-source.js'
import { decodeAudioFile } from './decode-audio-file.js'
import { decodeAudioStream } from './decode-audio-stream.js'
import { FileError } from './file-error.js'
import { fileBytes } from './file-bytes.js'
import { peek } from './peek.js'
import { requirePath } from './require-path.js'
import { resampledAudio } from './resampled-audio.js'
import { isTelling, soundKindOf } from './sound-kind.js'
import { streamDecoderFor } from './stream-decoder.js'

/**
 * Opens a sound file. The format is detected from its first bytes, whatever its name.
 *
 * Plain samples (WAV, RF64, RIFX, Wave64, AIFF, AU, CAF) are read as you iterate, in constant memory: see `SoundReader`.
 * Coded ones are decoded at the file's own rate, without the encoder's delay and padding, by packages that must be
 * installed:
 *
 * - FLAC by `@wasm-audio-decoders/flac`, MP3 by `mpg123-decoder`, Ogg Vorbis by `@wasm-audio-decoders/ogg-vorbis`, Ogg Opus by
 *   `ogg-opus-decoder`: piece by piece, in some 100 MB, however long the file is;
 * - AAC (in MPEG-4 or by itself), and FLAC, MP3 and Vorbis where their packages are missing, by `node-web-audio-api` and
 *   `music-metadata`: whole, which takes all its samples' memory.
 *
 * From a truncated or damaged file you get what can be read; after the last chunk, `warnings` reports the defects.
 *
 * With `sampleRate`, a sound of another rate is resampled as you iterate, by `Resampler` with its defaults: the samples are those that
 * `resample` makes of the whole file, bit for bit. Nothing is delayed: sample m is the sound at time m/sampleRate.
 *
 * @param path A file or a pipe, which is read once from front to back.
 * @param given The sample rate, the precision of plain samples (decoded ones are float32), and whether a truncated file is an error.
 * @throws TypeError, RangeError if the path or an option is invalid. FileError if the file cannot be read, has an unsupported
 *   format (which is named, such as WavPack), or cannot be decoded, or if a package is missing or broken. InputError if a file of plain
 *   samples cannot be read; later, after the last chunk, if a file is truncated and `strict` is set (truncation cannot be detected
 *   in AAC, nor in MP3 without a tag).
 * @example
 * const writer = await WavWriter.open('tone.wav', { sampleRate: 8000, channels: 1, format: 's16le' })
 * await writer.write([[0.5, -0.5]])
 * await writer.close()
 * const { sampleRate, frames, chunks } = await openAudioFile('tone.wav')
 * frames // 2
 * for await (const [mono] of chunks) mono.length // 2
 * @example
 * const writer = await WavWriter.open('second.wav', { sampleRate: 44100, channels: 1, format: 's16le' })
 * await writer.write([new Float32Array(44100)])
 * await writer.close()
 * const { frames } = await openAudioFile('second.wav', { sampleRate: 48000 })
 * frames // 48000
 * @see readAudioFile, which reads all of it at once
 */
export async function openAudioFile(path: string, given?: AudioFileOptions): Promise<AudioSource> {
  requirePath(path)
  const { sampleRate, ...options } = readAudioFileOptions(given)
  // Invalid options are refused before there is a file to close.
  new SoundReader(options).dispose()
  const source = await openAudioBytes(fileBytes(path), path, options)
  return sampleRate === undefined ? source : resampledAudio(source, sampleRate)
}

/** The same for bytes from elsewhere, with a name for messages. Expects checked options. */
export async function openAudioBytes(
  source: AsyncIterable<Uint8Array>,
  name: string,
  options: SoundReaderOptions,
): Promise<AudioSource> {
  const { beginning, bytes, close } = await peek(source, isTelling)
  try {
    const kind = soundKindOf(beginning)
    if (kind.is === 'plain') return await readSound(bytes, options)
    if (kind.is !== 'coded') return refuse(name, beginning, kind.is === 'other' ? kind.name : undefined)
    const { strict = false } = options
    const { codec } = kind
    const decoder = await streamDecoderFor(codec, name)
    if (decoder !== undefined) {
      return await decodeAudioStream({ path: name, codec, beginning, bytes, strict }, decoder)
    }
    return await decodeAudioFile({ path: name, codec, content: await arrayBuffer(bytes), strict })
  } catch (error) {
    await close()
    throw error
  }
}

function refuse(path: string, beginning: Uint8Array, name: string | undefined): never {
  const attempt = { verb: 'read', path } as const
  if (beginning.length === 0) throw new FileError(attempt, 'it is empty', 'pass a sound file')
  const what =
    name === undefined
      ? 'it does not begin like any known sound file'
      : `it is ${name}, which is not supported`
  throw new FileError(attempt, what, 'convert it to WAV or FLAC, for example with FFmpeg')
}
