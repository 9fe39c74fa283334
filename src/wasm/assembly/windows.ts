// Windows that slide over an image: their norms, and their scores against a template. Pixels are in float32 or float64; all
// sums are in float64. No operation is fused here, so everything computed in float64 alone has the same bits with both binaries.

import { highHalves, lowHalves } from './lanes'
import { FLATNESS, LEAST_SQUARE, total } from './sliding'

/** results[0] = the mean of `count` pixels, a multiple of four; results[1] = √Σ(x − mean)². Both in float64. */
export function moments(results: usize, source: usize, count: usize, isSingle: bool): void {
  const first = numberAt(source, isSingle)
  const origin = v128.splat<f64>(first)
  let s0 = v128.splat<f64>(0)
  let s1 = s0
  let q0 = s0
  let q1 = s0
  const half: usize = isSingle ? 8 : 16
  for (const end = source + count * (half >> 1); source < end; source += 2 * half) {
    const d0 = v128.sub<f64>(pairAt(source, isSingle), origin)
    const d1 = v128.sub<f64>(pairAt(source + half, isSingle), origin)
    s0 = v128.add<f64>(s0, d0)
    s1 = v128.add<f64>(s1, d1)
    q0 = v128.add<f64>(q0, v128.mul<f64>(d0, d0))
    q1 = v128.add<f64>(q1, v128.mul<f64>(d1, d1))
  }
  const rest = total(v128.add<f64>(s0, s1)) / <f64>count
  const square = total(v128.add<f64>(q0, q1)) - rest * rest * <f64>count
  store<f64>(results, first + rest)
  store<f64>(results, Math.sqrt(max<f64>(square, 0)), 8)
}

/** target[i] = (source[i] − mean)·scale for i < count, a multiple of four. */
export function standardized(
  target: usize,
  source: usize,
  count: usize,
  mean: f64,
  scale: f64,
  isSingle: bool,
): void {
  const origin = v128.splat<f64>(mean)
  const factor = v128.splat<f64>(scale)
  const half: usize = isSingle ? 8 : 16
  for (const end = source + count * (half >> 1); source < end; source += half, target += half) {
    storePair(target, v128.mul<f64>(v128.sub<f64>(pairAt(source, isSingle), origin), factor), isSingle)
  }
}

/**
 * squares[j][i] = factor·Σ(x − the window's mean)² of the window of width x height pixels that begins at source[j][i], for
 * `rows` and `columns` of them; 0 if it is flat. In float64, the windows' means are written as well, to `means`, in the layout of
 * the squares. Pitches are in bytes; that of the targets has room for four numbers more than there are columns, the first 16 bytes
 * of which become 0. Up to a row beyond the last one is read. `sums` is working memory, see `sumsLength` in windows.ts.
 *
 * As in `inverseNorms` of sliding.ts, nothing is ever subtracted from a sum. Windows are processed in groups of at most width x
 * height that share a pixel, and all sums are of differences to that pixel. So Σd² is at most width·height + 1 times the square,
 * which keeps all but a few of its last digits, whatever the offset, gradient or spikes. Sums down the columns come first, then
 * those along the rows.
 */
export function windowSquares(
  squares: usize,
  means: usize,
  targetPitch: usize,
  source: usize,
  pitch: usize,
  columns: usize,
  rows: usize,
  width: usize,
  height: usize,
  factor: f64,
  sums: usize,
  isSingle: bool,
): void {
  const shift: usize = isSingle ? 2 : 3
  const groupWidth = evenly(columns, width)
  const groupHeight = evenly(rows, height)
  const sumsPitch = ((groupWidth + width + 2) & ~3) << 4
  for (let j: usize = 0; j < rows; j += groupHeight) {
    // The last groups are placed so that they end with the last window.
    const y = min<usize>(j, rows - groupHeight)
    for (let i: usize = 0; i < columns; i += groupWidth) {
      const x = min<usize>(i, columns - groupWidth)
      const from = source + y * pitch + (x << shift)
      const to = y * targetPitch + (x << shift)
      const shared = numberAt(from + (groupHeight - 1) * pitch + ((groupWidth - 1) << shift), isSingle)
      sumColumns(sums, sumsPitch, from, pitch, shared, groupHeight, height, isSingle)
      for (let row: usize = 0; row < groupHeight; row++) {
        const base = sums + row * sumsPitch
        const at = to + row * targetPitch
        sumRow(
          squares + at,
          means + at,
          base,
          shared,
          groupWidth,
          width,
          <f64>(width * height),
          factor,
          isSingle,
        )
      }
    }
  }
  squares += columns << shift
  for (let row: usize = 0; row < rows; row++) v128.store(squares + row * targetPitch, v128.splat<f64>(0))
}

/** The size of the pieces, at most `most`, into which a count is divided evenly. */
@inline
function evenly(count: usize, most: usize): usize {
  const parts = (count + most - 1) / most
  return (count + parts - 1) / parts
}

/**
 * For a group's windows in each row, sums[row][column] = Σd and Σd² of the pixels of such a window in that column. From the shared
 * row on, sums grow upwards; from the row after it, downwards. A window has one part of each.
 */
@inline
function sumColumns(
  sums: usize,
  sumsPitch: usize,
  source: usize,
  pitch: usize,
  shared: f64,
  groupHeight: usize,
  height: usize,
  isSingle: bool,
): void {
  const half: usize = isSingle ? 8 : 16
  const origin = v128.splat<f64>(shared)
  const zero = v128.splat<f64>(0)
  for (const end = sums + sumsPitch; sums < end; sums += 64, source += 2 * half) {
    let s0 = zero
    let s1 = zero
    let q0 = zero
    let q1 = zero
    let x = source + groupHeight * pitch
    let at = sums + groupHeight * sumsPitch
    const last = at
    while (at > sums) {
      at -= sumsPitch
      x -= pitch
      const d0 = v128.sub<f64>(pairAt(x, isSingle), origin)
      const d1 = v128.sub<f64>(pairAt(x + half, isSingle), origin)
      s0 = v128.add<f64>(s0, d0)
      s1 = v128.add<f64>(s1, d1)
      q0 = v128.add<f64>(q0, v128.mul<f64>(d0, d0))
      q1 = v128.add<f64>(q1, v128.mul<f64>(d1, d1))
      v128.store(at, s0)
      v128.store(at, q0, 16)
      v128.store(at, s1, 32)
      v128.store(at, q1, 48)
    }
    s0 = zero
    s1 = zero
    q0 = zero
    q1 = zero
    x = source + groupHeight * pitch
    const first = source + height * pitch
    for (; at < last; x += pitch) {
      if (x >= first) {
        const t0 = v128.add<f64>(s0, v128.load(at))
        const u0 = v128.add<f64>(q0, v128.load(at, 16))
        const t1 = v128.add<f64>(s1, v128.load(at, 32))
        const u1 = v128.add<f64>(q1, v128.load(at, 48))
        v128.store(at, lowHalves(t0, u0))
        v128.store(at, highHalves(t0, u0), 16)
        v128.store(at, lowHalves(t1, u1), 32)
        v128.store(at, highHalves(t1, u1), 48)
        at += sumsPitch
      }
      // Below the last window there may be no rows, but there is memory.
      const d0 = v128.sub<f64>(pairAt(x, isSingle), origin)
      const d1 = v128.sub<f64>(pairAt(x + half, isSingle), origin)
      s0 = v128.add<f64>(s0, d0)
      s1 = v128.add<f64>(s1, d1)
      q0 = v128.add<f64>(q0, v128.mul<f64>(d0, d0))
      q1 = v128.add<f64>(q1, v128.mul<f64>(d1, d1))
    }
  }
}

/** Computes a row of a group's windows from the sums of their columns, by the same two parts. Writes up to one number more. */
@inline
function sumRow(
  squares: usize,
  means: usize,
  sums: usize,
  shared: f64,
  groupWidth: usize,
  width: usize,
  count: f64,
  factor: f64,
  isSingle: bool,
): void {
  let all = v128.splat<f64>(0)
  const next = sums + (groupWidth << 4)
  for (let at = next - 16; at >= sums; at -= 16) {
    all = v128.add<f64>(all, v128.load(at))
    v128.store(at, all)
  }
  all = v128.splat<f64>(0)
  let ahead = next
  for (const first = sums + (width << 4); ahead < first; ahead += 16)
    all = v128.add<f64>(all, v128.load(ahead))
  const origin = v128.splat<f64>(shared)
  const twice = v128.splat<f64>(2 * shared)
  const offset = v128.splat<f64>(shared * shared * count)
  const portion = v128.splat<f64>(1 / count)
  const scale = v128.splat<f64>(factor)
  const half: usize = isSingle ? 8 : 16
  for (; sums < next; sums += 32, ahead += 32) {
    const a = v128.add<f64>(all, v128.load(sums))
    all = v128.add<f64>(all, v128.load(ahead))
    const b = v128.add<f64>(all, v128.load(sums, 16))
    all = v128.add<f64>(all, v128.load(ahead, 16))
    const sum = lowHalves(a, b)
    const square = highHalves(a, b)
    const mean = v128.mul<f64>(sum, portion)
    const rest = v128.sub<f64>(square, v128.mul<f64>(sum, mean))
    const energy = v128.add<f64>(v128.add<f64>(square, v128.mul<f64>(sum, twice)), offset)
    const isAlive = v128.gt<f64>(rest, v128.mul<f64>(energy, v128.splat<f64>(FLATNESS)))
    const value = v128.pmax<f64>(v128.mul<f64>(rest, scale), v128.splat<f64>(LEAST_SQUARE))
    storePair(squares, v128.and(value, isAlive), isSingle)
    squares += half
    if (!isSingle) {
      v128.store(means, v128.add<f64>(origin, mean))
      means += 16
    }
  }
}

/**
 * target[i] = r = products[i]/√squares[i] within [−1, 1], or 0 if the square is 0, for i < count. Returns the least square that is
 * not 0. Float32; whole vectors are read and written.
 */
export function normalize(target: usize, products: usize, squares: usize, count: usize): f32 {
  const zero = v128.splat<f32>(0)
  const one = v128.splat<f32>(1)
  const minusOne = v128.splat<f32>(-1)
  const great = v128.splat<f32>(1e30)
  let least = great
  for (const end = squares + (count << 2); squares < end; squares += 16, products += 16, target += 16) {
    const square = v128.load(squares)
    const isFlat = v128.eq<f32>(square, zero)
    const safe = v128.or(square, v128.and(isFlat, great))
    least = v128.pmin<f32>(least, safe)
    const r = v128.div<f32>(v128.andnot(v128.load(products), isFlat), v128.sqrt<f32>(safe))
    // The 0 of a flat window must not be −0.
    v128.store(target, v128.add<f32>(v128.pmax<f32>(v128.pmin<f32>(r, one), minusOne), zero))
  }
  least = v128.pmin<f32>(least, highHalves(least, least))
  return min<f32>(v128.extract_lane<f32>(least, 0), v128.extract_lane<f32>(least, 1))
}

/** A number in float64, and two of them. */
@inline
function numberAt(address: usize, isSingle: bool): f64 {
  return isSingle ? <f64>load<f32>(address) : load<f64>(address)
}

@inline
function pairAt(address: usize, isSingle: bool): v128 {
  return isSingle ? v128.promote_low<f32>(v128.load64_zero(address)) : v128.load(address)
}

@inline
function storePair(address: usize, pair: v128, isSingle: bool): void {
  if (isSingle) v128.store64_lane(address, v128.demote_zero<f64>(pair), 0)
  else v128.store(address, pair)
}
