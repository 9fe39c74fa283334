import { firstBlock } from '../../convolution/overlap-add.js'
import { areWhole, roundAll } from '../../convolution/whole.js'
import { joined, precisionOf, type Samples } from '../../samples.js'
import { buffersOf, isShared } from '../buffers-of.js'
import type { Here, SentTile } from '../crew.js'
import { BlockComputer, type BlockResult, type SharedBlocks } from './block-computer.js'
import type { ConvolutionPart, FiniteWork } from './convolution-part.js'
import { SamplePool } from './sample-pool.js'
import { tileLength } from './tile-length.js'

/** Some blocks: the index of their first result, and the number of their results. */
interface Place {
  readonly from: number
  readonly length: number
}

/** The tiles of a convolution by transforms: some blocks each. What a tile owes to the next one is added here. */
export class BlockTiles implements FiniteWork<Place> {
  readonly kind = 'blocks'
  readonly shared: SharedBlocks
  readonly places: Iterator<Place>
  readonly isInPlace: boolean
  isFinite = true
  readonly #part: ConvolutionPart
  readonly #overlap: number
  /** The first result of the first tile, and the end of the last one. */
  readonly #first: number
  readonly #end: number
  readonly #pool: SamplePool
  /** The first sums of tiles, or what the tiles before owe them, until the other half is known. By the index of the result. */
  readonly #seams = new Map<number, Samples>()

  constructor(part: ConvolutionPart, size: number, threads: number) {
    const { signal, kernel, precision, inside, results } = part
    this.#part = part
    this.isInPlace = isShared(results.buffer)
    this.#overlap = kernel.length - 1
    this.#pool = new SamplePool(precision)
    const isRounded = areWhole(kernel) && areWhole(signal)
    this.shared = { kernel: joined([kernel], precision), precision, size, isRounded }
    const blockLength = 2 * size - this.#overlap
    this.#first = firstBlock(inside.start, kernel.length, blockLength) * blockLength
    this.#end = inside.start + inside.length
    this.places = this.#cut(blockLength, threads)
  }

  send({ from, length }: Place): SentTile {
    const { signal } = this.#part
    // Results in shared memory are computed in their places.
    const place = this.isInPlace ? this.#placeOf(from, length) : undefined
    const tile = {
      input: this.#pool.partOf(signal, from, from + length),
      output: place ?? this.#pool.take(length),
      owed: this.#pool.take(this.#overlap),
    }
    return {
      tile,
      moved: buffersOf(tile),
      take: ({ input, output, owed, isFinite }: BlockResult) => {
        this.#settle(from, output, owed, isFinite, place !== undefined)
        this.#pool.give([input, output, owed])
      },
    }
  }

  here(): Here<Place> {
    const computer = new BlockComputer(this.shared)
    return {
      compute: ({ from, length }) => {
        const place = this.#placeOf(from, length)
        const output = place ?? this.#pool.take(length)
        const owed = this.#pool.take(this.#overlap)
        const isFinite = computer.convolve(this.#part.signal.subarray(from, from + length), output, owed)
        this.#settle(from, output, owed, isFinite, output === place)
        this.#pool.give(output === place ? [owed] : [output, owed])
      },
      dispose: () => computer.dispose(),
    }
  }

  *#cut(blockLength: number, threads: number): Generator<Place, void> {
    const count = Math.ceil((this.#end - this.#first) / blockLength)
    const step = tileLength(count, blockLength, threads) * blockLength
    for (let from = this.#first; from < this.#end; from += step) {
      yield { from, length: Math.min(step, Math.ceil((this.#end - from) / blockLength) * blockLength) }
    }
  }

  /** The place of results, if all of them are wanted there, and seams can be added there with the bits of the whole. */
  #placeOf(from: number, length: number): Samples | undefined {
    const { inside, results, precision } = this.#part
    if (precisionOf(results) !== precision) return undefined
    const at = from - inside.start
    return at >= 0 && at + length <= results.length ? results.subarray(at, at + length) : undefined
  }

  /** Takes the results of a tile, which may be in their place already. */
  #settle(from: number, output: Samples, owed: Samples, isFinite: boolean, isInPlace: boolean): void {
    this.isFinite &&= isFinite
    const head = output.subarray(0, this.#overlap)
    const isFirst = from === this.#first
    // The first tile is owed nothing: results before its own are not wanted.
    if (isFirst && this.shared.isRounded) roundAll(head)
    if (!isInPlace) this.#put(output, from)
    if (!isFirst) this.#join(from, head)
    if (from + output.length < this.#end) this.#join(from + output.length, owed)
  }

  /** Adds the two halves of a seam when the second one comes. */
  #join(at: number, half: Samples): void {
    const sums = this.#seams.get(at)
    if (sums === undefined) {
      this.#seams.set(at, half.slice())
      return
    }
    this.#seams.delete(at)
    for (let i = 0; i < half.length; i++) {
      const areFinite = Number.isFinite(half[i]) && Number.isFinite(sums[i])
      sums[i] += half[i]
      if (areFinite && !Number.isFinite(sums[i])) this.isFinite = false
    }
    if (this.shared.isRounded) roundAll(sums)
    this.#put(sums, at)
  }

  /** Copies results from index `from` on to their places. */
  #put(samples: Samples, from: number): void {
    const { inside, results } = this.#part
    const first = Math.max(from, inside.start)
    const last = Math.min(from + samples.length, this.#end)
    if (first < last) results.set(samples.subarray(first - from, last - from), first - inside.start)
  }
}
