import type { SignalLike } from '../samples.js'

/** Throws unless an array has as many numbers as a transform of this size takes. */
export function requireTransformLength(array: SignalLike, length: number, name: string): void {
  if (array.length === length) return
  throw new RangeError(`${name} must have ${length} numbers for this transform, got ${array.length}`)
}
