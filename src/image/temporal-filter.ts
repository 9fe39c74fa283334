import { requireRepresentable } from '../convolution/require-representable.js'
import { type OptionNames, readOptions, readSignal, requireFinite } from '../require.js'
import type { Samples, SignalLike, TypedSignal } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { allOrNothing, disposedError } from '../wasm/heap.js'
import type { SinglePlane } from './convolve-2d.js'
import { type Frame, readImage } from './frame.js'
import type { Plane } from './plane.js'
import { requireSizeChange, type Size, type SizeChange } from './size-change.js'
import { TemporalPlan } from './temporal-plan.js'

/** What `TemporalFilter` makes of images of a kind. */
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
   * What becomes of an image that has another size or kind than the one before: with 'adapt' (default) the stream begins anew with
   * it; 'refuse' makes it an error.
   */
  readonly sizeChange?: SizeChange
}

/** The names of `TemporalFilterOptions`. */
export const TEMPORAL_FILTER_OPTIONS: OptionNames<TemporalFilterOptions> = { sizeChange: true }

/**
 * Filters a stream of images along time: every pixel is convolved with a few taps, image by image.
 *
 * out[t][y][x] = Σₖ taps[k]·image[t − k][y][x]. There is an image for every image, without delay; before the first one, others just
 * like it are taken to have been, so that a film does not fade in from black. Nothing is owed at the end. With taps that are
 * the same from both ends, what is seen lags by (K − 1)/2 images.
 *
 * Frames and planes of clamped bytes are computed in float32, rounded to the nearest whole number, halves to the even one, and
 * put between 0 and 255; the alpha of a frame is that of the newest one. Planes of float32 and of other bytes are computed and
 * returned in float32, others in float64; a pixel that is not finite makes just the K results in which it takes part so.
 *
 * Cost: a multiplication for each tap and number. Memory: the last K images, and one more for bytes, as they are. Allocates
 * nothing in steady state but the result.
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
export class TemporalFilter<Image extends Plane = Frame> implements Processor<
  Image,
  FilteredInTime<Image> | readonly []
> {
  readonly #taps: Samples
  readonly #sizeChange: SizeChange
  #plan: TemporalPlan | undefined
  #isDisposed = false

  /**
   * @param taps taps[k] weighs what came k images ago.
   * @param options What a change of size does.
   * @throws TypeError, RangeError if the taps are no numbers, empty or not finite, or an option is unknown.
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
   * Takes the next image, and returns the one filtered.
   *
   * @param image A frame or a plane; it is copied.
   * @throws TypeError if it is neither. RangeError if its size and data do not match, or it has another size or kind than the
   *   one before and that is refused; nothing has changed then.
   */
  process(image: Image): FilteredInTime<Image>
  process(image: Plane): Plane<Samples | Uint8ClampedArray> {
    if (this.#isDisposed) throw disposedError()
    const { data, width, height } = readImage(image, 'image')
    return { data: this.#planFor(data, { width, height }).next(data), width, height }
  }

  /** Returns nothing, as nothing is owed, and resets. */
  flush(): readonly [] {
    this.reset()
    return []
  }

  /** Forgets the images so far, and their size. */
  reset(): void {
    if (this.#isDisposed) throw disposedError()
    this.#dropPlan()
  }

  /** Gives the memory back. To use the filter afterwards is an error. */
  dispose(): void {
    this.#isDisposed = true
    this.#dropPlan()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #planFor(data: TypedSignal, size: Size): TemporalPlan {
    const plan = this.#plan
    if (plan?.fits(data, size)) return plan
    if (plan && this.#sizeChange === 'refuse') throw plan.refusal(data, size)
    const next = allOrNothing(() => new TemporalPlan(this.#taps, data, size))
    this.#dropPlan()
    return (this.#plan = next)
  }

  #dropPlan(): void {
    this.#plan?.free()
    this.#plan = undefined
  }
}
