import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { wavHead } from './head/wav-head.js'
import { SampleReader, type SoundHeader, type SoundReaderOptions } from './sample-reader.js'

/** The header of a WAV file. */
export type WavHeader = SoundHeader

/** The options of `WavReader`. */
export type WavReaderOptions = SoundReaderOptions

/**
 * Reads a WAV file or stream in chunks of any size, and returns its samples as they arrive, one array per channel.
 *
 * RIFF, big-endian RIFX, and RF64 or BW64 for more than 4 GiB; integers of 8 to 32 bits, floating point of 32 and 64, A-law and
 * mu-law, also as WAVE_FORMAT_EXTENSIBLE. Other chunks are skipped. If the header was written before the length was known,
 * everything up to the end is samples. FFmpeg, SoX, arecord, GStreamer and npm's wav each write a number of their own for that
 * into a pipe; a file that was never completed has 0. The same holds if only the size of the samples was never completed.
 *
 * A truncated file is never taken for a complete one: `process` returns its samples, and `warnings` reports the defect after
 * `flush`. With `strict`, `flush` throws.
 *
 * Cost: that of `PcmDecoder`. Holds less than one frame.
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
  /** @param options The precision, and whether a truncated file is an error. */
  constructor(options?: WavReaderOptions) {
    super(wavHead, { kind: 'WAV file', className: 'WavReader' }, options)
  }

  /**
   * Makes a reader that resumes where another one was when the snapshot was taken, also within the header.
   *
   * @param rest The options of the other one, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options.
   */
  static restore(...rest: RestoreArguments<WavReaderOptions>): WavReader {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new WavReader(options), (reader) => {
      reader.resume(bytes)
    })
  }
}
