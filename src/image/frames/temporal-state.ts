import { type Precision, type Samples, type TypedSignal, zeros } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { bytesOf, narrow } from '../../wasm/bytes.js'
import { Block } from '../../wasm/heap.js'
import { TapList, taps, TAPS_PADDING } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { CHANNELS, COLORS, isClamped } from '../plane/frame.js'
import { planePrecisionOf } from '../plane/plane.js'
import { type Size, sizeChangeError } from '../plane/size-change.js'
import { ImageRing } from './image-ring.js'

/** Numbers computed at a time, few enough for the caches. */
const WORK_LENGTH = 2 ** 15

/** How kinds of images are numbered in snapshots: planes by their precision, and then clamped bytes. */
const PRECISIONS: readonly Precision[] = ['float32', 'float64']
const BYTES = PRECISIONS.length

/** No image has more pixels, or longer sides. */
const GREATEST_SIDE = 2 ** 32

/** All bytes, as a mask for `narrow`. */
const ALL = -1

/** Filters images of one size and kind along time, and keeps the last of them. */
export class TemporalState implements Size {
  readonly width: number
  readonly height: number
  readonly #kind: string
  readonly #precision: Precision
  readonly #ring: ImageRing
  /** Strips of all images lie end to end, and the taps reach from one to the next. */
  readonly #stripLength: number
  readonly #list: TapList
  /** Room for a result in bytes if the images are clamped bytes. */
  readonly #bytes: Block | undefined
  readonly #mask: number

  /** @param data The data of an image; all others must have its length and kind. */
  constructor(weights: Samples, data: TypedSignal, { width, height }: Size) {
    const areClamped = isClamped(data)
    this.width = width
    this.height = height
    this.#kind = kindOf(data, this)
    this.#precision = planePrecisionOf(data)
    this.#ring = new ImageRing(weights.length, data.length, areClamped, this.#precision)
    this.#bytes = areClamped ? new Block(Math.ceil(data.length / 4), 'float32') : undefined
    this.#mask = data.length === width * height ? ALL : COLORS
    this.#stripLength = Math.max(Math.floor(WORK_LENGTH / (weights.length + 1) / 16), 16) * 16
    const offsets = Array.from(weights, (_, k) => k * this.#stripLength)
    this.#list = new TapList(offsets, weights, this.#precision)
  }

  /** Writes the kind and the size of the images, and the last of them, the oldest first. */
  save(writer: SnapshotWriter): void {
    const { count, length, areBytes } = this.#ring
    writer.number(areBytes ? BYTES : PRECISIONS.indexOf(this.#precision))
    for (const number of [this.width, this.height, length, count]) writer.number(number)
    for (let age = count - 1; age >= 0; age--) {
      const image = this.#ring.at(age)
      writer.samples(areBytes ? bytesOf(image).subarray(0, length) : image.samples)
    }
  }

  /** What `save` wrote. */
  static load(reader: SnapshotReader, weights: Samples): TemporalState {
    const kind = reader.count(0, BYTES)
    const [width, height] = [reader.count(1, GREATEST_SIDE), reader.count(1, GREATEST_SIDE)]
    const length = reader.count(1, GREATEST_SIDE)
    const isFrame = kind === BYTES && length === CHANNELS * width * height
    if (length !== width * height && !isFrame) throw impossibleState()
    const count = reader.count(1, weights.length)
    reader.require(count * length * (kind === BYTES ? 1 : 4))
    const image = kind === BYTES ? new Uint8ClampedArray(length) : zeros(length, PRECISIONS[kind])
    const state = new TemporalState(weights, image, { width, height })
    for (let left = count; left > 0; left--) {
      reader.samples(image)
      state.#ring.push(image)
    }
    return state
  }

  /** The error for a refused change of size or kind. */
  refusal(data: TypedSignal, size: Size): RangeError {
    if (size.width !== this.width || size.height !== this.height) return sizeChangeError(size, this)
    return new RangeError(
      `the image must be ${this.#kind}, like the previous one, got ${kindOf(data, size)}: ` +
        "call reset() between them, or choose sizeChange: 'adapt'",
    )
  }

  /** Whether an image is of this size and kind. */
  fits(data: TypedSignal, { width, height }: Size): boolean {
    const isOfSize = width === this.width && height === this.height && data.length === this.#ring.length
    const isOfKind = isClamped(data) === this.#ring.areBytes
    return isOfSize && isOfKind && planePrecisionOf(data) === this.#precision
  }

  /** Takes the next image and returns its sum with the last ones. */
  next(data: TypedSignal): Samples | Uint8ClampedArray<ArrayBuffer> {
    const { length } = data
    const bytes = this.#bytes
    const out = bytes === undefined ? zeros(length, this.#precision) : new Uint8ClampedArray(length)
    this.#ring.push(data)
    const target = this.#ring.capacity * this.#stripLength + TAPS_PADDING
    withWorkspace(target + this.#stripLength + TAPS_PADDING, this.#precision, (block) => {
      for (let from = 0; from < length; from += this.#stripLength) {
        const count = Math.min(this.#stripLength, length - from)
        this.#sum(block, target, from, count)
        if (bytes === undefined) out.set(block.samples.subarray(target, target + count), from)
        else narrow(bytes, from, block, target, this.#ring.at(0), this.#mask, count)
      }
    })
    if (bytes !== undefined) out.set(bytesOf(bytes).subarray(0, length))
    return out
  }

  free(): void {
    this.#ring.free()
    this.#list.free()
    this.#bytes?.free()
  }

  /** block[target..] = the numbers from <= i < from + count of the result. */
  #sum(block: Block, target: number, from: number, count: number): void {
    const { capacity } = this.#ring
    // Writing past the end of a strip does no harm: strips are whole vectors, and the next strip is written later.
    for (let age = 0; age < capacity; age++) {
      this.#ring.load(block, age * this.#stripLength, age, from, count)
    }
    taps(block, target, block, 0, this.#list, 0, count)
  }
}

function kindOf(data: TypedSignal, { width, height }: Size): string {
  if (!isClamped(data)) return `a plane for ${planePrecisionOf(data)}`
  return data.length === width * height ? 'a plane of clamped bytes' : 'a frame'
}
