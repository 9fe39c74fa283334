// Finds the nearest neighbours of windows by comparing all pairs, along the diagonals of the matrix of their correlations.

import { madd } from './lanes'

// A table holds arrays of 64-bit numbers, one every `stride` bytes, most with one number per window. The first array holds the
// samples.
/** The mean of the window minus its first sample. */
@inline const CENTER: usize = 1
/** Half the difference of the sample that enters with the window and the one that leaves. */
@inline const DIFFERENCE: usize = 2
/** The sum of both, each minus the mean of its own window. */
@inline const SUM: usize = 3
/** The inverse norm of the window without its mean; NaN if the window is excluded. */
@inline const SCALE: usize = 4
/** The bar that a correlation must exceed to be considered, if the window is a column. */
@inline const BAR: usize = 5
/** For each lag the covariance in the last row that was done. */
@inline const COVARIANCE: usize = 6
/** What a row needs of its window, side by side: one pointer instead of five makes the loop 1.2 to 1.4 times as fast. */
@inline const RECORDS: usize = 7
@inline const RECORD: usize = 40
// In a record: difference, sum, scale, bar, and a flag.
@inline const RECORD_BAR: usize = 24
@inline const RECORD_FLAG: usize = 32
/** For each lag the last pair that was computed directly, and what became of it since: see `Track`. */
@inline const TRACKS: usize = 12
@inline const TRACK: usize = 48
// In a track: its current row and its first row (32 bits each), the scale of the column's samples, the energy and the mean of the
// differences, and the greatest errors of both.
@inline const TRACK_SCALE: usize = 8
@inline const TRACK_ENERGY: usize = 16
@inline const TRACK_MEAN: usize = 24
@inline const TRACK_ENERGY_ERROR: usize = 32
@inline const TRACK_MEAN_ERROR: usize = 40
/** A byte for each window, in place of an array behind the six that the tracks take. */
@inline const FLAGS: usize = 18
/** For each window its nearest neighbours so far, the best first: 1 − r, and the distance to it in windows. Where sides are told
 * apart, first those that are earlier, and behind them, for all windows, those that are later. */
@inline const NEIGHBOURS: usize = 19
@inline const NEIGHBOUR: usize = 16

/** The number of lags computed at once. */
@inline const GROUP: usize = 8

/** The error of correlations from a diagonal is less than this. */
@inline const TOLERANCE: f64 = 4e-12
/** If 1 − r is below this, the error would be visible in the distance, so 1 − r is recomputed. */
@inline const CLOSE: f64 = 4e-6
/** Below this, windows are equal up to rounding, and no better neighbour is possible. */
@inline const EQUAL: f64 = 1e-28

/** Half the distance between 1 and the next number: the greatest relative rounding error of an operation. */
@inline const ROUNDING: f64 = 1.1102230246251565e-16
/** A step of a track takes as long as the direct computation of this many samples of a pair. */
@inline const STEP_COST: usize = 16

/**
 * Compares the windows `row`, rowFrom ≤ row < rowTo, with the windows row − lag, firstLag ≤ lag ≤ lastLag, except that the first
 * eight of the table are only read. Both windows of a pair may become better neighbours of each other.
 *
 * Of each window the `neighbourCount` best neighbours are kept; if `areSided`, as many that are earlier and as many that are later.
 *
 * The covariance of a pair is that of the pair before it on the diagonal, plus two products; where a window is flagged, it is
 * recomputed.
 */
export function diagonals(
  table: usize,
  stride: usize,
  length: usize,
  rowFrom: usize,
  rowTo: usize,
  firstLag: usize,
  lastLag: usize,
  neighbourCount: usize,
  areSided: bool,
): void {
  const listLength = neighbourCount * NEIGHBOUR
  const rowLists = table + NEIGHBOURS * stride
  const columnLists = areSided ? rowLists + (stride >> 3) * listLength : rowLists
  let covariance = table + COVARIANCE * stride
  for (let lag = firstLag; lag <= lastLag; lag += GROUP, covariance += GROUP * 8) {
    const row = max(rowFrom, lag + GROUP)
    if (row >= rowTo) break
    // The last group may have excess lags: those of its first windows.
    const excess = max(lag + (GROUP - 1), lastLag) - lastLag
    compareGroup(
      table,
      stride,
      length,
      row,
      rowTo,
      row - lag - (GROUP - 1),
      covariance,
      excess,
      rowLists,
      columnLists,
      listLength,
    )
  }
}

/** The rows from `row` to `end`, the first of them with the eight windows from `column` on. */
function compareGroup(
  table: usize,
  stride: usize,
  length: usize,
  row: usize,
  end: usize,
  column: usize,
  covariance: usize,
  excess: usize,
  rowLists: usize,
  columnLists: usize,
  listLength: usize,
): void {
  let record = table + RECORDS * stride + row * RECORD
  let difference = table + DIFFERENCE * stride + (column << 3)
  let sum = table + SUM * stride + (column << 3)
  let scale = table + SCALE * stride + (column << 3)
  let bar = table + BAR * stride + (column << 3)
  let flags = table + FLAGS * stride + column
  const last = record + (end - row) * RECORD
  let c0 = v128.load(covariance)
  let c1 = v128.load(covariance, 16)
  let c2 = v128.load(covariance, 32)
  let c3 = v128.load(covariance, 48)
  for (; record < last; record += RECORD) {
    const df = v128.load64_splat(record)
    const dg = v128.load64_splat(record, 8)
    c0 = madd<f64>(df, v128.load(sum), madd<f64>(dg, v128.load(difference), c0))
    c1 = madd<f64>(df, v128.load(sum, 16), madd<f64>(dg, v128.load(difference, 16), c1))
    c2 = madd<f64>(df, v128.load(sum, 32), madd<f64>(dg, v128.load(difference, 32), c2))
    c3 = madd<f64>(df, v128.load(sum, 48), madd<f64>(dg, v128.load(difference, 48), c3))
    const isFlagged = load<u64>(flags) | load<u64>(record, RECORD_FLAG)
    if (isFlagged) {
      v128.store(covariance, c0)
      v128.store(covariance, c1, 16)
      v128.store(covariance, c2, 32)
      v128.store(covariance, c3, 48)
      renew(table, stride, length, record, flags, covariance)
      c0 = v128.load(covariance)
      c1 = v128.load(covariance, 16)
      c2 = v128.load(covariance, 32)
      c3 = v128.load(covariance, 48)
    }
    const s = v128.load64_splat(record, 16)
    const b = v128.load64_splat(record, RECORD_BAR)
    // Improvements are rare, so there is one branch per eight pairs.
    const isBetter = v128.or(
      v128.or(
        isAbove(c0, v128.load(scale), s, v128.load(bar), b),
        isAbove(c1, v128.load(scale, 16), s, v128.load(bar, 16), b),
      ),
      v128.or(
        isAbove(c2, v128.load(scale, 32), s, v128.load(bar, 32), b),
        isAbove(c3, v128.load(scale, 48), s, v128.load(bar, 48), b),
      ),
    )
    if (v128.any_true(isBetter)) {
      v128.store(covariance, c0)
      v128.store(covariance, c1, 16)
      v128.store(covariance, c2, 32)
      v128.store(covariance, c3, 48)
      improve(table, stride, length, record, flags, covariance, excess, rowLists, columnLists, listLength)
    }
    difference += 8
    sum += 8
    scale += 8
    bar += 8
    flags++
  }
  v128.store(covariance, c0)
  v128.store(covariance, c1, 16)
  v128.store(covariance, c2, 32)
  v128.store(covariance, c3, 48)
}

/** Whether a correlation is above the bar of the row or of the column. */
@inline
function isAbove(covariance: v128, scale: v128, rowScale: v128, bar: v128, rowBar: v128): v128 {
  const r = v128.mul<f64>(v128.mul<f64>(covariance, scale), rowScale)
  return v128.gt<f64>(r, v128.pmin<f64>(bar, rowBar))
}

/** Recomputes the covariances of the windows that are flagged, or of all eight if the row is. */
function renew(
  table: usize,
  stride: usize,
  length: usize,
  record: usize,
  flags: usize,
  covariance: usize,
): void {
  const row = rowOf(table, stride, record)
  const column = flags - (table + FLAGS * stride)
  const isRowFlagged = load<u64>(record, RECORD_FLAG) != 0
  for (let lane: usize = 0; lane < GROUP; lane++) {
    if (!isRowFlagged && load<u8>(flags + lane) == 0) continue
    store<f64>(covariance + (lane << 3), productOf(table, stride, length, row, column + lane, false))
  }
}

/** Checks eight correlations, except the first `excess`, and takes those that are better. */
function improve(
  table: usize,
  stride: usize,
  length: usize,
  record: usize,
  flags: usize,
  covariance: usize,
  excess: usize,
  rowLists: usize,
  columnLists: usize,
  listLength: usize,
): void {
  const row = rowOf(table, stride, record)
  let column = flags - (table + FLAGS * stride) + excess
  for (let lane = excess; lane < GROUP; lane++, column++) {
    const at = table + (column << 3)
    const r = load<f64>(covariance + (lane << 3)) * load<f64>(at + SCALE * stride) * load<f64>(record, 16)
    const isForRow = r > load<f64>(record, RECORD_BAR)
    const isForColumn = r > load<f64>(at + BAR * stride)
    if (!isForRow && !isForColumn) continue
    const ofRow = rowLists + row * listLength
    const ofColumn = columnLists + column * listLength
    let e = 1 - r
    if (e < CLOSE) {
      const forRow = isForRow ? load<f64>(ofRow + listLength - NEIGHBOUR) : 0
      const forColumn = isForColumn ? load<f64>(ofColumn + listLength - NEIGHBOUR) : 0
      const track = table + TRACKS * stride + (row - column) * TRACK
      // If most pairs are this close, this saves nearly all of the direct computations.
      if (isAtLeast(max(forRow, forColumn), table, stride, length, row, column, track)) continue
      e = dissimilarity(table, stride, length, row, column)
      beginTrack(table, stride, length, row, column, track, e)
    }
    if (isForRow) store<f64>(record, barWith(ofRow, listLength, e, <i32>column - <i32>row), RECORD_BAR)
    if (isForColumn) store<f64>(at + BAR * stride, barWith(ofColumn, listLength, e, <i32>row - <i32>column))
  }
}

function rowOf(table: usize, stride: usize, record: usize): usize {
  return (record - (table + RECORDS * stride)) / RECORD
}

/**
 * A track follows a pair of windows along its diagonal while 1 − r is too small for a covariance to resolve. For the row's samples
 * x, the column's y and a fixed scale a, it holds the energy E = Σ(d − mean d)² of the differences d = (x − x₀) − a(y − y₀). These
 * are small if the windows are similar, so a step causes little rounding error. With the unit vectors u = x·s and v = y·t, both
 * without their means, and ρ = a·s/t, E·s² is |u − ρv|², and ½|u − v|² = (E·s² − (1 − ρ)²)/2ρ.
 */
function beginTrack(
  table: usize,
  stride: usize,
  length: usize,
  row: usize,
  column: usize,
  track: usize,
  e: f64,
): void {
  const x = table + (row << 3)
  const y = table + (column << 3)
  const xNorm = 1 / load<f64>(x + SCALE * stride)
  const scale = xNorm * load<f64>(y + SCALE * stride)
  const xCenter = load<f64>(x + CENTER * stride)
  const yCenter = load<f64>(y + CENTER * stride)
  const energy = 2 * e * xNorm * xNorm
  // The error of a mean of n numbers is at most n roundings.
  const reach = abs(xCenter) + xNorm + scale * abs(yCenter) + xNorm
  store<i32>(track, <i32>row)
  store<i32>(track, <i32>row, 4)
  store<f64>(track, scale, TRACK_SCALE)
  store<f64>(track, energy, TRACK_ENERGY)
  store<f64>(track, xCenter - scale * yCenter, TRACK_MEAN)
  store<f64>(track, 2 * xNorm * xNorm * directError(e, length) + 8 * ROUNDING * energy, TRACK_ENERGY_ERROR)
  store<f64>(track, (<f64>length + 4) * ROUNDING * reach, TRACK_MEAN_ERROR)
}

/** Whether the track shows that the direct computation of 1 − r would give at least a limit. */
function isAtLeast(
  limit: f64,
  table: usize,
  stride: usize,
  length: usize,
  row: usize,
  column: usize,
  track: usize,
): bool {
  const scale = load<f64>(track, TRACK_SCALE)
  const steps = row - <usize>load<i32>(track)
  // A track without a scale has not begun.
  if (!(scale > 0) || steps * STEP_COST > length) return false
  if (steps) advanceTrack(table, length, steps, row - column, track)
  const s = load<f64>(table + (row << 3) + SCALE * stride)
  const ratio = (scale * s) / load<f64>(table + (column << 3) + SCALE * stride)
  const excess = 1 - ratio
  // A unit vector has the norm 1 up to the rounding of a sum.
  const ofNorms = abs(excess) * (<f64>length + 8) * ROUNDING
  const energy = load<f64>(track, TRACK_ENERGY) - 2 * load<f64>(track, TRACK_ENERGY_ERROR)
  const least = energy * s * s - excess * excess - 2 * ofNorms
  return least >= 2 * ratio * (limit + directError(limit, length))
}

/** The amount by which a direct computation of 1 − r may be below its true value e. */
@inline
function directError(e: f64, length: usize): f64 {
  const ofVector = 8 * ROUNDING * Math.sqrt(<f64>length)
  return ofVector * (Math.sqrt(2 * e) + 4 * ofVector) + 2 * <f64>length * ROUNDING * e
}

/** Moves a track along its diagonal by a number of steps, and bounds the rounding error. */
@inline
function advanceTrack(table: usize, length: usize, steps: usize, lag: usize, track: usize): void {
  const row = <usize>load<i32>(track)
  const scale = load<f64>(track, TRACK_SCALE)
  const origin = table + ((<usize>load<i32>(track, 4)) << 3)
  const xFirst = load<f64>(origin)
  const yFirst = load<f64>(origin - (lag << 3))
  const portion = 1 / <f64>length
  let energy = load<f64>(track, TRACK_ENERGY)
  let mean = load<f64>(track, TRACK_MEAN)
  let energyError = load<f64>(track, TRACK_ENERGY_ERROR)
  let meanError = load<f64>(track, TRACK_MEAN_ERROR)
  let leaving = table + (row << 3)
  for (const end = leaving + (steps << 3); leaving < end; leaving += 8) {
    const entering = leaving + (length << 3)
    const x = load<f64>(entering) - xFirst
    const y = scale * (load<f64>(entering - (lag << 3)) - yFirst)
    const xBefore = load<f64>(leaving) - xFirst
    const yBefore = scale * (load<f64>(leaving - (lag << 3)) - yFirst)
    const change = x - y - (xBefore - yBefore)
    const next = mean + change * portion
    const sum = x - y - next + (xBefore - yBefore - mean)
    energy += change * sum
    // A generous bound of the rounding error of their differences.
    const rounding = (abs(x) + abs(y) + abs(xBefore) + abs(yBefore) + abs(mean)) * (4 * ROUNDING)
    meanError += rounding * portion + abs(next) * (2 * ROUNDING)
    const sumError = 2 * (rounding + meanError)
    energyError += (abs(change) + rounding) * sumError + abs(sum) * rounding + abs(energy) * (2 * ROUNDING)
    mean = next
  }
  store<i32>(track, <i32>(row + steps))
  store<f64>(track, energy, TRACK_ENERGY)
  store<f64>(track, mean, TRACK_MEAN)
  store<f64>(track, energyError, TRACK_ENERGY_ERROR)
  store<f64>(track, meanError, TRACK_MEAN_ERROR)
}

/** Takes a neighbour into a list if it is better than the last one there; returns what the next one must be above. */
function barWith(list: usize, listLength: usize, e: f64, offset: i32): f64 {
  let at = list + listLength - NEIGHBOUR
  if (e < load<f64>(at)) {
    for (; at > list && e < load<f64>(at - NEIGHBOUR); at -= NEIGHBOUR) {
      v128.store(at, v128.load(at - NEIGHBOUR))
    }
    store<f64>(at, e)
    store<f64>(at, <f64>offset, 8)
  }
  const least = load<f64>(list + listLength - NEIGHBOUR)
  return least < EQUAL ? 2 : 1 - TOLERANCE - least
}

/** 1 − r, accurate even if it is tiny: half the squared distance of the windows as unit vectors. */
export function dissimilarity(table: usize, stride: usize, length: usize, a: usize, b: usize): f64 {
  return productOf(table, stride, length, a, b, true) / 2
}

/**
 * The inner product of two windows without their means, or the squared norm of the difference of two unit vectors. The first sample
 * of each window is subtracted before the mean, because both may be large.
 */
function productOf(table: usize, stride: usize, length: usize, a: usize, b: usize, ofDifference: bool): f64 {
  let x = table + (a << 3)
  let y = table + (b << 3)
  const xFirst = v128.load64_splat(x)
  const yFirst = v128.load64_splat(y)
  const xCenter = v128.load64_splat(x + CENTER * stride)
  const yCenter = v128.load64_splat(y + CENTER * stride)
  const xScale = v128.load64_splat(x + SCALE * stride)
  const yScale = v128.load64_splat(y + SCALE * stride)
  let sum = v128.splat<f64>(0)
  for (const end = x + (length << 3); x < end; x += 16, y += 16) {
    let u = v128.sub<f64>(v128.sub<f64>(v128.load(x), xFirst), xCenter)
    let v = v128.sub<f64>(v128.sub<f64>(v128.load(y), yFirst), yCenter)
    if (ofDifference) {
      u = v128.sub<f64>(v128.mul<f64>(u, xScale), v128.mul<f64>(v, yScale))
      v = u
    }
    // The last sample of an odd number.
    if (x + 8 == end) v = v128.replace_lane<f64>(v, 1, 0)
    sum = madd<f64>(u, v, sum)
  }
  return v128.extract_lane<f64>(sum, 0) + v128.extract_lane<f64>(sum, 1)
}
