// How the transform of real numbers lays out rows and bins. real.ts explains the transform.

import { COMPLEX, evenPairs, firstPairs, highHalves, lastPairs, lowHalves, oddPairs, swapped } from './lanes'

/** Where complex numbers go: as they are to a row; to neighbouring bins, upwards or downwards; the first one to its bin. */
export const ROW: i32 = 0
export const UP: i32 = 1
export const DOWN: i32 = 2
export const ONE: i32 = 3
/** Where pairs of reals go, if not to a row: to samples, as their sum and difference. */
export const SAMPLES: i32 = 4

@inline
export function put<T>(p: usize, re: v128, im: v128, form: i32): void {
  if (form == ROW) {
    v128.store(p, re)
    v128.store(p, im, 16)
  } else if (form == ONE) {
    if (sizeof<T>() == 4) v128.store64_lane(p, firstPairs<T>(re, im), 0)
    else v128.store(p, firstPairs<T>(re, im))
  } else if (form == UP) {
    v128.store(p, firstPairs<T>(re, im))
    v128.store(p, lastPairs<T>(re, im), 16)
  } else {
    v128.store(p, swapped<T>(lastPairs<T>(re, im)))
    v128.store(p, swapped<T>(firstPairs<T>(re, im)), 16)
  }
}

/** Where in as many rows of four columns as a vector has lanes vector j of `transposed` lies. */
@inline
export function vectorOf<T>(j: usize): usize {
  return (sizeof<T>() == 4 ? j : (j >> 1) + (j & 1) * 2) * COMPLEX
}

/** Where in a row of four columns column j lies. */
@inline
export function columnOf<T>(j: usize): usize {
  return sizeof<T>() == 4 ? j * 4 : (j >> 1) * COMPLEX + (j & 1) * 8
}

/** Vector j of the transpose of these rows, or back. */
@inline
export function transposed<T>(j: i32, v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  if (sizeof<T>() == 8) {
    const a = j < 2 ? v0 : v2
    const b = j < 2 ? v1 : v3
    return j & 1 ? highHalves(a, b) : lowHalves(a, b)
  }
  const a = j < 2 ? evenPairs<T>(v0, v1) : oddPairs<T>(v0, v1)
  const b = j < 2 ? evenPairs<T>(v2, v3) : oddPairs<T>(v2, v3)
  return j & 1 ? highHalves(a, b) : lowHalves(a, b)
}
