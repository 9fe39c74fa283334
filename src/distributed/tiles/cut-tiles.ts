import { type Precision, precisionOf, type Samples, type TypedSignal, zeros } from '../../samples.js'

/** How to cut a stream. */
export interface Cut {
  /** Each tile is for the indices from one multiple of this to the next. */
  readonly step: number
  /** The first sample that the tile of the indices from `begin` on reads. */
  readonly startOf: (begin: number) => number
  /** How many samples after its own a tile reads. */
  readonly after: number
  /** The type of the samples. Default: float32 if all chunks are, else float64. */
  readonly precision?: Precision
}

/** The samples that a tile reads. */
export interface CutTile {
  /** The first index of the tile, and the first sample that it reads. */
  readonly begin: number
  readonly start: number
  readonly isLast: boolean
  /** One array per channel. */
  readonly channels: readonly Samples[]
}

/** Cuts a stream of channels, in chunks of any length, into one or more tiles. Holds the samples of one tile. */
export async function* cutTiles(
  source: AsyncIterable<readonly TypedSignal[]> | Iterable<readonly TypedSignal[]>,
  { step, startOf, after, precision }: Cut,
): AsyncGenerator<CutTile, void, undefined> {
  const held = new HeldChannels(precision)
  let begin = 0
  for await (const chunk of source) {
    held.append(chunk)
    // Only the end of the stream shows which tile is the last.
    for (; held.end > begin + step + after; begin += step) {
      const start = startOf(begin)
      yield { begin, start, isLast: false, channels: held.slice(start, begin + step + after) }
      held.forget(startOf(begin + step))
    }
  }
  const start = startOf(begin)
  yield { begin, start, isLast: true, channels: held.slice(start, held.end) }
}

/** The latest samples of a stream of channels. */
class HeldChannels {
  #precision: Precision
  readonly #isFixed: boolean
  #channels: Samples[] = []
  /** The index of the first sample that is held. */
  #start = 0
  #length = 0

  constructor(precision: Precision | undefined) {
    this.#precision = precision ?? 'float32'
    this.#isFixed = precision !== undefined
  }

  get end(): number {
    return this.#start + this.#length
  }

  append(chunk: readonly TypedSignal[]): void {
    const { length } = chunk[0]
    const isWide = !this.#isFixed && chunk.some((samples) => precisionOf(samples) === 'float64')
    const precision = isWide ? 'float64' : this.#precision
    const capacity = this.#channels.at(0)?.length ?? 0
    if (precision !== this.#precision || this.#length + length > capacity) {
      this.#precision = precision
      this.#grow(chunk.length, Math.max(2 * capacity, this.#length + length))
    }
    this.#channels.forEach((held, i) => held.set(chunk[i], this.#length))
    this.#length += length
  }

  slice(from: number, to: number): Samples[] {
    return this.#channels.map((held) => held.slice(from - this.#start, to - this.#start))
  }

  forget(before: number): void {
    const shift = before - this.#start
    for (const held of this.#channels) held.copyWithin(0, shift, this.#length)
    this.#start = before
    this.#length -= shift
  }

  #grow(count: number, capacity: number): void {
    this.#channels = Array.from({ length: count }, (_, i) => {
      const grown = zeros(capacity, this.#precision)
      const held = this.#channels.at(i)
      if (held !== undefined) grown.set(held.subarray(0, this.#length))
      return grown
    })
  }
}
