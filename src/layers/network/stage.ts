import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { type Precision, type Samples, zeros } from '../../samples.js'

/** Some samples of a signal with several channels: channels·length numbers, channel by channel. */
export interface Piece {
  readonly data: Samples
  readonly length: number
}

/** The greatest number of samples that a stage takes at a time. */
export const PIECE_LENGTH = 512

/** A layer of a network in a stream. */
export interface Stage {
  /** The number of samples that the layer takes for each that it returns: a fraction if it returns more. */
  readonly stride: number
  /** The samples that an output reads, from the first to the last, at the rate of the input. */
  readonly span: number
  /** The distance from the place of an output to the last sample that it reads. */
  readonly lookAhead: number
  /** The multiplications for one sample of output, over all channels. */
  readonly multiplications: number
  /** Takes the next samples, and returns those that are then known. */
  push(piece: Piece): Piece
  /** Returns the remaining outputs, which read what lies after the last sample. */
  flush(): Piece
  reset(): void
  save(writer: SnapshotWriter): void
  load(reader: SnapshotReader): void
  free(): void
}

/** A stage that computes each sample from the one of its own place. */
export function pointStage(compute: (data: Samples) => Samples, precision: Precision): Stage {
  return {
    stride: 1,
    span: 1,
    lookAhead: 0,
    multiplications: 0,
    push: ({ data, length }) => ({ data: compute(data), length }),
    flush: () => ({ data: zeros(0, precision), length: 0 }),
    reset: nothing,
    save: nothing,
    load: nothing,
    free: nothing,
  }
}

function nothing(): void {
  // A stage without memory.
}

/** Pieces that follow one another, as one. */
export function joined(pieces: readonly Piece[], channels: number, precision: Precision): Piece {
  if (pieces.length === 1) return pieces[0]
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const data = zeros(channels * length, precision)
  let at = 0
  for (const piece of pieces) {
    for (let c = 0; c < channels; c++)
      data.set(piece.data.subarray(c * piece.length, (c + 1) * piece.length), c * length + at)
    at += piece.length
  }
  return { data, length }
}

/** The samples of a piece from one on, up to another. */
export function partOf({ data, length }: Piece, channels: number, from: number, to: number): Piece {
  const part = data.slice(0, channels * (to - from))
  for (let c = 0; c < channels; c++)
    part.set(data.subarray(c * length + from, c * length + to), c * (to - from))
  return { data: part, length: to - from }
}
