import { requireRepresentable } from '../convolution/require-representable.js'
import { type OptionNames, readOptions, requireCount, requireFinite, requireOneOf } from '../require.js'
import type { Processor } from '../stream/processor.js'
import { allOrNothing, disposedError } from '../wasm/heap.js'
import type { Boundary } from './boundary.js'
import { requireConvolve2dOptions } from './convolve-2d-options.js'
import { type Frame, readFrame } from './frame.js'
import { type Alpha, FramePlan } from './frame-plan.js'
import { FramePool } from './frame-pool.js'
import type { Method2d } from './method-2d.js'
import { type Plane, readPlane } from './plane.js'
import { requireSizeChange, type Size, type SizeChange, sizeChangeError } from './size-change.js'

/** The options of `FrameFilter`. */
export interface FrameFilterOptions {
  /**
   * What lies beyond the edges, as for `convolve2d`. Default 'reflect', as in OpenCV: with 'fill', a blurred frame would darken
   * towards its edges, and all around an edge would be found.
   */
  readonly boundary?: Boundary
  /** What 'fill' fills red, green and blue with. Default 0. */
  readonly fillValue?: number
  /** How it is computed. Default 'auto': the fastest by the estimates of `chooseMethod2d`. */
  readonly method?: Method2d
  /** How much of the kernel may be missed for the sake of the speed of a separable one, as for `convolve2d`. Default 0. */
  readonly approximation?: number
  /**
   * What alpha is. 'keep' (default): it stays as it is, and colours are taken as they are. 'weight': colours weigh as much as
   * they are opaque, and alpha is convolved as well, so that what is transparent does not bleed into a blur:
   * alpha = Σ k·alpha, colour = Σ k·alpha·colour/Σ k·alpha, and 0 where alpha becomes 0. With boundary 'fill', transparent
   * pixels lie beyond the edges.
   */
  readonly alpha?: Alpha
  /** What becomes of a frame that has another size than the one before: 'adapt' (default) to it, or 'refuse' it. */
  readonly sizeChange?: SizeChange
  /**
   * How many frames results are written to in turn. 0 (default): each result is a new frame, yours to keep. n: a result is
   * overwritten when n more frames have been filtered, and nothing is allocated in steady state.
   */
  readonly pool?: number
}

/** The names of `FrameFilterOptions`. */
export const FRAME_FILTER_OPTIONS: OptionNames<FrameFilterOptions> = {
  boundary: true,
  fillValue: true,
  method: true,
  approximation: true,
  alpha: true,
  sizeChange: true,
  pool: true,
}

/**
 * Convolves the red, green and blue of frames with a kernel, frame by frame.
 *
 * out[y][x] = Σₗ Σₖ kernel[l][k]·frame[y − l + ⌊(L − 1)/2⌋][x − k + ⌊(K − 1)/2⌋] for a kernel of L rows and K columns, mode 'same' of
 * `convolve2d`, computed in float32; rounded to the nearest whole number, halves to the even one, and put between 0 and 255,
 * as a Uint8ClampedArray does by itself. Alpha is kept as it is, and colours are taken as they are, not multiplied by it, unless
 * `alpha` is 'weight'.
 *
 * What is prepared for frames of one size is kept for the next ones: the method is chosen, and its plan made, with the first
 * frame and with one of another size.
 *
 * Cost: that of `convolve2d` for four channels; a few milliseconds for a kernel of 3 x 3 and 1920 x 1080 pixels. Memory: two
 * frames in the engine. Allocates in steady state nothing but the result, and not even that where it is given a frame to write
 * to, or a `pool`.
 *
 * @example
 * const filter = new FrameFilter(box(3, 1))
 * const frame = { data: Uint8ClampedArray.of(0, 9, 90, 255, 30, 9, 0, 128), width: 2, height: 1 }
 * filter.process(frame).data // Uint8ClampedArray [20, 9, 30, 255, 10, 9, 60, 128]
 * filter.dispose()
 * @see filterFrame for a single frame, TemporalFilter
 */
export class FrameFilter implements Processor<Frame, Frame | readonly []> {
  readonly #options: FrameFilterOptions
  #kernel: Plane<Float64Array>
  #plan: FramePlan | undefined
  /** That of the frames so far, which outlives a kernel. */
  #size: Size | undefined
  readonly #pool: FramePool
  #isDisposed = false

  /**
   * @param kernel Its sides may be odd or even.
   * @param options Boundary, method, and what a change of size does.
   * @throws TypeError, RangeError if the kernel is not a plane, or not finite, an option is unknown or out of its range, or a
   *   method cannot take the kernel.
   */
  constructor(kernel: Plane, options?: FrameFilterOptions) {
    const own = readOptions(options, FRAME_FILTER_OPTIONS)
    requireFilterOptions(own)
    this.#options = own
    this.#pool = new FramePool(own.pool ?? 0)
    this.#kernel = checkedKernel(kernel, own)
  }

  /**
   * Returns the frame filtered.
   *
   * @param frame It is not kept.
   * @param out Where the result goes: a frame of the same size, which may be the frame itself. Default: the next one of the
   *   `pool`, or a new frame.
   * @throws TypeError if a frame is not one. RangeError if its size and data do not match, if it has another size than the one
   *   before and that is refused, or if `out` has another size; nothing has changed then.
   */
  process(frame: Frame, out?: Frame): Frame {
    if (this.#isDisposed) throw disposedError()
    const given = readFrame(frame, 'frame')
    const room = out === undefined ? undefined : readRoom(out, given)
    const plan = this.#planFor(given)
    const result = out ?? this.#pool.take(given)
    plan.run(given.data, (room ?? result).data)
    return result
  }

  /** Returns nothing, as nothing is owed, and resets. */
  flush(): readonly [] {
    this.reset()
    return []
  }

  /**
   * Replaces the kernel, from the next frame on.
   *
   * @throws TypeError, RangeError as the constructor; nothing has changed then.
   */
  setKernel(kernel: Plane): void {
    if (this.#isDisposed) throw disposedError()
    this.#kernel = checkedKernel(kernel, this.#options)
    this.#dropPlan()
  }

  /** Forgets the size of the frames: the next one may have any. */
  reset(): void {
    if (this.#isDisposed) throw disposedError()
    this.#dropPlan()
    this.#size = undefined
  }

  /** Gives the memory back. To use the filter afterwards is an error. */
  dispose(): void {
    this.#isDisposed = true
    this.#dropPlan()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #planFor(frame: Frame): FramePlan {
    const [plan, size] = [this.#plan, this.#size]
    if (plan?.fits(frame)) return plan
    const isOther = size !== undefined && (size.width !== frame.width || size.height !== frame.height)
    if (isOther && this.#options.sizeChange === 'refuse') throw sizeChangeError(frame, size)
    const next = allOrNothing(() => new FramePlan(this.#kernel, frame, this.#options))
    this.#dropPlan()
    this.#size = { width: frame.width, height: frame.height }
    return (this.#plan = next)
  }

  #dropPlan(): void {
    this.#plan?.free()
    this.#plan = undefined
  }
}

function requireFilterOptions(options: FrameFilterOptions): void {
  requireConvolve2dOptions(options)
  const { sizeChange = 'adapt', fillValue = 0, alpha = 'keep', pool = 0 } = options
  requireSizeChange(sizeChange)
  requireOneOf(alpha, ['keep', 'weight'], 'alpha')
  requireCount(pool, 0, 'pool')
  if (!Number.isFinite(fillValue)) {
    throw new RangeError(`fillValue must be a finite number, from 0 to 255 as a rule, got ${fillValue}`)
  }
  if (alpha === 'weight' && fillValue !== 0) {
    throw new RangeError(
      `fillValue must be 0 where alpha is 'weight', got ${fillValue}: what lies beyond the edges is transparent then`,
    )
  }
}

function readRoom(out: Frame, { width, height }: Size): Frame {
  const room = readFrame(out, 'out')
  if (room.width === width && room.height === height) return room
  throw new RangeError(
    `out must be ${width} x ${height}, as the frame is, got ${room.width} x ${room.height}`,
  )
}

/** A copy of the kernel. A method that cannot take it is found out now, not with the first frame. */
function checkedKernel(kernel: Plane, options: FrameFilterOptions): Plane<Float64Array> {
  const { data, width, height } = readPlane(kernel, 'kernel')
  requireFinite(data, 'kernel.data')
  requireRepresentable(data, 'float32', 'kernel.data')
  const copy = { data: Float64Array.from(data), width, height }
  const { method = 'auto' } = options
  if (method !== 'auto') new FramePlan(copy, copy, options).free()
  return copy
}
