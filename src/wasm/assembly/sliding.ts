// Windows that slide over a signal: their norms, and their scores against a template. Signals and sums are in float64; the input
// and output of transforms is in float32 or float64.
//
// A window of M samples x with the mean m has the norm w = √Σ(x[i] − m)² and the standard form (x[i] − m)/w. No operation
// is fused here, so everything computed in float64 alone has the same bits with both binaries.

import { highHalves } from './lanes'

/** (2⁻⁴⁶)²: a norm this much smaller than the samples themselves is rounding error, and the window is flat. */
@inline export const FLATNESS: f64 = 2.0194839173657902e-28

/**
 * The least square of a norm that is distinguished from zero, in units of the block's. In float32, its root still has an inverse.
 */
@inline export const LEAST_SQUARE: f64 = 1e-36

/** target = (source − mean)/norm for `count` numbers, an even number; returns the norm. All 0 where that is 0. */
export function center(target: usize, source: usize, count: usize, isSingle: bool): f64 {
  const end = source + (count << 3)
  const first = v128.load64_splat(source)
  let sum = v128.splat<f64>(0)
  let squares = sum
  for (let x = source; x < end; x += 16) {
    const d = v128.sub<f64>(v128.load(x), first)
    sum = v128.add<f64>(sum, d)
    squares = v128.add<f64>(squares, v128.mul<f64>(d, d))
  }
  const rest = total(sum) / <f64>count
  const mean = v128.add<f64>(first, v128.splat<f64>(rest))
  const norm = Math.sqrt(total(squares) - rest * rest * <f64>count)
  const scale = v128.splat<f64>(norm > 0 ? 1 / norm : 0)
  for (; source < end; source += 16) {
    target = store2(target, v128.mul<f64>(v128.sub<f64>(v128.load(source), mean), scale), isSingle)
  }
  return norm
}

/**
 * target[j] = scale/w of the window of `length` samples at source[j], for j < count; 0 where it is flat. May write up to a
 * vector more. `sums` is room for 4·min(length, count) + 4 numbers.
 *
 * Nothing is ever subtracted from a sum, so samples that have left a window leave no trace. Windows are processed in groups of at
 * most M that share a sample. A window consists of its samples before the shared one and those from it on. Sums over the first part
 * grow backwards, those over the second forwards; they are sums of differences to the shared sample. Because that belongs to every
 * window, Σd² is at most M + 1 times w², and w² = Σd² − (Σd)²/M keeps all but log₂ M of its digits, whatever the offset, drift or
 * spikes. Two groups are processed side by side, one in each lane.
 */
export function inverseNorms(
  target: usize,
  source: usize,
  count: usize,
  length: usize,
  scale: f64,
  sums: usize,
  isSingle: bool,
): void {
  const pairs = (count + 2 * length - 1) / (2 * length)
  const group = (count + 2 * pairs - 1) / (2 * pairs)
  // The last groups are placed so that they end with the last window.
  for (let pair: usize = 0; pair < pairs; pair++) {
    const a = min<usize>(2 * pair * group, count - group)
    const b = min<usize>(a + group, count - group)
    sumGroups(target, source, a, b, group, length, scale, sums, isSingle)
  }
  if (!isSingle) return
  const one = v128.splat<f32>(1)
  for (const end = target + (count << 2); target < end; target += 16) {
    const square = v128.load(target)
    v128.store(
      target,
      v128.and(v128.div<f32>(one, v128.sqrt<f32>(square)), v128.gt<f32>(square, v128.splat<f32>(0))),
    )
  }
}

/** The windows of the groups that begin at a and b: their 1/w in the block's units, or (w in these units)² for float32. */
@inline
function sumGroups(
  target: usize,
  source: usize,
  a: usize,
  b: usize,
  group: usize,
  length: usize,
  scale: f64,
  sums: usize,
  isSingle: bool,
): void {
  let x = source + (a << 3) + ((group - 1) << 3)
  let other = source + (b << 3) + ((group - 1) << 3)
  const shared = load2(x, other)
  let sum = v128.splat<f64>(0)
  let squares = sum
  // From the shared sample back to the first one.
  let at = sums + (group << 5)
  for (; ; x -= 8, other -= 8) {
    const d = v128.sub<f64>(load2(x, other), shared)
    sum = v128.add<f64>(sum, d)
    squares = v128.add<f64>(squares, v128.mul<f64>(d, d))
    at -= 32
    v128.store(at, sum)
    v128.store(at, squares, 16)
    if (at == sums) break
  }
  // From the sample after the shared one on. The sums of the first window are complete with its last sample.
  const count = <f64>length
  const portion = v128.splat<f64>(1 / count)
  const twice = v128.add<f64>(shared, shared)
  const offset = v128.mul<f64>(v128.mul<f64>(shared, shared), v128.splat<f64>(count))
  const factor = v128.splat<f64>(1 / scale / scale)
  const shift: usize = isSingle ? 2 : 3
  let to = target + (a << shift)
  const distance = (b - a) << shift
  sum = v128.splat<f64>(0)
  squares = sum
  x += group << 3
  other += group << 3
  const first = x + ((length - group) << 3)
  for (; x < first; x += 8, other += 8) {
    const d = v128.sub<f64>(load2(x, other), shared)
    sum = v128.add<f64>(sum, d)
    squares = v128.add<f64>(squares, v128.mul<f64>(d, d))
  }
  for (const end = sums + (group << 5); sums < end; sums += 32) {
    const all = v128.add<f64>(sum, v128.load(sums))
    const allSquares = v128.add<f64>(squares, v128.load(sums, 16))
    const square = v128.sub<f64>(allSquares, v128.mul<f64>(v128.mul<f64>(all, all), portion))
    const energy = v128.add<f64>(v128.add<f64>(allSquares, v128.mul<f64>(all, twice)), offset)
    const isAlive = v128.gt<f64>(square, v128.mul<f64>(energy, v128.splat<f64>(FLATNESS)))
    let value = v128.pmax<f64>(v128.mul<f64>(square, factor), v128.splat<f64>(LEAST_SQUARE))
    if (isSingle) {
      value = v128.demote_zero<f64>(v128.and(value, isAlive))
      v128.store32_lane(to, value, 0)
      v128.store32_lane(to + distance, value, 1)
      to += 4
    } else {
      value = v128.and(v128.div<f64>(v128.splat<f64>(1), v128.sqrt<f64>(value)), isAlive)
      v128.store64_lane(to, value, 0)
      v128.store64_lane(to + distance, value, 1)
      to += 8
    }
    // After the last window there may be no samples, but there is memory.
    const d = v128.sub<f64>(load2(x, other), shared)
    sum = v128.add<f64>(sum, d)
    squares = v128.add<f64>(squares, v128.mul<f64>(d, d))
    x += 8
    other += 8
  }
}

@inline
function load2(low: usize, high: usize): v128 {
  return v128.load64_lane(high, v128.load64_zero(low), 1)
}

/**
 * target[j] = r = products[j]·inverses[j] within [−1, 1] for j < count; or, with the windows' length M instead of 0,
 * √(2M(1 − r)), and √M where the window is flat. Whole vectors are read and written. Returns the greatest inverse, or
 * Infinity where a distance has 1 − r < near.
 */
export function profile<T>(
  target: usize,
  products: usize,
  inverses: usize,
  count: usize,
  length: usize,
  near: T,
): T {
  const one = v128.splat<T>(1)
  const minusOne = v128.splat<T>(-1)
  const zero = v128.splat<T>(0)
  const twice = v128.splat<T>(<T>(2 * <f64>length))
  const half = v128.splat<T>(<T>(<f64>length))
  let greatest = zero
  let least = v128.splat<T>(2)
  for (
    const end = inverses + count * sizeof<T>();
    inverses < end;
    inverses += 16, products += 16, target += 16
  ) {
    const inverse = v128.load(inverses)
    greatest = v128.pmax<T>(greatest, inverse)
    // The 0 of a flat window must not be −0.
    let r = v128.add<T>(v128.mul<T>(v128.load(products), inverse), zero)
    r = v128.pmax<T>(v128.pmin<T>(r, one), minusOne)
    if (length) {
      r = v128.sub<T>(one, r)
      least = v128.pmin<T>(least, r)
      // M less if the window is flat.
      r = v128.sub<T>(v128.mul<T>(twice, r), v128.and(half, v128.eq<T>(inverse, zero)))
      r = v128.sqrt<T>(r)
    }
    v128.store(target, r)
  }
  if (v128.any_true(v128.lt<T>(least, v128.splat<T>(near)))) return <T>Infinity
  greatest = v128.max<T>(greatest, highHalves(greatest, greatest))
  const first = v128.extract_lane<T>(greatest, 0)
  return sizeof<T>() == 4 ? max<T>(first, v128.extract_lane<T>(greatest, 1)) : first
}

/**
 * The least j, from <= j < count, whose score may reach the threshold: (p + margin)·inverses[j] ≥ threshold, where p is
 * products[j], or |products[j]| where `isBlind`; otherwise a number of at least count. Float32; reads whole vectors.
 */
export function scan(
  products: usize,
  inverses: usize,
  from: usize,
  count: usize,
  margin: f32,
  threshold: f32,
  isBlind: bool,
): usize {
  const magnitude = v128.splat<i32>(isBlind ? 0x7fffffff : -1)
  for (; from < count; from += 4) {
    const p = v128.and(v128.load(products + (from << 2)), magnitude)
    const score = v128.mul<f32>(v128.add<f32>(p, v128.splat<f32>(margin)), v128.load(inverses + (from << 2)))
    const mask = v128.bitmask<i32>(v128.ge<f32>(score, v128.splat<f32>(threshold)))
    if (mask) return from + ctz(mask)
  }
  return from
}

/** target[j] = sums[j]/norms[j] for j < count, and 0 where the norm is 0. Float32; reads and writes whole vectors. */
export function divide(target: usize, sums: usize, norms: usize, count: usize): void {
  for (const end = target + (count << 2); target < end; target += 16, sums += 16, norms += 16) {
    const norm = v128.load(norms)
    const quotient = v128.div<f32>(v128.load(sums), norm)
    v128.store(target, v128.and(quotient, v128.gt<f32>(norm, v128.splat<f32>(0))))
  }
}

/**
 * target = (source − mean)/norm for `length` numbers; returns the norm. If they are flat, returns 0 and leaves the target
 * unchanged. May read and write one number more.
 */
export function standardize(target: usize, source: usize, length: usize): f64 {
  const end = source + (length << 3)
  // In two steps: differences to the first sample are exact for a large offset, and those to the mean are the smallest.
  let mean = load<f64>(source)
  let rest: f64 = 0
  let square: f64 = 0
  for (let pass = 0; pass < 2; pass++) {
    mean += rest / <f64>length
    const origin = v128.splat<f64>(mean)
    let sum = v128.splat<f64>(0)
    let squares = sum
    let x = source
    for (; x + 8 < end; x += 16) {
      const d = v128.sub<f64>(v128.load(x), origin)
      sum = v128.add<f64>(sum, d)
      squares = v128.add<f64>(squares, v128.mul<f64>(d, d))
    }
    const last = x < end ? load<f64>(x) - mean : 0
    rest = total(sum) + last
    square = total(squares) + last * last
  }
  const remainder = rest / <f64>length
  square -= rest * remainder
  if (!(square > FLATNESS * (square + <f64>length * mean * mean))) return 0
  const norm = Math.sqrt(square)
  for (; source < end; source += 16, target += 16) {
    // The mean is rounded like the samples, which may be large compared with the differences, so the remainder is removed as well.
    const d = v128.sub<f64>(
      v128.sub<f64>(v128.load(source), v128.splat<f64>(mean)),
      v128.splat<f64>(remainder),
    )
    v128.store(target, v128.div<f64>(d, v128.splat<f64>(norm)))
  }
  return norm
}

/** ½Σ(a − b)² over `length` numbers: 1 − r of two windows in standard form, accurate to the last digit even if r is near 1. */
export function halfSquaredDistance(a: usize, b: usize, length: usize): f64 {
  let sum = v128.splat<f64>(0)
  const end = a + (length << 3)
  for (; a + 8 < end; a += 16, b += 16) {
    const d = v128.sub<f64>(v128.load(a), v128.load(b))
    sum = v128.add<f64>(sum, v128.mul<f64>(d, d))
  }
  const last = a < end ? load<f64>(a) - load<f64>(b) : 0
  return (total(sum) + last * last) / 2
}

@inline
export function total(pair: v128): f64 {
  return v128.extract_lane<f64>(pair, 0) + v128.extract_lane<f64>(pair, 1)
}

/** Stores two numbers, and returns the address of the next ones. */
@inline
function store2(target: usize, pair: v128, isSingle: bool): usize {
  if (isSingle) {
    v128.store64_lane(target, v128.demote_zero<f64>(pair), 0)
    return target + 8
  }
  v128.store(target, pair)
  return target + 16
}
