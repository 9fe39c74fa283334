// Taps at any places, rows and columns, bytes of images, windows that slide over them.

import { copyGrid } from '../grid'
import { add } from '../samples'
import { dots, taps, tapsOfFour } from '../taps'

export { narrow, widen } from '../bytes'
export { moments, normalize, standardized, windowSquares } from '../windows'

export function taps32(
  y: usize,
  x: usize,
  weights: usize,
  bias: f32,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  taps<f32>(y, x, weights, bias, offsets, tapCount, count)
}

export function taps64(
  y: usize,
  x: usize,
  weights: usize,
  bias: f64,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  taps<f64>(y, x, weights, bias, offsets, tapCount, count)
}

export function tapsOfFour32(
  y: usize,
  stride: usize,
  x: usize,
  weights: usize,
  bias: usize,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  tapsOfFour<f32>(y, stride, x, weights, bias, offsets, tapCount, count)
}

export function tapsOfFour64(
  y: usize,
  stride: usize,
  x: usize,
  weights: usize,
  bias: usize,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  tapsOfFour<f64>(y, stride, x, weights, bias, offsets, tapCount, count)
}

export function dots32(sums: usize, a: usize, b: usize, offsets: usize, tapCount: usize, count: usize): void {
  dots<f32>(sums, a, b, offsets, tapCount, count)
}

export function dots64(sums: usize, a: usize, b: usize, offsets: usize, tapCount: usize, count: usize): void {
  dots<f64>(sums, a, b, offsets, tapCount, count)
}

export function add32(target: usize, a: usize, b: usize, count: usize): void {
  add<f32>(target, a, b, count)
}

export function add64(target: usize, a: usize, b: usize, count: usize): void {
  add<f64>(target, a, b, count)
}

export function copyGrid32(
  y: usize,
  yPitch: usize,
  yStep: usize,
  x: usize,
  xPitch: usize,
  xStep: usize,
  columns: usize,
  rows: usize,
): void {
  copyGrid<f32>(y, yPitch, yStep, x, xPitch, xStep, columns, rows)
}

export function copyGrid64(
  y: usize,
  yPitch: usize,
  yStep: usize,
  x: usize,
  xPitch: usize,
  xStep: usize,
  columns: usize,
  rows: usize,
): void {
  copyGrid<f64>(y, yPitch, yStep, x, xPitch, xStep, columns, rows)
}
