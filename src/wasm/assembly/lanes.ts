// The vector operations that everything else is built on, generic over f32 (four lanes) and f64 (two lanes).

/** A spectrum holds vectors of complex numbers: 16 bytes of real parts, then 16 bytes of imaginary parts. */
@inline export const COMPLEX: usize = 32

/** a·b + c, with one rounding in the relaxed binary and two in the baseline binary. */
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.relaxed_madd<T>(a, b, c) : v128.add<T>(c, v128.mul<T>(a, b))
}

/** c − a·b, rounded as `madd` is. */
@inline
export function nmadd<T>(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? v128.relaxed_nmadd<T>(a, b, c) : v128.sub<T>(c, v128.mul<T>(a, b))
}

/** The scalar number `index` of an array, in every lane. */
@inline
export function splatAt<T>(array: usize, index: usize): v128 {
  const address = array + index * sizeof<T>()
  return sizeof<T>() == 4 ? v128.load32_splat(address) : v128.load64_splat(address)
}

@inline
export function evenPairs<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 0, 4, 1, 5) : v128.shuffle<f64>(a, b, 0, 2)
}

@inline
export function oddPairs<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 2, 6, 3, 7) : v128.shuffle<f64>(a, b, 1, 3)
}

@inline
export function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2)
}

@inline
export function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3)
}

@inline
export function evens<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 0, 2, 4, 6) : lowHalves(a, b)
}

@inline
export function odds<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 1, 3, 5, 7) : highHalves(a, b)
}

/** The first half of the complex numbers of two vectors, interleaved. */
@inline
export function firstPairs<T>(re: v128, im: v128): v128 {
  return sizeof<T>() == 4 ? evenPairs<T>(re, im) : lowHalves(re, im)
}

@inline
export function lastPairs<T>(re: v128, im: v128): v128 {
  return sizeof<T>() == 4 ? oddPairs<T>(re, im) : highHalves(re, im)
}

/** The complex numbers of a vector of these, the last one first. */
@inline
export function swapped<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f64>(a, a, 1, 0) : a
}
