import { describe } from '../../describe.js'
import { readSignal, requireCount } from '../../require.js'
import { type Precision, type SignalLike, type TypedSignal, typedArrayName } from '../../samples.js'

/** A grid of numbers: row by row from the top, each from left to right. */
export interface Plane<Data extends SignalLike = SignalLike> {
  /** width·height numbers; the one at column x of row y is data[y·width + x]. */
  readonly data: Data
  readonly width: number
  readonly height: number
}

/** Returns the plane, each property read once. Throws unless its sizes are positive and match the data. */
export function readPlane(plane: Plane, name: string): Plane<TypedSignal> {
  requireShaped(plane, name, '{ data, width, height }', 'numbers, row by row')
  const { data, width, height } = plane
  const numbers = readSignal(data, `${name}.data`)
  requireCount(width, 1, `${name}.width`)
  requireCount(height, 1, `${name}.height`)
  if (numbers.length === width * height) return { data: numbers, width, height }
  const isFrame = numbers.length === 4 * width * height
  const remedy = isFrame ? ': for a frame, pass luminance(frame), or use filterFrame' : ''
  throw new RangeError(
    `${name}.data must have ${width} x ${height} = ${width * height} numbers, got ${numbers.length}${remedy}`,
  )
}

/** Throws unless `value` is an object other than an array. Messages say that it must be an object `shape` of `what`. */
export function requireShaped(value: object, name: string, shape: string, what: string): void {
  const isArray = Array.isArray(value) || typedArrayName(value) !== undefined
  if (typeof value === 'object' && (value as unknown) !== null && !isArray) return
  const remedy = Array.isArray(value) && Array.isArray(value[0]) ? ': pass rows.flat() as data' : ''
  throw new TypeError(`${name} must be an object ${shape} of ${what}, got ${describe(value)}${remedy}`)
}

/** The precision in which a plane is computed. Bytes are exact in float32. */
export function planePrecisionOf(data: SignalLike): Precision {
  const isSingle = ['Float32Array', 'Uint8Array', 'Uint8ClampedArray'].includes(typedArrayName(data) ?? '')
  return isSingle ? 'float32' : 'float64'
}
