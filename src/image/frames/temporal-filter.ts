import { requireRepresentable } from '../../convolution/require-representable.js'
import { type OptionNames, readOptions, readSignal, requireFinite } from '../../require.js'
import type { OwnUint8Array, Samples, SignalLike, TypedSignal } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { fingerprintOf, type Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { allOrNothing, requireLive } from '../../wasm/heap.js'
import { simd } from '../../wasm/module.js'
import type { SinglePlane } from '../convolve/convolve-2d.js'
import { type Frame, readImage } from '../plane/frame.js'
import type { Plane } from '../plane/plane.js'
import { requireSizeChange, type Size, type SizeChange } from '../plane/size-change.js'
import { TemporalState } from './temporal-state.js'

/** The type of a filtered image, for each type of image. */
export type FilteredInTime<Image extends Plane> = Image extends Frame
  ? Frame
  : Image extends SinglePlane
    ? Plane<Float32Array>
    : Image extends Plane<Float64Array | readonly number[]>
      ? Plane<Float64Array>
      : Plane<Samples | Uint8ClampedArray>

/** The options of `TemporalFilter`. */
export interface TemporalFilterOptions {
  /**
   * What to do when the size or kind of the images changes: 'adapt' (default) starts the stream anew, and 'refuse' throws.
   */
  readonly sizeChange?: SizeChange
}

/** The names of `TemporalFilterOptions`. */
export const TEMPORAL_FILTER_OPTIONS: OptionNames<TemporalFilterOptions> = { sizeChange: true }

/**
 * Filters a stream of images along time: every pixel is convolved with a few taps, image by image.
 *
 * out[t][y][x] = Σₖ taps[k]·image[t − k][y][x]. Each image gives one image, without delay. The first image stands for all
 * images before it, so that a film does not fade in from black. With symmetric taps, the result lags by (K − 1)/2 images.
 *
 * Frames and planes of clamped bytes are computed in float32, rounded to the nearest whole number (halves to even) and clamped
 * to 0 … 255. A frame gets the alpha of the newest image. Planes of float32 and of other bytes are computed and returned in
 * float32, all others in float64. A non-finite pixel makes exactly the K results whose sums contain it non-finite.
 *
 * Cost: one multiplication per tap and number. Memory: the last K images as they are, and one more for bytes. In steady state
 * it allocates only the result.
 *
 * @example
 * const average = new TemporalFilter([0.5, 0.5])
 * const grey = (level) => ({ data: Uint8ClampedArray.of(level, level, level, 255), width: 1, height: 1 })
 * average.process(grey(100)).data // Uint8ClampedArray [100, 100, 100, 255]
 * average.process(grey(201)).data // Uint8ClampedArray [150, 150, 150, 255]
 * const change = new TemporalFilter([1, -1])
 * change.process({ data: Float32Array.of(3, 4), width: 2, height: 1 }).data // Float32Array [0, 0]
 * change.process({ data: Float32Array.of(3, 2), width: 2, height: 1 }).data // Float32Array [0, -2]
 * @see FrameFilter for x and y
 */
export class TemporalFilter<Image extends Plane = Frame> implements Resumable<
  Image,
  FilteredInTime<Image> | readonly []
> {
  readonly #taps: Samples
  readonly #sizeChange: SizeChange
  #plan: TemporalState | undefined
  #isDisposed = false

  /**
   * @param taps taps[k] weighs the image k images ago.
   * @param options What to do when the size changes.
   * @throws TypeError, RangeError if the taps are not numbers, empty or not finite, or an option is unknown.
   */
  constructor(taps: SignalLike, options?: TemporalFilterOptions) {
    const { sizeChange = 'adapt' } = readOptions(options, TEMPORAL_FILTER_OPTIONS)
    const given = readSignal(taps, 'taps')
    requireSizeChange(sizeChange)
    if (given.length === 0) throw new RangeError('taps must have at least one tap, got none')
    requireFinite(given, 'taps')
    requireRepresentable(given, 'float32', 'taps')
    this.#taps = Float64Array.from(given)
    this.#sizeChange = sizeChange
  }

  /**
   * Makes a filter that continues where another one was when the snapshot was taken.
   *
   * @param taps The taps of the other one.
   * @param rest Its options, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments or another binary (SIMD).
   */
  static restore<Image extends Plane = Frame>(
    taps: SignalLike,
    ...rest: RestoreArguments<TemporalFilterOptions>
  ): TemporalFilter<Image> {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new TemporalFilter<Image>(taps, options), (filter) => {
      decodeSnapshot(bytes, 'TemporalFilter', filter.#settings, (reader) => {
        filter.#load(reader)
      })
    })
  }

  /**
   * Takes the next image and returns the filtered one.
   *
   * @param image A frame or a plane; it is copied.
   * @throws TypeError if it is neither. RangeError if its size and data do not match, or its size or kind changed and that is
   *   refused. The filter is then as it was.
   */
  process(image: Image): FilteredInTime<Image>
  process(image: Plane): Plane<Samples | Uint8ClampedArray> {
    requireLive(this.#isDisposed)
    const { data, width, height } = readImage(image, 'image')
    return { data: this.#planFor(data, { width, height }).next(data), width, height }
  }

  /** Resets. Returns nothing, as every image has been returned already. */
  flush(): readonly [] {
    this.reset()
    return []
  }

  /** Returns the state as bytes, for `restore`: the last images, as many as there are taps. */
  snapshot(): OwnUint8Array {
    requireLive(this.#isDisposed)
    return encodeSnapshot('TemporalFilter', this.#settings, (writer) => {
      writer.flag(this.#plan !== undefined)
      this.#plan?.save(writer)
    })
  }

  /** Forgets the images so far and their size. */
  reset(): void {
    requireLive(this.#isDisposed)
    this.#dropPlan()
  }

  /** Frees the memory. Using the filter afterwards is an error. */
  dispose(): void {
    this.#isDisposed = true
    this.#dropPlan()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    return { taps: fingerprintOf(this.#taps), sizeChange: this.#sizeChange, simd: simd() }
  }

  #load(reader: SnapshotReader): void {
    if (reader.flag()) this.#plan = allOrNothing(() => TemporalState.load(reader, this.#taps))
  }

  #planFor(data: TypedSignal, size: Size): TemporalState {
    const plan = this.#plan
    if (plan?.fits(data, size)) return plan
    if (plan && this.#sizeChange === 'refuse') throw plan.refusal(data, size)
    const next = allOrNothing(() => new TemporalState(this.#taps, data, size))
    this.#dropPlan()
    return (this.#plan = next)
  }

  #dropPlan(): void {
    this.#plan?.free()
    this.#plan = undefined
  }
}
