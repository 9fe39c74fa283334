import type { InputError } from '../format/input-error.js'
import type { Samples } from '../samples.js'

/** A sound: its header, and its samples, which are read as you iterate. */
export interface AudioSource {
  /** Sample rate of the recording in Hz. */
  readonly sampleRate: number
  /** Number of channels. */
  readonly channels: number
  /** Samples per channel; undefined if it is known only at the end of the file, as in a stream of unknown length. */
  readonly frames: number | undefined
  /** How samples are stored: a format such as `s16le`, or a codec such as `FLAC`. */
  readonly format: string
  /** After the last chunk: the defects of a file that could still be read, such as that it is truncated. */
  readonly warnings: readonly InputError[]
  /** The chunks, one array per channel, full scale ±1. They can be iterated once. Leaving the loop early closes the file. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
}
