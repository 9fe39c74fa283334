import type { InputError } from '../format/input-error.js'
import type { Samples } from '../samples.js'

/** A sound: what its file says of it, and its samples as they come. */
export interface AudioSource {
  /** Samples a second of one channel, in Hz: as recorded. */
  readonly sampleRate: number
  /** Number of channels. */
  readonly channels: number
  /** Samples of one channel; undefined where the file does not tell it before its end, as a stream whose length was not known. */
  readonly frames: number | undefined
  /** How samples are stored: a WAV file's format as `s16le`, or what codes them, as `FLAC`. */
  readonly format: string
  /** When all chunks have been gone through: what was wrong with the file, and was read all the same, as that it is cut short. */
  readonly warnings: readonly InputError[]
  /** One array a channel, full scale ±1, to be gone through once. Leaving early closes the file. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
}
