import type { InputError } from '../../format/input-error.js'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import type { SeriesChunk } from '../../format/series/series.js'
import type { Samples } from '../../samples.js'

/** Sound, or a series of readings, as it comes. */
export type Input = AudioInput | SeriesInput

/** The origin of an input. */
export interface InputOrigin {
  /** For messages: a path, or `stdin`. */
  readonly name: string
  /** Whether it comes from a pipe and may be live: then results must not be held back. */
  readonly isLive: boolean
}

export interface AudioInput extends InputOrigin {
  readonly kind: 'audio'
  /** The container of the samples: a WAV file, none (raw PCM), or a coded file, such as FLAC. */
  readonly container: 'wav' | 'raw' | 'coded'
  /** The sample format; undefined in a coded file. */
  readonly format: PcmFormat | undefined
  readonly sampleRate: number
  readonly channels: number
  /** The number of samples per channel, if known. */
  readonly frames: number | undefined
  /** The chunks: one array per channel, full scale ±1, in a precision that can hold the format. They can be iterated once. */
  readonly chunks: AsyncIterable<Samples[]>
  /** After the last chunk: the defects of the sound, such as that it is truncated. */
  readonly faults: () => readonly InputError[]
}

export interface SeriesInput extends InputOrigin {
  readonly kind: 'series'
  readonly container: 'csv' | 'ndjson'
  /** Readings per second, if given by the user. */
  readonly sampleRate: number | undefined
  /** The names of the columns that are read, if they have names; known after the first chunk. */
  readonly columnNames: () => readonly string[] | undefined
  /** The delimiter of CSV; known after the first chunk. */
  readonly delimiter: () => string | undefined
  /** The decimal mark of CSV, if given by the user. */
  readonly decimal: '.' | ',' | undefined
  /** The name of the column of times, if one was chosen. */
  readonly timeName: string | undefined
  /** Rows, column by column. They can be iterated once. */
  readonly chunks: AsyncIterable<SeriesChunk>
}
