import { requireCount, requireSignal } from '../require.js'
import { type SignalLike } from '../samples.js'

/** A grid of numbers: row after row from the top, each from left to right. */
export interface Plane<Data extends SignalLike = SignalLike> {
  /** width·height numbers; the one at column x of row y is data[y·width + x]. */
  readonly data: Data
  readonly width: number
  readonly height: number
}

/** Throws unless `plane` is one: positive sizes, and just as many numbers. */
export function requirePlane(plane: Plane, name: string): void {
  if (typeof plane !== 'object' || (plane as unknown) === null) {
    throw new TypeError(`${name} is no plane: give an object with data, width and height`)
  }
  const { data, width, height } = plane
  requireSignal(data, `${name}.data`)
  requireCount(width, 1, `${name}.width`)
  requireCount(height, 1, `${name}.height`)
  if (data.length !== width * height) {
    const isFrame = data.length === 4 * width * height
    const remedy = isFrame
      ? 'of a frame take luminance(frame), or use filterFrame'
      : 'give that many, row after row'
    throw new RangeError(
      `${name}.data has ${data.length} numbers, but ${width} x ${height} are ${width * height}: ${remedy}`,
    )
  }
}
