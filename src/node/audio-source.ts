import type { InputError } from '../format/input-error.js'
import type { Samples } from '../samples.js'

/** A sound: its header, and its samples as they are read. */
export interface AudioSource {
  /** Sample rate of the recording in Hz. */
  readonly sampleRate: number
  /** Number of channels. */
  readonly channels: number
  /** Samples per channel; undefined if the file does not say so before its end, as in a stream of unknown length. */
  readonly frames: number | undefined
  /** How samples are stored: a format such as `s16le`, or a codec such as `FLAC`. */
  readonly format: string
  /** After the last chunk: what was wrong with a file that was read all the same, such as that it is truncated. */
  readonly warnings: readonly InputError[]
  /** One array per channel, full scale ±1, to be iterated once. Leaving the loop early closes the file. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
}
