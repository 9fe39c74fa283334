// Windows that slide over a signal.

import { diagonals as compareDiagonals, dissimilarity as dissimilarityOf } from '../diagonals'
import { profile } from '../sliding'

export { center, halfSquaredDistance, inverseNorms, scan, standardize } from '../sliding'

export function profile32(y: usize, products: usize, inverses: usize, count: usize, length: usize, near: f32): f32 {
  return profile<f32>(y, products, inverses, count, length, near)
}

export function profile64(y: usize, products: usize, inverses: usize, count: usize, length: usize, near: f64): f64 {
  return profile<f64>(y, products, inverses, count, length, near)
}

export function diagonals(
  table: usize,
  stride: usize,
  length: usize,
  rowFrom: usize,
  rowTo: usize,
  firstLag: usize,
  lastLag: usize,
): void {
  compareDiagonals(table, stride, length, rowFrom, rowTo, firstLag, lastLag)
}

export function dissimilarity(table: usize, stride: usize, length: usize, a: usize, b: usize): f64 {
  return dissimilarityOf(table, stride, length, a, b)
}
