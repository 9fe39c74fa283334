import { joined, type Samples, type SignalLike } from '../../samples.js'
import type { SeriesTime } from '../../format/series/series.js'
import { DataError, UsageError } from '../terminal/errors.js'
import type { Input, SeriesInput } from './input.js'

/** An input as one signal. */
export interface OneSignal {
  /** For messages: a path, or `stdin`. */
  readonly name: string
  /** The sample rate, if known. */
  readonly sampleRate: number | undefined
  /** The samples. They can be iterated once. */
  readonly readings: AsyncIterable<Readings>
}

/** Some samples, and the time of each if the input has times. */
export interface Readings {
  readonly samples: SignalLike
  readonly times: readonly SeriesTime[]
}

/** All samples of a signal, and all times if it has any. */
export interface WholeSignal extends Readings {
  readonly samples: Samples
}

/** Reads an input as one signal: the mean of a sound's channels, or the chosen column of a series. */
export function oneSignal(input: Input): OneSignal {
  const { name, sampleRate } = input
  const readings = input.kind === 'audio' ? meanOfChannels(input.chunks) : onlyColumn(input)
  return { name, sampleRate, readings }
}

/**
 * Reads a whole signal into memory.
 *
 * @throws DataError if it is empty
 */
export async function wholeSignal({ name, readings }: OneSignal): Promise<WholeSignal> {
  const pieces: SignalLike[] = []
  const times: SeriesTime[] = []
  for await (const piece of readings) {
    pieces.push(piece.samples)
    for (const time of piece.times) times.push(time)
  }
  const samples = joined(pieces)
  if (samples.length === 0) throw emptyError({ name })
  return { samples, times }
}

/** The error for an input without samples. */
export function emptyError({ name }: Pick<OneSignal, 'name'>): DataError {
  return new DataError(
    `${name} must have at least one sample, got none: pass a sound, or a series of readings`,
  )
}

async function* meanOfChannels(chunks: AsyncIterable<Samples[]>): AsyncGenerator<Readings, void, undefined> {
  for await (const channels of chunks) yield { samples: meanOf(channels), times: [] }
}

function meanOf(channels: readonly Samples[]): Samples {
  const [first] = channels
  if (channels.length === 1) return first
  return first.map((_, n) => channels.reduce((sum, samples) => sum + samples[n], 0) / channels.length)
}

async function* onlyColumn(input: SeriesInput): AsyncGenerator<Readings, void, undefined> {
  for await (const { columns, times, length } of input.chunks) {
    if (length === 0) continue
    if (columns.length !== 1) {
      const names = input.columnNames()?.join(', ')
      throw new UsageError(
        `${input.name} has ${columns.length} columns${names === undefined ? '' : ` (${names})`}: choose one with --column`,
      )
    }
    yield { samples: columns[0], times }
  }
}
