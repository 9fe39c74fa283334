import { addressOf, type Block } from './heap.js'
import { pattern } from './pattern-part.js'

// Computations for windows that slide over a signal. Signals are blocks of float64; formulas are in
// assembly/sliding.ts. Nothing is checked here and nothing is allocated. `profile` and `scan` read whole vectors, and
// everything may write up to a vector beyond its end.

/** target[0..count) = the signal without its mean, divided by its norm, in the target's precision. Returns the norm. */
export function center(target: Block, signal: Block, count: number): number {
  return pattern().center(addressOf(target, 0), addressOf(signal, 0), count, isSingle(target))
}

/**
 * target[j] = scale/‖window j without its mean‖ for the windows of `length` samples that begin at signal[j], j < count; 0
 * where a window is flat. `sums` is room for 4·min(length, count) + 4 numbers of float64.
 */
export function inverseNorms(
  target: Block,
  signal: Block,
  count: number,
  length: number,
  scale: number,
  sums: Block,
): void {
  const [to, from, room] = [addressOf(target, 0), addressOf(signal, 0), addressOf(sums, 0)]
  pattern().inverseNorms(to, from, count, length, scale, room, isSingle(target))
}

/**
 * target[0..count) = the scores products[from..]·inverses, or with a window length instead of 0 the distances. Returns the
 * greatest of the inverses, or Infinity if there is a distance with 1 − r < near. All blocks have one precision.
 */
export function profile(
  target: Block,
  products: Block,
  from: number,
  inverses: Block,
  count: number,
  length: number,
  near: number,
): number {
  const [to, p, inverse] = [addressOf(target, 0), addressOf(products, from), addressOf(inverses, 0)]
  return pattern()[target.precision].profile(to, p, inverse, count, length, near)
}

/**
 * The least j with first <= j < count for which (p + margin)·inverses[j] reaches the threshold, or `count` if there is none. p
 * is products[from + j], or its magnitude if `isBlind`. The blocks are of float32.
 */
export function scan(
  products: Block,
  from: number,
  inverses: Block,
  first: number,
  count: number,
  margin: number,
  threshold: number,
  isBlind: boolean,
): number {
  const [p, inverse] = [addressOf(products, from), addressOf(inverses, 0)]
  const found = pattern().scan(p, inverse, first, count, margin, threshold, isBlind)
  return Math.min(found, count)
}

/** sums[0..count) += the scores products[from..]·inverses. All blocks have one precision. */
export function addScores(sums: Block, products: Block, from: number, inverses: Block, count: number): void {
  const [to, p, inverse] = [addressOf(sums, 0), addressOf(products, from), addressOf(inverses, 0)]
  pattern()[sums.precision].addWeighted(to, p, inverse, count)
}

/** target[from..from + count) = sums/norms, and 0 where the norm is 0. The blocks are of float32. */
export function divide(target: Block, from: number, sums: Block, norms: Block, count: number): void {
  pattern().divide(addressOf(target, from), addressOf(sums, 0), addressOf(norms, 0), count)
}

/**
 * target[0..length) = the samples signal[from..] without their mean, divided by their norm. Returns the norm, or 0 where
 * they are flat.
 */
export function standardize(target: Block, signal: Block, from: number, length: number): number {
  return pattern().standardize(addressOf(target, 0), addressOf(signal, from), length)
}

/** 1 − r for two windows that `standardize` has made. */
export function halfSquaredDistance(a: Block, b: Block, length: number): number {
  return pattern().halfSquaredDistance(addressOf(a, 0), addressOf(b, 0), length)
}

function isSingle(block: Block): boolean {
  return block.precision === 'float32'
}
