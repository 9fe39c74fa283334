import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { type Precision, type Samples, zeros } from '../../samples.js'
import { joined, type Piece, PIECE_LENGTH, type Stage } from './stage.js'

/** Which samples each output reads. */
export interface Windows {
  readonly channels: number
  readonly outChannels: number
  readonly precision: Precision
  readonly stride: number
  /** The samples that an output reads, from the first to the last. */
  readonly span: number
  /** Zeros before the first sample and after the last. */
  readonly zerosBefore: number
  readonly zerosAfter: number
  readonly multiplications: number
}

/** Computes `count` outputs, which begin at the first sample of a piece and lie a stride apart. */
export interface Computing {
  run(piece: Piece, count: number): Samples
  free(): void
}

/** A stage whose outputs read windows of samples. It keeps those that later outputs read. */
export class WindowStage implements Stage {
  readonly stride: number
  readonly span: number
  readonly lookAhead: number
  readonly multiplications: number
  readonly #windows: Windows
  readonly #computing: Computing
  /** The samples from the first that the next output reads on. */
  #kept: Piece
  /** The number of samples to leave out before that, where windows lie further apart than they are long. */
  #skip = 0
  #hasBegun = false

  constructor(windows: Windows, computing: Computing) {
    this.stride = windows.stride
    this.span = windows.span
    this.lookAhead = windows.span - 1 - windows.zerosBefore
    this.multiplications = windows.multiplications
    this.#windows = windows
    this.#computing = computing
    this.#kept = this.#beginning()
  }

  push(piece: Piece): Piece {
    const { channels, precision, span, stride } = this.#windows
    if (piece.length === 0) return { data: zeros(0, precision), length: 0 }
    this.#hasBegun = true
    const whole = this.#joined(piece)
    const count = whole.length < span ? 0 : Math.floor((whole.length - span) / stride) + 1
    const data = count === 0 ? zeros(0, precision) : this.#computing.run(whole, count)
    const from = Math.min(count * stride, whole.length)
    this.#skip += count * stride - from
    this.#kept = { data: rowsFrom(whole, from, channels, precision), length: whole.length - from }
    return { data, length: count }
  }

  /** Nothing before the first sample: a signal without samples has no outputs. */
  flush(): Piece {
    const { channels, outChannels, precision, zerosAfter } = this.#windows
    const results: Piece[] = []
    for (let left = this.#hasBegun ? zerosAfter : 0; left > 0; left -= PIECE_LENGTH) {
      const length = Math.min(left, PIECE_LENGTH)
      results.push(this.push({ data: zeros(channels * length, precision), length }))
    }
    return joined(results, outChannels, precision)
  }

  reset(): void {
    this.#kept = this.#beginning()
    this.#skip = 0
    this.#hasBegun = false
  }

  save(writer: SnapshotWriter): void {
    writer.flag(this.#hasBegun)
    if (!this.#hasBegun) return
    writer.number(this.#kept.length)
    writer.number(this.#skip)
    writer.samples(this.#kept.data)
  }

  load(reader: SnapshotReader): void {
    this.reset()
    this.#hasBegun = reader.flag()
    if (!this.#hasBegun) return
    const { channels, precision, span, stride } = this.#windows
    const length = reader.count(0, span - 1)
    this.#skip = reader.count(0, Math.max(stride - span, 0))
    if (this.#skip > 0 && length > 0) throw impossibleState()
    this.#kept = { data: reader.newSamples(channels * length, precision), length }
  }

  free(): void {
    this.#computing.free()
  }

  #beginning(): Piece {
    const { channels, precision, zerosBefore } = this.#windows
    return { data: zeros(channels * zerosBefore, precision), length: zerosBefore }
  }

  /** What was kept, and the new samples. */
  #joined({ data, length }: Piece): Piece {
    const { channels, precision } = this.#windows
    const skipped = Math.min(this.#skip, length)
    this.#skip -= skipped
    const kept = this.#kept
    const whole = kept.length + length - skipped
    const joined = zeros(channels * whole, precision)
    for (let c = 0; c < channels; c++) {
      joined.set(kept.data.subarray(c * kept.length, (c + 1) * kept.length), c * whole)
      joined.set(data.subarray(c * length + skipped, (c + 1) * length), c * whole + kept.length)
    }
    return { data: joined, length: whole }
  }
}

function rowsFrom({ data, length }: Piece, from: number, channels: number, precision: Precision): Samples {
  const rest = length - from
  const rows = zeros(channels * rest, precision)
  for (let c = 0; c < channels; c++) rows.set(data.subarray(c * length + from, (c + 1) * length), c * rest)
  return rows
}
