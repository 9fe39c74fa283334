// Converts between the bytes of images and float32.

/**
 * Spreads rows that lie end to end: the numbers at target + i·pitch are the bytes at source + i·count. Nothing else is touched. Rows
 * of numbers may lie before the last of the bytes, and overlap them.
 */
export function widen(target: usize, pitch: usize, source: usize, count: usize, rows: usize): void {
  for (; rows > 0; rows--, target += pitch) {
    const end = source + count
    let to = target
    for (const whole = source + (count & ~15); source < whole; source += 16, to += 64) {
      const bytes = v128.load(source)
      const low = v128.extend_low<u8>(bytes)
      const high = v128.extend_high<u8>(bytes)
      v128.store(to, v128.convert<i32>(v128.extend_low<u16>(low)))
      v128.store(to, v128.convert<i32>(v128.extend_high<u16>(low)), 16)
      v128.store(to, v128.convert<i32>(v128.extend_low<u16>(high)), 32)
      v128.store(to, v128.convert<i32>(v128.extend_high<u16>(high)), 48)
    }
    for (; source < end; source++, to += 4) store<f32>(to, f32(load<u8>(source)))
  }
}

/**
 * target[i] = source[i], rounded to the nearest whole number (halves to even) and clamped to 0 … 255. Where the corresponding
 * one of the four bytes of `mask` is 0, target[i] = kept[i]. Whole vectors of 16 are read, and nothing after the last byte is
 * written.
 *
 * `greatest` is 255 and `whole` 1.5·2²³: hosts would make constants anew for each vector, which takes longer than the rest.
 */
export function narrow(
  target: usize,
  source: usize,
  kept: usize,
  mask: i32,
  count: usize,
  greatest: f32,
  whole: f32,
): void {
  const written = v128.splat<i32>(mask)
  const limit = v128.splat<f32>(greatest)
  const shift = v128.splat<f32>(whole)
  const end = target + count
  for (const last = target + (count & ~15); target < last; source += 64, target += 16, kept += 16) {
    v128.store(target, narrowed(source, kept, written, limit, shift))
  }
  if (target == end) return
  let rest = narrowed(source, kept, written, limit, shift)
  for (; target < end; target++) {
    v128.store_lane<u8>(target, rest, 0)
    rest = v128.shuffle<u8>(rest, rest, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0)
  }
}

@inline
function narrowed(source: usize, kept: usize, written: v128, limit: v128, shift: v128): v128 {
  const low = v128.narrow<i32>(rounded(source, limit, shift), rounded(source + 16, limit, shift))
  const high = v128.narrow<i32>(rounded(source + 32, limit, shift), rounded(source + 48, limit, shift))
  const bytes = v128.and(i8x16.narrow_i16x8_u(low, high), written)
  return v128.or(bytes, v128.andnot(v128.load(kept), written))
}

/** Clamped to 0 … 255 and rounded. */
@inline
function rounded(source: usize, limit: v128, shift: v128): v128 {
  return v128.xor(biased(source, limit, shift), shift)
}

/**
 * Clamped to 0 … 255, plus 1.5·2²³. There, the last bit of a sum stands for 1: this rounds halves to even, and the last byte is
 * that of the whole number. It takes half as long as a conversion, which hosts extend to numbers beyond the range.
 */
@inline
function biased(source: usize, limit: v128, shift: v128): v128 {
  const clamped = v128.pmin<f32>(limit, v128.pmax<f32>(v128.splat<f32>(0), v128.load(source)))
  return v128.add<f32>(clamped, shift)
}

/**
 * Deals the bytes of `count` pixels out to three or four planes, `distance` bytes apart, as numbers. Nothing else is touched. `last` is
 * 255.
 */
export function split(
  target: usize,
  distance: usize,
  source: usize,
  count: usize,
  channels: usize,
  last: i32,
): void {
  const mask = v128.splat<i32>(last)
  const end = source + 4 * count
  for (const whole = source + 4 * (count & ~3); source < whole; source += 16, target += 16) {
    const pixels = v128.load(source)
    const green = target + distance
    const blue = green + distance
    v128.store(target, v128.convert<i32>(v128.and(pixels, mask)))
    v128.store(green, v128.convert<i32>(v128.and(v128.shr<u32>(pixels, 8), mask)))
    v128.store(blue, v128.convert<i32>(v128.and(v128.shr<u32>(pixels, 16), mask)))
    if (channels == 4) v128.store(blue + distance, v128.convert<i32>(v128.shr<u32>(pixels, 24)))
  }
  for (; source < end; source += 4, target += 4) {
    for (let c: usize = 0; c < channels; c++) store<f32>(target + c * distance, f32(load<u8>(source + c)))
  }
}

/**
 * Makes `count` pixels of three or four planes, `distance` bytes apart: numbers are rounded and clamped as by `narrow`. With three
 * planes, each pixel has the alpha of `kept`, which is read in whole vectors. Nothing else is written. `alpha` is 255·2²⁴.
 */
export function join(
  target: usize,
  source: usize,
  distance: usize,
  kept: usize,
  count: usize,
  channels: i32,
  alpha: i32,
  greatest: f32,
  whole: f32,
): void {
  const mask = v128.splat<i32>(alpha)
  const limit = v128.splat<f32>(greatest)
  const shift = v128.splat<f32>(whole)
  const end = target + 4 * count
  for (; target < end; source += 16, target += 16, kept += 16) {
    const green = source + distance
    const blue = green + distance
    const colors = v128.or(
      rounded(source, limit, shift),
      v128.or(v128.shl<i32>(biased(green, limit, shift), 8), v128.shl<i32>(biased(blue, limit, shift), 16)),
    )
    const top = channels == 4 ? v128.shl<i32>(biased(blue + distance, limit, shift), 24) : v128.load(kept)
    let pixels = v128.bitselect(top, colors, mask)
    if (target + 16 <= end) v128.store(target, pixels)
    else {
      for (let to = target; to < end; to += 4) {
        v128.store_lane<u32>(to, pixels, 0)
        pixels = v128.shuffle<u32>(pixels, pixels, 1, 2, 3, 0)
      }
    }
  }
}
