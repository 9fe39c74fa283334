import { wavHead } from './head/wav-head.js'
import { SampleReader, type SoundHeader, type SoundReaderOptions } from './sample-reader.js'

/** What the header of a WAV file says. */
export type WavHeader = SoundHeader

/** The options of `WavReader`. */
export type WavReaderOptions = SoundReaderOptions

/**
 * Reads a WAV file, or a stream of that form, cut anyhow: gives its samples, one array a channel, as they come.
 *
 * RIFF, big-endian RIFX, and RF64 or BW64 for more than 4 GiB; integers of 8 to 32 bits, floating point of 32 and 64, A-law and
 * mu-law, also as WAVE_FORMAT_EXTENSIBLE. Other chunks are passed over. Where the header was written to a pipe, and so before the
 * length was known (FFmpeg, SoX, arecord, GStreamer and npm's wav each have their number for that; so has a file that was never
 * completed: 0), all up to the end is samples. So it is where only the size of the samples was never completed.
 *
 * Nothing is cut short in silence: where less comes than the header says, `process` gives what there is, and behind `flush`,
 * `warnings` tells it; with `strict`, `flush` throws.
 *
 * Cost: as `PcmDecoder`. Holds less than one frame, whatever the file.
 *
 * @example
 * const encoder = new WavEncoder({ sampleRate: 8000, format: 's16le', channels: 2 })
 * const bytes = encoder.process([[0.5], [-0.5]])
 * const reader = new WavReader()
 * reader.process(bytes.subarray(0, 7)) // []
 * reader.process(bytes.subarray(7)) // [Float32Array [0.5], Float32Array [-0.5]]
 * reader.header // { sampleRate: 8000, channels: 2, format: 's16le', frames: undefined }
 * @see readWav, which awaits the header
 * @see SoundReader for AIFF, AU, CAF and Wave64 as well
 */
export class WavReader extends SampleReader {
  /** @param options Precision, and whether a file that is cut short fails. */
  constructor(options?: WavReaderOptions) {
    super(wavHead, 'WAV file', options)
  }
}
