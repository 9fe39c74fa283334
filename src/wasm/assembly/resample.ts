// Resampling: inner products of samples with taps that differ from output to output.
//
// An output lies index + phase/up samples after the first one, and its taps begin `index` samples after `x`. From one output to
// the next, the index grows by `whole` and the phase by `part`, with a carry at `up`. Tap counts are multiples of four.

import { highHalves, lowHalves, madd } from './lanes'

/** Replaces infinite samples by NaN. Reads and writes whole vectors. */
@inline
export function markGaps<T>(x: usize, count: usize): void {
  const zero = v128.splat<T>(0)
  for (const end = x + count * sizeof<T>(); x < end; x += 16) {
    const s = v128.load(x)
    v128.store(x, v128.add<T>(s, v128.mul<T>(s, zero)))
  }
}

/**
 * y[m] = Σⱼ rows[phase·tapCount + j]·x[index + j] for m < count. Writes up to three numbers more. An output is the same sum in the
 * same order, wherever it is among the four that are computed at once.
 */
@inline
export function byRows<T>(
  y: usize,
  x: usize,
  rows: usize,
  tapCount: usize,
  count: usize,
  phase: usize,
  up: usize,
  whole: usize,
  part: usize,
): void {
  const row = tapCount * sizeof<T>()
  const bytes = whole * sizeof<T>()
  for (const end = y + count * sizeof<T>(); y < end;) {
    const xa = x
    const ta = rows + phase * row
    x += bytes
    phase += part
    if (phase >= up) {
      phase -= up
      x += sizeof<T>()
    }
    // The ones after the last output are computed again but not needed.
    const isSecond = y + sizeof<T>() < end
    const xb = isSecond ? x : xa
    const tb = isSecond ? rows + phase * row : ta
    x += bytes
    phase += part
    if (phase >= up) {
      phase -= up
      x += sizeof<T>()
    }
    const isThird = y + 2 * sizeof<T>() < end
    const xc = isThird ? x : xa
    const tc = isThird ? rows + phase * row : ta
    x += bytes
    phase += part
    if (phase >= up) {
      phase -= up
      x += sizeof<T>()
    }
    const isFourth = y + 3 * sizeof<T>() < end
    const xd = isFourth ? x : xa
    const td = isFourth ? rows + phase * row : ta
    x += bytes
    phase += part
    if (phase >= up) {
      phase -= up
      x += sizeof<T>()
    }
    y = four<T>(y, xa, ta, xb, tb, xc, tc, xd, td, row)
  }
}

/** Four inner products over `bytes` bytes; returns the address after them. */
@inline
function four<T>(
  y: usize,
  xa: usize,
  ta: usize,
  xb: usize,
  tb: usize,
  xc: usize,
  tc: usize,
  xd: usize,
  td: usize,
  bytes: usize,
): usize {
  let a = v128.splat<T>(0)
  let b = a
  let c = a
  let d = a
  let a2 = a
  let b2 = a
  let c2 = a
  let d2 = a
  let j: usize = 0
  // Rows of float32 may have an odd number of vectors.
  if (bytes & 16) {
    a = v128.mul<T>(v128.load(xa), v128.load(ta))
    b = v128.mul<T>(v128.load(xb), v128.load(tb))
    c = v128.mul<T>(v128.load(xc), v128.load(tc))
    d = v128.mul<T>(v128.load(xd), v128.load(td))
    j = 16
  }
  for (; j < bytes; j += 32) {
    a = madd<T>(v128.load(xa + j), v128.load(ta + j), a)
    b = madd<T>(v128.load(xb + j), v128.load(tb + j), b)
    c = madd<T>(v128.load(xc + j), v128.load(tc + j), c)
    d = madd<T>(v128.load(xd + j), v128.load(td + j), d)
    a2 = madd<T>(v128.load(xa + j, 16), v128.load(ta + j, 16), a2)
    b2 = madd<T>(v128.load(xb + j, 16), v128.load(tb + j, 16), b2)
    c2 = madd<T>(v128.load(xc + j, 16), v128.load(tc + j, 16), c2)
    d2 = madd<T>(v128.load(xd + j, 16), v128.load(td + j, 16), d2)
  }
  a = v128.add<T>(a, a2)
  b = v128.add<T>(b, b2)
  c = v128.add<T>(c, c2)
  d = v128.add<T>(d, d2)
  const ab = v128.add<T>(lowHalves(a, b), highHalves(a, b))
  const cd = v128.add<T>(lowHalves(c, d), highHalves(c, d))
  if (sizeof<T>() == 8) {
    v128.store(y, ab)
    v128.store(y, cd, 16)
    return y + 32
  }
  const even = v128.shuffle<f32>(ab, cd, 0, 2, 4, 6)
  v128.store(y, v128.add<f32>(even, v128.shuffle<f32>(ab, cd, 1, 3, 5, 7)))
  return y + 16
}

/** The terms of the polynomials that `byPieces` evaluates. */
@inline
function terms<T>(): usize {
  return sizeof<T>() == 4 ? 4 : 8
}

/**
 * y[m] = Σⱼ tap(j)·x[index + j]/Σⱼ tap(j) for m < count, in each of several channels, which lie `pitch` bytes apart. A tap is a
 * polynomial of its output's phase: phases are divided into `pieces`, and the polynomials in v, from −1 to 1 within a piece, have
 * their terms at table[(piece·terms + k)·tapCount + j]. Taps at a distance of `span`/up or more are 0. `taps` is room for them.
 */
@inline
export function byPieces<T>(
  y: usize,
  yPitch: usize,
  x: usize,
  xPitch: usize,
  channels: usize,
  table: usize,
  pieces: usize,
  taps: usize,
  tapCount: usize,
  count: usize,
  phase: f64,
  up: f64,
  whole: usize,
  part: f64,
  span: f64,
): void {
  const row = tapCount * sizeof<T>()
  for (const end = y + count * sizeof<T>(); y < end; y += sizeof<T>()) {
    const place = (phase / up) * <f64>pieces
    const piece = min(<usize>place, pieces - 1)
    const v = 2 * (place - <f64>piece) - 1
    evaluate<T>(taps, table + piece * terms<T>() * row, row, v128.splat<T>(<T>v))
    cut<T>(taps, tapCount, phase, up, span)
    const total = sum<T>(taps, row)
    for (let c: usize = 0; c < channels; c++) {
      store<T>(y + c * yPitch, product<T>(x + c * xPitch, taps, row) / total)
    }
    x += whole * sizeof<T>()
    phase += part
    if (phase >= up) {
      phase -= up
      x += sizeof<T>()
    }
  }
}

/** Horner's rule for all taps of an output. */
@inline
function evaluate<T>(taps: usize, table: usize, row: usize, v: v128): void {
  for (const end = taps + row; taps < end; taps += 16, table += 16) {
    const at = sizeof<T>() == 4 ? table : table + 4 * row
    let s = madd<T>(v128.load(at + 3 * row), v, v128.load(at + 2 * row))
    s = madd<T>(s, v, v128.load(at + row))
    s = madd<T>(s, v, v128.load(at))
    if (sizeof<T>() == 8) {
      s = madd<T>(s, v, v128.load(table + 3 * row))
      s = madd<T>(s, v, v128.load(table + 2 * row))
      s = madd<T>(s, v, v128.load(table + row))
      s = madd<T>(s, v, v128.load(table))
    }
    v128.store(taps, s)
  }
}

/** Clears the taps beyond the reach of the filter. They are few, at both ends. */
@inline
function cut<T>(taps: usize, tapCount: usize, phase: f64, up: f64, span: f64): void {
  const before = <f64>(tapCount / 2 - 1)
  for (let j: usize = 0; j < tapCount && (before - <f64>j) * up + phase >= span; j++) {
    store<T>(taps + j * sizeof<T>(), 0)
  }
  for (let j = tapCount; j > 0 && (<f64>(j - 1) - before) * up - phase >= span; j--) {
    store<T>(taps + (j - 1) * sizeof<T>(), 0)
  }
}

@inline
function sum<T>(taps: usize, row: usize): T {
  let a = v128.splat<T>(0)
  let b = a
  const end = taps + row
  if (row & 16) {
    a = v128.load(taps)
    taps += 16
  }
  for (; taps < end; taps += 32) {
    a = v128.add<T>(a, v128.load(taps))
    b = v128.add<T>(b, v128.load(taps, 16))
  }
  return across<T>(v128.add<T>(a, b))
}

@inline
function product<T>(x: usize, taps: usize, row: usize): T {
  let a = v128.splat<T>(0)
  let b = a
  let c = a
  let d = a
  let j: usize = 0
  if (row & 16) {
    a = v128.mul<T>(v128.load(x), v128.load(taps))
    j = 16
  }
  if (row & 32) {
    a = madd<T>(v128.load(x + j), v128.load(taps + j), a)
    b = madd<T>(v128.load(x + j, 16), v128.load(taps + j, 16), b)
    j += 32
  }
  for (; j < row; j += 64) {
    a = madd<T>(v128.load(x + j), v128.load(taps + j), a)
    b = madd<T>(v128.load(x + j, 16), v128.load(taps + j, 16), b)
    c = madd<T>(v128.load(x + j, 32), v128.load(taps + j, 32), c)
    d = madd<T>(v128.load(x + j, 48), v128.load(taps + j, 48), d)
  }
  return across<T>(v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d)))
}

/** The sum of all lanes. */
@inline
function across<T>(s: v128): T {
  if (sizeof<T>() == 8) return <T>(v128.extract_lane<f64>(s, 0) + v128.extract_lane<f64>(s, 1))
  const pairs = v128.add<f32>(s, highHalves(s, s))
  return <T>(v128.extract_lane<f32>(pairs, 0) + v128.extract_lane<f32>(pairs, 1))
}
