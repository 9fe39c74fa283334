import { type Precision, type Samples, zeros } from '../../samples.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { ConvTranspose1d } from '../conv-transpose-1d.js'
import { joined, partOf, type Piece, PIECE_LENGTH, type Stage } from './stage.js'
import { TransposedTaps } from './transposed-taps.js'

/** A stage that returns `stride` samples for each, as `ConvTranspose1d` does. It keeps the samples that later outputs read. */
export class TransposedStage implements Stage {
  readonly stride: number
  readonly span: number
  readonly lookAhead: number
  readonly multiplications: number
  readonly #channels: number
  readonly #outChannels: number
  readonly #precision: Precision
  readonly #taps: TransposedTaps
  /** The outputs for each sample, those left out at each end, and those by which the last sample reaches beyond its own. */
  readonly #step: number
  readonly #padding: number
  readonly #beyond: number
  /** The last samples. */
  #kept: Piece
  /** The outputs at the beginning that are still to be left out. */
  #skip: number
  /** Outputs that are left out if the signal ends here. */
  #held: Piece
  #hasBegun = false

  constructor(layer: ConvTranspose1d) {
    const { inChannels, outChannels, kernelSize, stride, dilation, padding } = layer.gradientOf
    const reach = (kernelSize.x - 1) * dilation.x
    this.#step = stride.x
    this.#padding = typeof padding === 'string' ? 0 : padding.x.before
    this.#beyond = reach + 1 - stride.x - this.#padding
    this.stride = 1 / stride.x
    this.span = 1 + reach / stride.x
    this.lookAhead = this.#padding / stride.x
    this.multiplications = layer.weights.length / stride.x
    this.#channels = outChannels
    this.#outChannels = inChannels
    this.#precision = layer.precision
    this.#taps = new TransposedTaps(layer, PIECE_LENGTH)
    this.#skip = this.#padding
    this.#kept = this.#none(this.#channels, this.#taps.history)
    this.#held = this.#none(this.#outChannels, 0)
  }

  push(piece: Piece): Piece {
    if (piece.length === 0) return this.#none(this.#outChannels, 0)
    this.#hasBegun = true
    const known = this.#compute(piece)
    const late = Math.min(Math.max(-this.#beyond, 0), known.length)
    this.#held = partOf(known, this.#outChannels, known.length - late, known.length)
    return partOf(known, this.#outChannels, 0, known.length - late)
  }

  /** Nothing before the first sample: a signal without samples has no outputs. */
  flush(): Piece {
    const results: Piece[] = []
    // What is held back in place of outputs beyond the last sample belongs to the padding at the end.
    for (let left = this.#hasBegun ? this.#beyond : 0; left > 0;) {
      const length = Math.min(Math.ceil(left / this.#step), PIECE_LENGTH)
      const skipped = Math.min(this.#skip, length * this.#step)
      const known = this.#compute(this.#none(this.#channels, length))
      const count = Math.min(left - skipped, known.length)
      results.push(partOf(known, this.#outChannels, 0, Math.max(count, 0)))
      left -= length * this.#step
    }
    return joined(results, this.#outChannels, this.#precision)
  }

  reset(): void {
    this.#kept = this.#none(this.#channels, this.#taps.history)
    this.#held = this.#none(this.#outChannels, 0)
    this.#skip = this.#padding
    this.#hasBegun = false
  }

  save(writer: SnapshotWriter): void {
    writer.flag(this.#hasBegun)
    if (!this.#hasBegun) return
    writer.number(this.#skip)
    writer.number(this.#held.length)
    writer.samples(this.#held.data)
    writer.samples(this.#kept.data)
  }

  load(reader: SnapshotReader): void {
    this.reset()
    this.#hasBegun = reader.flag()
    if (!this.#hasBegun) return
    this.#skip = reader.count(0, this.#padding)
    const most = this.#skip > 0 ? 0 : Math.max(-this.#beyond, 0)
    const held = reader.count(0, most)
    this.#held = { data: reader.newSamples(this.#outChannels * held, this.#precision), length: held }
    const { history } = this.#taps
    this.#kept = { data: reader.newSamples(this.#channels * history, this.#precision), length: history }
  }

  free(): void {
    this.#taps.free()
  }

  /** The outputs that are held, and those of the next samples, without the ones to be left out at the beginning. */
  #compute(piece: Piece): Piece {
    const { history } = this.#taps
    const whole = joined([this.#kept, piece], this.#channels, this.#precision)
    this.#kept = partOf(whole, this.#channels, whole.length - history, whole.length)
    const made = { data: this.#taps.run(whole), length: piece.length * this.#step }
    const known = joined([this.#held, made], this.#outChannels, this.#precision)
    const skipped = Math.min(this.#skip, known.length)
    this.#skip -= skipped
    this.#held = this.#none(this.#outChannels, 0)
    return partOf(known, this.#outChannels, skipped, known.length)
  }

  #none(channels: number, length: number): Piece {
    const data: Samples = zeros(channels * length, this.#precision)
    return { data, length }
  }
}
