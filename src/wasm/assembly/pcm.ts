// Samples in the form of files and pipes: 16-bit little-endian integers, interleaved by channel. `pitch` is the distance in bytes
// from a channel's float32 samples to those of the next one. Whole vectors of 16 bytes are read and written.

const SCALE: f32 = 32768

/** target[c·pitch + i] = source[i·channels + c]/2¹⁵ for i < count. */
export function decode16(target: usize, pitch: usize, source: usize, channels: usize, count: usize): void {
  if (channels === 1) {
    for (const end = target + (count << 2); target < end; target += 32, source += 16) {
      const pair = v128.load(source)
      v128.store(target, fraction(v128.extend_low<i16>(pair)))
      v128.store(target, fraction(v128.extend_high<i16>(pair)), 16)
    }
  } else if (channels === 2) {
    const right = target + pitch
    for (let at: usize = 0; at < count << 2; at += 16) {
      const frames = v128.load(source + at)
      v128.store(target + at, fraction(v128.shr<i32>(v128.shl<i32>(frames, 16), 16)))
      v128.store(right + at, fraction(v128.shr<i32>(frames, 16)))
    }
  } else {
    const stride = channels << 1
    for (const end = source + stride; source < end; source += 2, target += pitch) {
      for (let i: usize = 0, at = source; i < count << 2; i += 4, at += stride) {
        store<f32>(target + i, <f32>load<i16>(at) / SCALE)
      }
    }
  }
}

/** target[i·channels + c] = source[c·pitch + i]·2¹⁵ for i < count, rounded, halves upwards, and clipped; 0 for NaN. */
export function encode16(target: usize, source: usize, pitch: usize, channels: usize, count: usize): void {
  if (channels === 1) {
    for (const end = source + (count << 2); source < end; source += 32, target += 16) {
      v128.store(target, v128.narrow<i32>(whole(v128.load(source)), whole(v128.load(source, 16))))
    }
  } else if (channels === 2) {
    const right = source + pitch
    for (let at: usize = 0; at < count << 2; at += 16) {
      const both = v128.narrow<i32>(whole(v128.load(source + at)), whole(v128.load(right + at)))
      v128.store(target + at, v128.shuffle<i16>(both, both, 0, 4, 1, 5, 2, 6, 3, 7))
    }
  } else {
    const stride = channels << 1
    for (const end = target + stride; target < end; target += 2, source += pitch) {
      for (let i: usize = 0, at = target; i < count << 2; i += 4, at += stride) {
        const rounded = i32x4.extract_lane(whole(v128.splat<f32>(load<f32>(source + i))), 0)
        store<i16>(at, max(min(rounded, 32767), -32768))
      }
    }
  }
}

/**
 * Returns the greatest |source[i]| for i < count, which is a multiple of four, or `peak` if that is greater; and stores at `beyond`
 * (i32) the number of magnitudes that are greater than 1 or NaN.
 */
export function level(source: usize, count: usize, peak: f32, beyond: usize): f32 {
  const one = v128.splat<f32>(1)
  let greatest = v128.splat<f32>(peak)
  let within = v128.splat<i32>(0)
  for (const end = source + (count << 2); source < end; source += 16) {
    const magnitude = v128.abs<f32>(v128.load(source))
    greatest = v128.pmax<f32>(greatest, magnitude)
    within = v128.sub<i32>(within, v128.le<f32>(magnitude, one))
  }
  store<i32>(beyond, <i32>count - sumOf(within))
  return max(
    max(f32x4.extract_lane(greatest, 0), f32x4.extract_lane(greatest, 1)),
    max(f32x4.extract_lane(greatest, 2), f32x4.extract_lane(greatest, 3)),
  )
}

@inline
function sumOf(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  )
}

@inline
function fraction(integers: v128): v128 {
  return v128.mul<f32>(v128.convert<i32>(integers), v128.splat<f32>(1 / SCALE))
}

/** x·2¹⁵ rounded, halves upwards. Not ⌊y + 0.5⌋, because the sum is rounded first, to 1 for the greatest number below 0.5. */
@inline
function whole(samples: v128): v128 {
  const y = v128.mul<f32>(samples, v128.splat<f32>(SCALE))
  const floor = v128.floor<f32>(y)
  const isUp = v128.ge<f32>(v128.sub<f32>(y, floor), v128.splat<f32>(0.5))
  return v128.sub<i32>(i32x4.trunc_sat_f32x4_s(floor), isUp)
}
