import type { WavReaderOptions } from '../format/wav-reader.js'
import { joined, type Samples } from '../samples.js'
import { openAudioFile } from './open-audio-file.js'

/** A sound in memory, as `prepareImpulseResponse` and others in `tapline/audio` take it. */
export interface WholeAudio {
  /** Samples a second of one channel, in Hz: as recorded. */
  readonly sampleRate: number
  /** One array a channel, all of one length, full scale ±1. */
  readonly channels: Samples[]
}

/**
 * Reads all of a sound file: for impulse responses, templates, and whatever else is short. What is long, or cut short, is for
 * `openAudioFile`, which gives it piece by piece.
 *
 * Memory: twice the samples, until it returns.
 *
 * @param path The file, or a pipe: WAV; FLAC, MP3, Ogg Vorbis and AAC where the packages `node-web-audio-api` and
 *   `music-metadata` are installed.
 * @param options Precision of the samples. Default: what holds each value as it is, as for `WavReader`.
 * @throws TypeError, RangeError if the path or the precision is none. FileError if the file cannot be read, or not be decoded, or a
 *   package is missing. InputError if a WAV file cannot be read, or a file is cut short (which MP3, Ogg and AAC do not tell).
 * @example
 * const writer = await WavWriter.open('response.wav', { sampleRate: 8000, channels: 2, format: 's16le' })
 * await writer.write([[1, 0.5], [-0.5, 0.25]])
 * await writer.close()
 * const response = await readAudioFile('response.wav', { precision: 'float64' })
 * response.sampleRate // 8000
 * response.channels[1] // Float64Array [-0.5, 0.25]
 * @see openAudioFile
 */
export async function readAudioFile(path: string, options: WavReaderOptions = {}): Promise<WholeAudio> {
  const { sampleRate, channels: count, chunks } = await openAudioFile(path, options)
  const parts: Samples[][] = []
  for await (const part of chunks) parts.push(part)
  const partsOf = (channel: number) => parts.map((part) => part[channel])
  const channels = Array.from({ length: count }, (_, i) => joined(partsOf(i), options.precision))
  return { sampleRate, channels }
}
