import type { Plane } from '../plane/plane.js'

/** The kernel with these rows. */
export function kernelOf(...rows: readonly (readonly number[])[]): Plane<Float64Array> {
  // −0 would be correct as a tap, but looks odd.
  return {
    data: Float64Array.from(rows.flat(), (tap) => tap + 0),
    width: rows[0].length,
    height: rows.length,
  }
}
