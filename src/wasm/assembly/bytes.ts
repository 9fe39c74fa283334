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
 */
export function narrow(target: usize, source: usize, kept: usize, mask: i32, count: usize): void {
  const written = v128.splat<i32>(mask)
  const end = target + count
  for (const whole = target + (count & ~15); target < whole; source += 64, target += 16, kept += 16) {
    v128.store(target, narrowed(source, kept, written))
  }
  if (target == end) return
  let last = narrowed(source, kept, written)
  for (; target < end; target++) {
    v128.store_lane<u8>(target, last, 0)
    last = v128.shuffle<u8>(last, last, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0)
  }
}

@inline
function narrowed(source: usize, kept: usize, written: v128): v128 {
  const low = v128.narrow<i32>(rounded(source), rounded(source + 16))
  const high = v128.narrow<i32>(rounded(source + 32), rounded(source + 48))
  const bytes = v128.and(i8x16.narrow_i16x8_u(low, high), written)
  return v128.or(bytes, v128.andnot(v128.load(kept), written))
}

@inline
function rounded(source: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(v128.nearest<f32>(v128.load(source)))
}
