import type { InputError } from '../format/input-error.js'
import { joined, type Samples } from '../samples.js'
import { type AudioFileOptions, readAudioFileOptions } from './audio-file-options.js'
import { openAudioFile } from './open-audio-file.js'

/** A sound in memory, for `prepareImpulseResponse` and other functions of `tapline/audio`. */
export interface WholeAudio {
  /** Sample rate of the recording in Hz. */
  readonly sampleRate: number
  /** One array per channel, all of the same length, full scale ±1. */
  readonly channels: Samples[]
  /** The defects of a file that could still be read, such as that it is truncated. */
  readonly warnings: readonly InputError[]
}

/**
 * Reads a whole sound file: for impulse responses, templates and other short sounds. For long ones use `openAudioFile`, which
 * reads piece by piece.
 *
 * Memory: twice that of the samples until it returns.
 *
 * @param path The file, or a pipe, of any kind that `openAudioFile` reads.
 * @param given The sample rate, by default that of the file; precision of the samples, by default the one that represents each value exactly, as for `SoundReader`; and whether a
 *   truncated file is an error. By default, what can be read is returned, and `warnings` reports the defects.
 * @throws TypeError, RangeError, FileError as `openAudioFile`. InputError if a file of plain samples cannot be read, or if a file
 *   is truncated and `strict` is set (truncation cannot be detected in AAC, nor in MP3 without a tag).
 * @example
 * const writer = await WavWriter.open('response.wav', { sampleRate: 8000, channels: 2, format: 's16le' })
 * await writer.write([[1, 0.5], [-0.5, 0.25]])
 * await writer.close()
 * const response = await readAudioFile('response.wav', { precision: 'float64' })
 * response.sampleRate // 8000
 * response.channels[1] // Float64Array [-0.5, 0.25]
 * @see openAudioFile
 */
export async function readAudioFile(path: string, given?: AudioFileOptions): Promise<WholeAudio> {
  const options = readAudioFileOptions(given)
  const { sampleRate, channels: count, chunks, warnings } = await openAudioFile(path, options)
  const parts: Samples[][] = []
  for await (const part of chunks) parts.push(part)
  const partsOf = (channel: number) => parts.map((part) => part[channel])
  const channels = Array.from({ length: count }, (_, i) => joined(partsOf(i), options.precision))
  return { sampleRate, channels, warnings }
}
