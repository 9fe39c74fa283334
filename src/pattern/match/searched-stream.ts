import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { copyInto, type TypedSignal } from '../../samples.js'
import { allOrNothing, requireLive } from '../../wasm/heap.js'
import { ChannelBlock } from './channel-block.js'
import { hopFor, sizeFor } from './hop-for.js'

/** The samples of a stream that later windows still need, and the block in which they are searched. */
export class SearchedStream {
  readonly #blockSize: number
  readonly #weights: readonly number[]
  /** The length of the longest template that fits. */
  #longest: number
  #hop: number
  #block: ChannelBlock
  /** For each channel, the samples from index `#start` on, up to the position. */
  #samples: readonly Float64Array[]
  #start = 0
  #position = 0
  /** The position at which the next block is full. */
  #due: number

  /**
   * Makes a stream, within `allOrNothing`.
   *
   * @param longest The length of the longest template.
   * @param blockSize The number of windows that are searched at a time, or 0.
   * @param weights The weight of each channel.
   */
  constructor(longest: number, blockSize: number, weights: readonly number[]) {
    this.#blockSize = blockSize
    this.#weights = weights
    this.#longest = longest
    this.#hop = hopFor(longest, blockSize)
    this.#block = new ChannelBlock(sizeFor(longest, this.#hop), weights)
    this.#samples = weights.map(() => new Float64Array(this.#block.length))
    this.#due = this.#hop
  }

  get longest(): number {
    return this.#longest
  }

  /** The distance between blocks: the number of windows of the longest template that each of them adds. */
  get hop(): number {
    return this.#hop
  }

  /** The index of the first sample in the block. */
  get start(): number {
    return this.#start
  }

  /** The index of the next sample. */
  get position(): number {
    return this.#position
  }

  /** Whether the windows must be searched before the next sample. */
  get isFull(): boolean {
    return this.#position === this.#due
  }

  /** Takes one sample of a stream of one channel. Allocates nothing. */
  push(sample: number): void {
    this.#samples[0][this.#position - this.#start] = sample
    this.#position++
  }

  /** Takes samples[from..] of each channel until the block is full. Returns the index of the first sample that is left. */
  take(channels: readonly TypedSignal[], from: number): number {
    const to = this.#roomFor(channels[0].length, from)
    const at = this.#position - this.#start
    for (const [c, samples] of channels.entries()) copyInto(this.#samples[c], at, samples, from, to)
    this.#position += to - from
    return to
  }

  /** As `take`, with samples[from..count) missing in all channels. */
  takeGap(count: number, from: number): number {
    const to = this.#roomFor(count, from)
    const at = this.#position - this.#start
    for (const samples of this.#samples) samples.fill(NaN, at, at + to - from)
    this.#position += to - from
    return to
  }

  /**
   * The number of samples of a gap that can be skipped, as whole blocks in which nothing can match. Enough of the gap remains to fill a
   * block and to settle all earlier windows.
   *
   * @param latency The longest wait of a match.
   */
  blocksWithin(gap: number, latency: number): number {
    const enough = this.#hop + this.#block.length + latency
    return Math.floor(Math.max(gap - enough, 0) / this.#hop) * this.#hop
  }

  /** Counts samples of a gap as taken. */
  skip(length: number): void {
    this.#start += length
    this.#position += length
    this.#due += length
  }

  /** The block, loaded with the samples that have come. */
  loaded(): ChannelBlock {
    this.#block.load(this.#samples, this.#position - this.#start)
    return this.#block
  }

  /** Drops the samples that only searched windows hold. */
  forget(): void {
    // Those of the next window of the longest template, and the sample before it.
    const kept = Math.min(this.#longest + 1, this.#position - this.#start)
    const start = this.#position - kept
    for (const samples of this.#samples)
      samples.copyWithin(0, start - this.#start, this.#position - this.#start)
    this.#start = start
    this.#due = this.#position + this.#hop
  }

  /** Grows or shrinks the blocks to suit the longest template. All samples must fit. */
  makeRoomFor(longest: number): void {
    const hop = hopFor(longest, this.#blockSize)
    const block = allOrNothing(() => new ChannelBlock(sizeFor(longest, hop), this.#weights))
    const held = this.#position - this.#start
    this.#samples = this.#samples.map((before) => {
      const samples = new Float64Array(block.length)
      samples.set(before.subarray(0, held))
      return samples
    })
    this.#block.dispose()
    this.#block = block
    this.#longest = longest
    this.#hop = hop
  }

  /** Shrinks the blocks after the longest template was removed. All windows must have been searched. */
  giveBackRoom(longest: number): void {
    this.#longest = longest
    this.#hop = hopFor(longest, this.#blockSize)
    this.forget()
    this.makeRoomFor(longest)
  }

  save(writer: SnapshotWriter): void {
    const held = this.#position - this.#start
    for (const number of [this.#position, held, this.#due - this.#position]) writer.number(number)
    for (const samples of this.#samples) writer.samples(samples.subarray(0, held))
  }

  /** Reads what `save` wrote, into a stream of the same size. @throws RangeError if the state is impossible. */
  load(reader: SnapshotReader): void {
    this.#position = reader.count(0, MOST_SAMPLES)
    const held = reader.count(Math.min(this.#position, 1), Math.min(this.#position, this.#block.length - 1))
    this.#start = this.#position - held
    this.#due = this.#position + reader.count(1, this.#block.length - held)
    for (const samples of this.#samples) reader.samples(samples.subarray(0, held))
  }

  reset(): void {
    this.#start = 0
    this.#position = 0
    this.#due = this.#hop
  }

  dispose(): void {
    this.#block.dispose()
  }

  requireLive(): void {
    requireLive(this.#block.isFree)
  }

  /** The index up to which samples[from..count) fit into the block. */
  #roomFor(count: number, from: number): number {
    return Math.min(from + this.#due - this.#position, count)
  }
}
