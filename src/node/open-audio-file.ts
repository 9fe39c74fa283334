import { arrayBuffer } from 'node:stream/consumers'
import { isWav, WAV_MARK_BYTES } from '../format/is-wav.js'
import { readWav } from '../format/read-wav.js'
import { WavReader, type WavReaderOptions } from '../format/wav-reader.js'
import type { AudioSource } from './audio-source.js'
import { decodeAudioFile } from './decode-audio-file.js'
import { fileBytes } from './file-bytes.js'
import { peek } from './peek.js'
import { requirePath } from './require-path.js'

/**
 * Opens a sound file. WAV (RIFF, RF64) is read as it is gone through, in constant memory: see `WavReader`. FLAC, MP3, Ogg Vorbis and AAC
 * are decoded whole, at the file's own rate, for which the packages `node-web-audio-api` and `music-metadata` must be installed.
 *
 * @param path The file, or a pipe: it is read once, from its first byte on.
 * @param options Precision of what a WAV file gives; what is decoded is float32.
 * @throws TypeError, RangeError if the path or the precision is none. FileError if the file cannot be read, or not be decoded, or a
 *   package is missing. InputError if a WAV file cannot be read; later, from `chunks`, behind what there is, if a file is cut short
 *   (which MP3, Ogg and AAC do not tell).
 * @example
 * const writer = await WavWriter.open('tone.wav', { sampleRate: 8000, channels: 1, format: 's16le' })
 * await writer.write([[0.5, -0.5]])
 * await writer.close()
 * const { sampleRate, frames, chunks } = await openAudioFile('tone.wav')
 * frames // 2
 * for await (const [mono] of chunks) mono.length // 2
 * @see readAudioFile, which gives all of it at once
 */
export async function openAudioFile(path: string, options: WavReaderOptions = {}): Promise<AudioSource> {
  requirePath(path)
  // What is wrong with the options is to be said before there is a file to be closed.
  new WavReader(options).dispose()
  return openAudioBytes(fileBytes(path), path, options)
}

/** The same for bytes that come from elsewhere, under a name for messages. The options are known to be right. */
export async function openAudioBytes(
  source: AsyncIterable<Uint8Array>,
  name: string,
  options: WavReaderOptions,
): Promise<AudioSource> {
  const { beginning, bytes } = await peek(source, (first) => first.length >= WAV_MARK_BYTES)
  return isWav(beginning) ? readWav(bytes, options) : decodeAudioFile(name, await arrayBuffer(bytes))
}
