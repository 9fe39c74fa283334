import { requireRepresentable } from '../../convolution/require-representable.js'
import { type OptionNames, readOptions, requireCount, requireFinite, requireOneOf } from '../../require.js'
import type { OwnUint8Array } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { fingerprintOf, type Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { allOrNothing, requireLive } from '../../wasm/heap.js'
import { simd } from '../../wasm/module.js'
import { requireConvolve2dOptions } from '../convolve/convolve-2d-options.js'
import type { Method2d } from '../convolve/method-2d.js'
import type { Boundary } from '../plane/boundary.js'
import { type Frame, readFrame } from '../plane/frame.js'
import { type Plane, readPlane } from '../plane/plane.js'
import { requireSizeChange, type Size, type SizeChange, sizeChangeError } from '../plane/size-change.js'
import { type Alpha, FramePlan } from './frame-plan.js'
import { FramePool } from './frame-pool.js'

/** The options of `FrameFilter`. */
export interface FrameFilterOptions {
  /**
   * What lies beyond the edges, as for `convolve2d`. Default 'reflect', as in OpenCV. With 'fill', a blurred frame darkens
   * towards its edges, and edge kernels find an edge all around it.
   */
  readonly boundary?: Boundary
  /** The value that 'fill' gives red, green and blue. Default 0. */
  readonly fillValue?: number
  /** The method of computation. Default 'auto': the fastest by the estimates of `chooseMethod2d`. */
  readonly method?: Method2d
  /** The relative error that you accept in the kernel for the speed of a separable one, as for `convolve2d`. Default 0. */
  readonly approximation?: number
  /**
   * How alpha is treated. 'keep' (default): alpha stays as it is and does not affect the colors. 'weight': colors are
   * weighted by their alpha, and alpha is convolved as well, so that transparent pixels do not bleed into a blur: alpha = Σ
   * k·alpha, color = Σ k·alpha·color/Σ k·alpha, or 0 where alpha becomes 0. With boundary 'fill', the pixels beyond the edges
   * are transparent.
   */
  readonly alpha?: Alpha
  /** What to do when the size of the frames changes: 'adapt' to it (default) or 'refuse' the frame. */
  readonly sizeChange?: SizeChange
  /**
   * The number of frames that receive the results in turn. 0 (default): each result is a new frame, yours to keep. n: a result
   * is overwritten after n more frames, and nothing is allocated in steady state.
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
 * out[y][x] = Σₗ Σₖ kernel[l][k]·frame[y − l + ⌊(L − 1)/2⌋][x − k + ⌊(K − 1)/2⌋] for a kernel of L rows and K columns, as mode
 * 'same' of `convolve2d` does, in float32. Results are rounded to the nearest whole number (halves to even) and clamped to 0 …
 * 255, as a Uint8ClampedArray does. Unless `alpha` is 'weight', alpha is kept and colors are not multiplied by it.
 *
 * The plan for frames of one size is kept: the method is chosen and its plan made with the first frame, and again whenever the
 * size changes.
 *
 * Cost: that of `convolve2d` for three channels, or for four with `alpha` 'weight'; a few milliseconds for a kernel of 3 x 3 and
 * 1920 x 1080 pixels. Memory: two frames in the engine. In steady state it allocates only the result, and not even
 * that if you pass `out` or use a `pool`.
 *
 * @example
 * const filter = new FrameFilter(box(3, 1))
 * const frame = { data: Uint8ClampedArray.of(0, 9, 90, 255, 30, 9, 0, 128), width: 2, height: 1 }
 * filter.process(frame).data // Uint8ClampedArray [20, 9, 30, 255, 10, 9, 60, 128]
 * filter.dispose()
 * @see filterFrame for a single frame, TemporalFilter
 */
export class FrameFilter implements Resumable<Frame, Frame | readonly []> {
  readonly #options: FrameFilterOptions
  #kernel: Plane<Float64Array>
  #plan: FramePlan | undefined
  /** The size of the frames so far. It outlives a kernel. */
  #size: Size | undefined
  readonly #pool: FramePool
  #isDisposed = false

  /**
   * @param kernel The kernel, whose sides may be odd or even.
   * @param options Boundary, method, alpha, size changes, pool.
   * @throws TypeError, RangeError if the kernel is not a plane or not finite, an option is unknown or out of range, or the
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
   * Makes a filter that continues where another one was when the snapshot was taken.
   *
   * @param kernel The kernel of the other one.
   * @param rest Its options, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments or another binary (SIMD).
   */
  static restore(kernel: Plane, ...rest: RestoreArguments<FrameFilterOptions>): FrameFilter {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new FrameFilter(kernel, options), (filter) => {
      decodeSnapshot(bytes, 'FrameFilter', filter.#settings, (reader) => {
        filter.#load(reader)
      })
    })
  }

  /**
   * Returns the filtered frame.
   *
   * @param frame The frame, which is not kept.
   * @param out Receives the result: a frame of the same size, which may be `frame` itself. Default: the next frame of the
   *   `pool`, or a new one.
   * @throws TypeError if `frame` or `out` is not a frame. RangeError if its size and data do not match, the size changed and
   *   that is refused, or `out` has another size. The filter is then as it was.
   */
  process(frame: Frame, out?: Frame): Frame {
    requireLive(this.#isDisposed)
    const given = readFrame(frame, 'frame')
    const room = out === undefined ? undefined : readRoom(out, given)
    const plan = this.#planFor(given)
    const result = out ?? this.#pool.take(given)
    plan.run(given, room ?? result)
    return result
  }

  /** Resets. Returns nothing, as every frame has been returned already. */
  flush(): readonly [] {
    this.reset()
    return []
  }

  /**
   * Replaces the kernel, from the next frame on.
   *
   * @throws TypeError, RangeError as the constructor. The filter is then as it was.
   */
  setKernel(kernel: Plane): void {
    requireLive(this.#isDisposed)
    this.#kernel = checkedKernel(kernel, this.#options)
    this.#dropPlan()
  }

  /** Returns the state as bytes, for `restore`: the size of the frames. */
  snapshot(): OwnUint8Array {
    requireLive(this.#isDisposed)
    return encodeSnapshot('FrameFilter', this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  /** Forgets the size of the frames: the next frame may have any size. */
  reset(): void {
    requireLive(this.#isDisposed)
    this.#dropPlan()
    this.#size = undefined
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
    const { pool: _pool, ...options } = this.#options
    const { data, width, height } = this.#kernel
    return { kernel: fingerprintOf(data, Float64Array.of(width, height)), ...options, simd: simd() }
  }

  #save(writer: SnapshotWriter): void {
    const { width = 0, height = 0 } = this.#size ?? {}
    for (const number of [width, height]) writer.number(number)
  }

  #load(reader: SnapshotReader): void {
    const width = reader.count(0, GREATEST_SIDE)
    const height = reader.count(Math.min(width, 1), width === 0 ? 0 : GREATEST_SIDE)
    this.#size = width === 0 ? undefined : { width, height }
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

/** No frame has longer sides. */
const GREATEST_SIDE = 2 ** 32

function requireFilterOptions(options: FrameFilterOptions): void {
  requireConvolve2dOptions(options)
  const { sizeChange = 'adapt', fillValue = 0, alpha = 'keep', pool = 0 } = options
  requireSizeChange(sizeChange)
  requireOneOf(alpha, ['keep', 'weight'], 'alpha')
  requireCount(pool, 0, 'pool')
  if (!Number.isFinite(fillValue)) {
    throw new RangeError(`fillValue must be a finite number, usually from 0 to 255, got ${fillValue}`)
  }
  if (alpha === 'weight' && fillValue !== 0) {
    throw new RangeError(
      `fillValue must be 0 with alpha 'weight', got ${fillValue}: the pixels beyond the edges are transparent`,
    )
  }
}

function readRoom(out: Frame, { width, height }: Size): Frame {
  const room = readFrame(out, 'out')
  if (room.width === width && room.height === height) return room
  throw new RangeError(`out must be ${width} x ${height}, like the frame, got ${room.width} x ${room.height}`)
}

/** Returns a copy of the kernel. A method that cannot take it throws now, not with the first frame. */
function checkedKernel(kernel: Plane, options: FrameFilterOptions): Plane<Float64Array> {
  const { data, width, height } = readPlane(kernel, 'kernel')
  requireFinite(data, 'kernel.data')
  requireRepresentable(data, 'float32', 'kernel.data')
  const copy = { data: Float64Array.from(data), width, height }
  const { method = 'auto' } = options
  if (method !== 'auto') new FramePlan(copy, copy, options).free()
  return copy
}
