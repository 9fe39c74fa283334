import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { readWav } from '../format/read-wav.js'
import type { WavReaderOptions } from '../format/wav-reader.js'
import type { AudioSource } from './audio-source.js'
import { decodeAudioFile } from './decode-audio-file.js'
import { asReadError } from './file-error.js'

/** Bytes read at once: so many that a chunk's cost is that of its samples. */
const readBytes = 2 ** 19

/**
 * Opens a sound file. WAV (RIFF, RF64) is read as it is gone through, in constant memory: see `WavReader`. FLAC, MP3, Ogg Vorbis and AAC
 * are decoded whole, at the file's own rate, for which the packages `node-web-audio-api` and `music-metadata` must be installed.
 *
 * @param path The file.
 * @param options Precision of what a WAV file gives; what is decoded is float32.
 * @throws FileError if the file cannot be read, or not be decoded, or a package is missing. InputError if a WAV file cannot be
 *   read; later, from `chunks`, behind what there is, if a file is cut short (which MP3, Ogg and AAC do not tell).
 * @example
 * const writer = await WavWriter.open('tone.wav', { sampleRate: 8000, channels: 1, format: 's16le' })
 * await writer.write([[0.5, -0.5]])
 * await writer.close()
 * const { sampleRate, frames, chunks } = await openAudioFile('tone.wav')
 * frames // 2
 * for await (const [mono] of chunks) mono.length // 2
 */
export async function openAudioFile(path: string, options: WavReaderOptions = {}): Promise<AudioSource> {
  const file = await open(path).catch(asReadError(path))
  try {
    const beginning = await beginningOf(file, path)
    if (!isWav(beginning)) return await decodeAudioFile(path)
  } finally {
    await file.close()
  }
  return readWav(createReadStream(path, { highWaterMark: readBytes }), options)
}

async function beginningOf(file: FileHandle, path: string): Promise<string> {
  const bytes = new Uint8Array(12)
  await file.read(bytes, 0, bytes.length, 0).catch(asReadError(path))
  return String.fromCharCode(...bytes)
}

/** Whether the reader of WAV is to read it, or to say why it does not. */
function isWav(beginning: string): boolean {
  return /^(?:RIFF|RIFX|RF64|BW64)[^]{4}WAVE/.test(beginning)
}
