// Converts between the bytes of images and float32.

/** target[i] = source[i] for i < count. Nothing after that is read or written, because the next row may lie there. */
export function widen(target: usize, source: usize, count: usize): void {
  const end = source + count
  for (const whole = source + (count & ~15); source < whole; source += 16, target += 64) {
    const bytes = v128.load(source)
    const low = v128.extend_low<u8>(bytes)
    const high = v128.extend_high<u8>(bytes)
    v128.store(target, v128.convert<i32>(v128.extend_low<u16>(low)))
    v128.store(target, v128.convert<i32>(v128.extend_high<u16>(low)), 16)
    v128.store(target, v128.convert<i32>(v128.extend_low<u16>(high)), 32)
    v128.store(target, v128.convert<i32>(v128.extend_high<u16>(high)), 48)
  }
  for (; source < end; source++, target += 4) store<f32>(target, f32(load<u8>(source)))
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

/**
 * Clamped to 0 … 255 and rounded. Where 1.5·2²³ is added, the last bit of the sum stands for 1: this rounds halves to even, and the bits are
 * those of the whole number. It takes half as long as a conversion, which hosts extend to numbers beyond the range.
 */
@inline
function rounded(source: usize, limit: v128, shift: v128): v128 {
  const clamped = v128.pmin<f32>(limit, v128.pmax<f32>(v128.splat<f32>(0), v128.load(source)))
  return v128.xor(v128.add<f32>(clamped, shift), shift)
}
