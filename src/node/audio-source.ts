import type { Samples } from '../samples.js'

/** A sound: what its file says of it, and its samples as they come. */
export interface AudioSource {
  /** Samples a second of one channel, in Hz: as recorded. */
  readonly sampleRate: number
  /** Number of channels. */
  readonly channels: number
  /** Samples of one channel; undefined in a WAV file whose header was written before its length was known. */
  readonly frames: number | undefined
  /** How samples are stored: a WAV file's format as `s16le`, or what codes them, as `FLAC`. */
  readonly format: string
  /** One array a channel, full scale ±1, to be gone through once. Leaving early closes the file. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
}
