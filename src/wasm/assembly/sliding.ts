// Windows that slide over a signal: their norms, and their scores against a template. Signals and sums are in float64; what
// goes to a transform and comes from it is in float32 or float64.
//
// A window of M samples x with the mean m has the norm w = √Σ(x[i] − m)² and the standard form (x[i] − m)/w. No operation
// is fused here: what is computed in float64 alone is the same bits with both binaries.

import { highHalves, lowHalves } from './lanes'

/** (2⁻⁴⁶)²: a norm so much smaller than the samples themselves is made by their rounding, and the window is flat. */
@inline const FLATNESS: f64 = 2.0194839173657902e-28

/** The least square of a norm that is told from zero, in units of the block's. In float32 its root still has an inverse. */
@inline const LEAST_SQUARE: f64 = 1e-36

/** target = (source − mean)/norm for `count` numbers, an even number; returns the norm. All 0 where that is 0. */
export function center(target: usize, source: usize, count: usize, isSingle: bool): f64 {
  const end = source + (count << 3)
  let sum = v128.splat<f64>(0)
  for (let x = source; x < end; x += 16) sum = v128.add<f64>(sum, v128.load(x))
  const mean = v128.splat<f64>(total(sum) / <f64>count)
  sum = v128.splat<f64>(0)
  for (let x = source; x < end; x += 16) {
    const d = v128.sub<f64>(v128.load(x), mean)
    sum = v128.add<f64>(sum, v128.mul<f64>(d, d))
  }
  const norm = Math.sqrt(total(sum))
  const scale = v128.splat<f64>(norm > 0 ? 1 / norm : 0)
  for (; source < end; source += 16) {
    target = store2(target, v128.mul<f64>(v128.sub<f64>(v128.load(source), mean), scale), isSingle)
  }
  return norm
}

/**
 * target[j] = scale/w of the window of `length` samples at source[j], for j < count; 0 where it is flat. May write a vector
 * more. `sums` is room for 2·length + 4 numbers.
 *
 * Nothing is ever subtracted from a sum, so that what has left a window leaves no trace. Windows are taken in groups of M
 * that share one sample, the last of the first of them: a window is what it has before that sample, and what it has from
 * there on. Sums over the first part grow backwards, those over the second forwards; they are sums of differences to the
 * shared sample. As that belongs to every window, Σd² is at most M + 1 times w², and w² = Σd² − (Σd)²/M keeps all but
 * log₂ M of its digits whatever offset, drift or spike there is.
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
  const bytes: usize = isSingle ? 4 : 8
  const ends = target + count * bytes
  for (let at = target; at < ends; at += length * bytes, source += length << 3) {
    const windows = min(length, (ends - at) / bytes)
    const shared = source + ((length - 1) << 3)
    sumBackward(sums, shared, length)
    sumForward(sums, shared, windows)
    storeSquares(at, sums, windows, load<f64>(shared), <f64>length, scale, isSingle)
  }
  if (!isSingle) return
  const one = v128.splat<f32>(1)
  for (; target < ends; target += 16) {
    const square = v128.load(target)
    v128.store(target, v128.and(v128.div<f32>(one, v128.sqrt<f32>(square)), v128.gt<f32>(square, v128.splat<f32>(0))))
  }
}

/** sums[j] = Σd, Σd² over the samples from j up to the shared one, for j < length. */
@inline
function sumBackward(sums: usize, shared: usize, length: usize): void {
  const reference = v128.load64_splat(shared)
  const one = v128.splat<f64>(1)
  let sum = v128.splat<f64>(0)
  let target = sums + ((length - 1) << 4)
  v128.store(target, sum)
  while (target > sums) {
    shared -= 8
    target -= 16
    const d = v128.sub<f64>(v128.load64_splat(shared), reference)
    sum = v128.add<f64>(sum, v128.mul<f64>(d, lowHalves(one, d)))
    v128.store(target, sum)
  }
}

/** sums[j] += Σd, Σd² over the j samples that follow the shared one. */
@inline
function sumForward(sums: usize, shared: usize, windows: usize): void {
  const reference = v128.load64_splat(shared)
  const one = v128.splat<f64>(1)
  let sum = v128.splat<f64>(0)
  for (const end = sums + (windows << 4); sums < end; sums += 16, shared += 8) {
    const d = v128.sub<f64>(v128.load64_splat(shared), reference)
    sum = v128.add<f64>(sum, v128.mul<f64>(d, lowHalves(one, d)))
    v128.store(sums, v128.add<f64>(sum, v128.load(sums)))
  }
}

/** The windows' (w/scale)², or its inverse root for float64; 0 where the window is flat. */
@inline
function storeSquares(
  target: usize,
  sums: usize,
  windows: usize,
  reference: f64,
  length: f64,
  scale: f64,
  isSingle: bool,
): void {
  const twice = v128.splat<f64>(2 * reference)
  const offset = v128.splat<f64>(length * reference * reference)
  const portion = v128.splat<f64>(1 / length)
  const factor = v128.splat<f64>(1 / scale / scale)
  const flatness = v128.splat<f64>(FLATNESS)
  for (const end = sums + (windows << 4); sums < end; sums += 32) {
    const a = v128.load(sums)
    const b = v128.load(sums, 16)
    const sum = lowHalves(a, b)
    const squares = highHalves(a, b)
    const square = v128.sub<f64>(squares, v128.mul<f64>(v128.mul<f64>(sum, sum), portion))
    const energy = v128.add<f64>(v128.add<f64>(squares, v128.mul<f64>(sum, twice)), offset)
    const isAlive = v128.gt<f64>(square, v128.mul<f64>(energy, flatness))
    let value = v128.max<f64>(v128.mul<f64>(square, factor), v128.splat<f64>(LEAST_SQUARE))
    if (!isSingle) value = v128.div<f64>(v128.splat<f64>(1), v128.sqrt<f64>(value))
    target = store2(target, v128.and(value, isAlive), isSingle)
  }
}

/**
 * target[j] = r = products[j]·inverses[j] within [−1, 1] for j < count; or, with the windows' length M instead of 0,
 * √(2M(1 − r)), and √M where the window is flat. Whole vectors are read and written. Returns the greatest inverse.
 */
export function profile<T>(target: usize, products: usize, inverses: usize, count: usize, length: usize): T {
  const one = v128.splat<T>(1)
  const zero = v128.splat<T>(0)
  const twice = v128.splat<T>(<T>(2 * <f64>length))
  const flat = v128.splat<T>(<T>Math.sqrt(<f64>length))
  let greatest = zero
  for (const end = inverses + count * sizeof<T>(); inverses < end; inverses += 16, products += 16, target += 16) {
    const inverse = v128.load(inverses)
    greatest = v128.max<T>(greatest, inverse)
    let r = v128.mul<T>(v128.load(products), inverse)
    r = v128.max<T>(v128.min<T>(r, one), v128.neg<T>(one))
    if (length) {
      r = v128.sqrt<T>(v128.mul<T>(twice, v128.sub<T>(one, r)))
      r = v128.bitselect(flat, r, v128.eq<T>(inverse, zero))
    }
    v128.store(target, r)
  }
  greatest = v128.max<T>(greatest, highHalves(greatest, greatest))
  const first = v128.extract_lane<T>(greatest, 0)
  return sizeof<T>() == 4 ? max<T>(first, v128.extract_lane<T>(greatest, 1)) : first
}

/**
 * The least j, from <= j < count, whose score may reach the threshold: (p + margin)·inverses[j] ≥ threshold, where p is
 * products[j], or |products[j]| where `isBlind`; otherwise a number from count on. Float32; reads whole vectors.
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

/**
 * target = (source − mean)/norm for `length` numbers; returns the norm. 0, with the target as it was, where they are flat.
 * May read and write one number more.
 */
export function standardize(target: usize, source: usize, length: usize): f64 {
  const end = source + (length << 3)
  // Twice: differences to the first sample are exact where the offset is great, those to the mean are the least.
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
  square -= rest * rest / <f64>length
  if (!(square > FLATNESS * (square + <f64>length * mean * mean))) return 0
  const norm = Math.sqrt(square)
  for (; source < end; source += 16, target += 16) {
    const d = v128.sub<f64>(v128.load(source), v128.splat<f64>(mean))
    v128.store(target, v128.div<f64>(d, v128.splat<f64>(norm)))
  }
  return norm
}

/** ½Σ(a − b)² over `length` numbers: 1 − r of two windows in standard form, to the last digit even where r is near 1. */
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
function total(pair: v128): f64 {
  return v128.extract_lane<f64>(pair, 0) + v128.extract_lane<f64>(pair, 1)
}

/** Stores two numbers, and returns where the next ones go. */
@inline
function store2(target: usize, pair: v128, isSingle: bool): usize {
  if (isSingle) {
    v128.store64_lane(target, v128.demote_zero<f64>(pair), 0)
    return target + 8
  }
  v128.store(target, pair)
  return target + 16
}
