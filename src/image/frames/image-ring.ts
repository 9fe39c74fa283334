import { copyInto, type Precision, type TypedSignal } from '../../samples.js'
import { bytesOf, widen } from '../../wasm/bytes.js'
import { Block } from '../../wasm/heap.js'
import { copy } from '../../wasm/samples.js'

/** The last images of a stream, all of one length. The first image also stands for all images before it. */
export class ImageRing {
  readonly capacity: number
  readonly length: number
  readonly areBytes: boolean
  readonly #precision: Precision
  readonly #blocks: (Block | undefined)[]
  #count = 0

  /** @param capacity The number of images kept. Each takes memory when it arrives. */
  constructor(capacity: number, length: number, areBytes: boolean, precision: Precision) {
    this.capacity = capacity
    this.length = length
    this.areBytes = areBytes
    this.#precision = precision
    this.#blocks = new Array<Block | undefined>(capacity).fill(undefined)
  }

  /** The number of images kept so far. */
  get count(): number {
    return Math.min(this.#count, this.capacity)
  }

  /** Stores a copy in the place of the oldest image. */
  push(data: TypedSignal): void {
    const block = this.#block(this.#count % this.capacity)
    if (this.areBytes) bytesOf(block).set(data)
    else copyInto(block.samples, 0, data, 0, data.length)
    this.#count++
  }

  /** block[at + i] = number `from` + i of the image `age` images ago, for i < count. */
  load(block: Block, at: number, age: number, from: number, count: number): void {
    const source = this.at(age)
    if (this.areBytes) widen(block, at, count, source, from, count, 1)
    else copy(block, at, source, from, count)
  }

  /** The image `age` images ago, as bytes or numbers. */
  at(age: number): Block {
    const index = this.#count - 1 - Math.min(age, this.#count - 1)
    return this.#block(index % this.capacity)
  }

  free(): void {
    for (const block of this.#blocks) block?.free()
  }

  #block(slot: number): Block {
    return (this.#blocks[slot] ??= this.areBytes
      ? new Block(Math.ceil(this.length / 4), 'float32')
      : new Block(this.length, this.#precision))
  }
}
