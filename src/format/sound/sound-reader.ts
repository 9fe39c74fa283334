import { anyHead } from './head/any-head.js'
import { SampleReader, type SoundReaderOptions } from './sample-reader.js'

/**
 * Reads an uncompressed sound file in chunks of any size. The first bytes tell the format: WAV (as `WavReader`), AIFF and AIFF-C, AU,
 * CAF and Wave64.
 *
 * Their samples are integers of 8 to 32 bits and floating point of 32 and 64, in either order of bytes, A-law and mu-law. What is
 * coded otherwise is refused by name. Everything else is as in `WavReader`.
 *
 * @example
 * const reader = new SoundReader()
 * // A header of AU: samples from byte 24 on, of unknown length, 16-bit integers, 8000 Hz, one channel.
 * reader.process(Uint8Array.of(46, 115, 110, 100, 0, 0, 0, 24, 255, 255, 255, 255, 0, 0, 0, 3, 0, 0, 31, 64, 0, 0, 0, 1, 64, 0))
 * reader.header // { sampleRate: 8000, channels: 1, format: 's16be', frames: undefined }
 */
export class SoundReader extends SampleReader {
  /** @param options The precision, and whether a truncated file is an error. */
  constructor(options?: SoundReaderOptions) {
    super(anyHead, 'sound file', options)
  }
}
