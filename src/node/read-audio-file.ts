import type { InputError } from '../format/input-error.js'
import { SOUND_READER_OPTIONS, type SoundReaderOptions } from '../format/sound/sample-reader.js'
import { readOptions } from '../require.js'
import { joined, type Samples } from '../samples.js'
import { openAudioFile } from './open-audio-file.js'

/** A sound in memory, as `prepareImpulseResponse` and others in `tapline/audio` take it. */
export interface WholeAudio {
  /** Sample rate of the recording in Hz. */
  readonly sampleRate: number
  /** One array per channel, all of one length, full scale ±1. */
  readonly channels: Samples[]
  /** What was wrong with a file that was read all the same, such as that it is truncated. */
  readonly warnings: readonly InputError[]
}

/**
 * Reads a whole sound file: for impulse responses, templates and other short sounds. For long ones use `openAudioFile`, which
 * reads piece by piece.
 *
 * Memory: twice that of the samples until it returns.
 *
 * @param path The file, or a pipe, of any kind that `openAudioFile` reads.
 * @param given Precision of the samples, by default what holds each value as it is, as for `SoundReader`; and whether a file that is
 *   cut short fails: by default, what there is of it is returned, and `warnings` says so.
 * @throws TypeError, RangeError, FileError as `openAudioFile`. InputError if a file of plain samples cannot be read, or a file is cut
 *   short and `strict` is set (which AAC does not tell, nor MP3 without a tag).
 * @example
 * const writer = await WavWriter.open('response.wav', { sampleRate: 8000, channels: 2, format: 's16le' })
 * await writer.write([[1, 0.5], [-0.5, 0.25]])
 * await writer.close()
 * const response = await readAudioFile('response.wav', { precision: 'float64' })
 * response.sampleRate // 8000
 * response.channels[1] // Float64Array [-0.5, 0.25]
 * @see openAudioFile
 */
export async function readAudioFile(path: string, given?: SoundReaderOptions): Promise<WholeAudio> {
  const options = readOptions(given, SOUND_READER_OPTIONS)
  const { sampleRate, channels: count, chunks, warnings } = await openAudioFile(path, options)
  const parts: Samples[][] = []
  for await (const part of chunks) parts.push(part)
  const partsOf = (channel: number) => parts.map((part) => part[channel])
  const channels = Array.from({ length: count }, (_, i) => joined(partsOf(i), options.precision))
  return { sampleRate, channels, warnings }
}
