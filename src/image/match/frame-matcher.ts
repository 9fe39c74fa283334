import { readOptions } from '../../require.js'
import type { OwnUint8Array, Precision, TypedSignal } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import { fingerprintOf, type Settings } from '../../stream/snapshot/settings.js'
import { requireLive } from '../../wasm/heap.js'
import { simd } from '../../wasm/module.js'
import { type Frame, isFrame, readImage } from '../plane/frame.js'
import { luminanceOf } from '../plane/luminance.js'
import { type Plane, planePrecisionOf } from '../plane/plane.js'
import {
  MATCH_2D_OPTIONS,
  type Match2d,
  type Match2dOptions,
  matchRule2d,
  type MatchRule2d,
} from './match-2d.js'
import { MatchSearch2d } from './match-search-2d.js'
import { prepareTemplate2d, type Template2d } from './template-2d.js'

/** The search for frames of one size. */
interface SizedSearch {
  readonly search: MatchSearch2d
  readonly width: number
  readonly height: number
  readonly precision: Precision
}

/**
 * Finds a template in a stream of frames: `findMatches2d` with plans that are kept while the size of the frames stays the same.
 * Any size is allowed. You may pass planes, or frames such as the browser's `ImageData`, which are searched by their luminance.
 *
 * The matches of a frame do not depend on other frames.
 *
 * Cost: that of `findMatches2d` without preparing the template. The preparation takes some milliseconds, once per size. Memory:
 * about ten planes of a tile, and one of a frame.
 *
 * @example
 * const matcher = new FrameMatcher({ data: [1, 3, 2, 5], width: 2, height: 2 })
 * const frame = { data: [0, 0, 0, 0, 1, 3, 0, 2, 5, 0, 0, 0], width: 3, height: 4 }
 * matcher.process(frame).map(({ x, y }) => [x, y]) // [[1, 1]]
 * matcher.dispose()
 * @see matchFrames
 */
export class FrameMatcher implements Resumable<Frame | Plane, Match2d[]> {
  readonly #template: Template2d
  readonly #rule: MatchRule2d
  #sized: SizedSearch | undefined
  #isDisposed = false

  /**
   * @param template As for `findMatches2d`, or a frame, which is reduced to its luminance. It is copied.
   * @param options What counts as a match; measure and mask.
   * @throws TypeError, RangeError as `findMatches2d`.
   */
  constructor(template: Frame | Plane, options?: Match2dOptions) {
    const given = readOptions(options, MATCH_2D_OPTIONS)
    this.#rule = matchRule2d(given)
    this.#template = prepareTemplate2d(planeOf(template, 'template'), given.mask, this.#rule.measure)
  }

  /**
   * Makes a matcher that continues where another one was when the snapshot was taken.
   *
   * @param template The template of the other one.
   * @param rest Its options, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments or another binary (SIMD).
   */
  static restore(template: Frame | Plane, ...rest: RestoreArguments<Match2dOptions>): FrameMatcher {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new FrameMatcher(template, options), (matcher) => {
      decodeSnapshot(bytes, 'FrameMatcher', matcher.#settings, () => undefined)
    })
  }

  /**
   * Returns the matches in a frame, best first.
   *
   * @throws TypeError, RangeError if it is neither a frame nor a plane, or smaller than the template. The matcher is then as it
   *   was. Error after `dispose`.
   */
  process(frame: Frame | Plane): Match2d[] {
    requireLive(this.#isDisposed)
    const { data, width, height } = planeOf(frame, 'frame')
    return this.#searchFor(width, height, planePrecisionOf(data)).find({ data, width })
  }

  /** Returns no matches: every frame has been answered already. */
  flush(): Match2d[] {
    requireLive(this.#isDisposed)
    return []
  }

  /** Returns bytes for `restore`. They hold only the settings, because no frame depends on another. */
  snapshot(): OwnUint8Array {
    requireLive(this.#isDisposed)
    return encodeSnapshot('FrameMatcher', this.#settings, () => undefined)
  }

  /** Does nothing: no frame depends on another. */
  reset(): void {
    requireLive(this.#isDisposed)
  }

  dispose(): void {
    this.#isDisposed = true
    this.#sized?.search.free()
    this.#sized = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { width, height, mask = new Float64Array(0), mean, centered } = this.#template
    const numbers = Float64Array.of(width, height, mean)
    return { ...this.#rule, template: fingerprintOf(numbers, mask, centered.values), simd: simd() }
  }

  #searchFor(width: number, height: number, precision: Precision): MatchSearch2d {
    const known = this.#sized
    if (known?.width === width && known.height === height && known.precision === precision)
      return known.search
    const search = new MatchSearch2d(this.#template, this.#rule, width, height, precision)
    known?.search.free()
    this.#sized = { search, width, height, precision }
    return search
  }
}

function planeOf(image: Frame | Plane, name: string): Plane<TypedSignal> {
  const read = readImage(image, name)
  return isFrame(read) ? luminanceOf(read) : read
}
