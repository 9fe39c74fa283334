import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { Samples } from '../../samples.js'

/** Some samples of a signal with several channels: channels·length numbers, channel by channel. */
export interface Piece {
  readonly data: Samples
  readonly length: number
}

/** A layer of a network in a stream. */
export interface Stage {
  /** The number of samples that the layer skips for each that it returns. */
  readonly stride: number
  /** The samples that an output reads, from the first to the last. */
  readonly span: number
  /** The distance from the place of an output to the last sample that it reads. */
  readonly lookAhead: number
  /** The multiplications for one sample of output, over all channels. */
  readonly multiplications: number
  /** Zeros that follow the last sample. */
  readonly zerosAfter: number
  /** Takes the next samples, and returns those that are then known. */
  push(piece: Piece): Piece
  reset(): void
  save(writer: SnapshotWriter): void
  load(reader: SnapshotReader): void
  free(): void
}

/** A stage that computes each sample from the one of its own place. */
export function pointStage(compute: (data: Samples) => Samples): Stage {
  return {
    stride: 1,
    span: 1,
    lookAhead: 0,
    multiplications: 0,
    zerosAfter: 0,
    push: ({ data, length }) => ({ data: compute(data), length }),
    reset: nothing,
    save: nothing,
    load: nothing,
    free: nothing,
  }
}

function nothing(): void {
  // A stage without memory.
}
