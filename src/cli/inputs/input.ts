import type { InputError } from '../../format/input-error.js'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import type { SeriesChunk } from '../../format/series/series.js'
import type { Samples } from '../../samples.js'

/** Sound, or a series of readings, as it comes. */
export type Input = AudioInput | SeriesInput

/** Where an input comes from. */
export interface InputOrigin {
  /** For messages: a path, or `stdin`. */
  readonly name: string
  /** Whether it comes from a pipe, and may be live: then nothing is to be held back. */
  readonly isLive: boolean
}

export interface AudioInput extends InputOrigin {
  readonly kind: 'audio'
  /** What the samples are stored in: a WAV file, nothing (raw PCM), or a coded file, as FLAC. */
  readonly container: 'wav' | 'raw' | 'coded'
  /** How they are stored; undefined in a coded file. */
  readonly format: PcmFormat | undefined
  readonly sampleRate: number
  readonly channels: number
  /** Samples of one channel, where that is known. */
  readonly frames: number | undefined
  /** One array a channel, full scale ±1, of the precision that holds the format. To be gone through once. */
  readonly chunks: AsyncIterable<Samples[]>
  /** When all chunks have come: what is wrong with the sound, as that it is cut short. */
  readonly faults: () => readonly InputError[]
}

export interface SeriesInput extends InputOrigin {
  readonly kind: 'series'
  readonly container: 'csv' | 'ndjson'
  /** Readings a second, where the user says so. */
  readonly sampleRate: number | undefined
  /** The names of the columns that are read, where they have names; known when the first chunk is there. */
  readonly columnNames: () => readonly string[] | undefined
  /** What stands between fields of CSV; known when the first chunk is there. */
  readonly delimiter: () => string | undefined
  /** What stands before the fraction of a number in CSV, where the user says so. */
  readonly decimal: '.' | ',' | undefined
  /** The name of the column of times, if one was chosen. */
  readonly timeName: string | undefined
  /** Rows, column by column. To be gone through once. */
  readonly chunks: AsyncIterable<SeriesChunk>
}
