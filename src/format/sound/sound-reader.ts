import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { anyHead } from './head/any-head.js'
import { SampleReader, type SoundReaderOptions } from './sample-reader.js'

/**
 * Reads an uncompressed sound file in chunks of any size. The first bytes tell the format: WAV (as `WavReader`), AIFF and AIFF-C,
 * AU, CAF and Wave64.
 *
 * Samples are integers of 8 to 32 bits and floating point of 32 and 64, in either byte order, A-law and mu-law. Any other coding
 * is refused, with its name. Everything else is as in `WavReader`.
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
    super(anyHead, { kind: 'sound file', className: 'SoundReader' }, options)
  }

  /**
   * Makes a reader that resumes where another one was when the snapshot was taken, also within the header.
   *
   * @param rest The options of the other one, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options.
   */
  static restore(...rest: RestoreArguments<SoundReaderOptions>): SoundReader {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new SoundReader(options), (reader) => {
      reader.resume(bytes)
    })
  }
}
