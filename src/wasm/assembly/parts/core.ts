// What everything needs: memory, transforms, products of spectra, the direct form. All other parts work on the memory of this one.

import { fir } from '../fir'
import { forwardNatural, inverseNatural } from '../real'
import { areFinite, ingest } from '../samples'
import { accumulate, accumulateLags, multiply, place } from '../spectrum'
import { finish, forward, forwardFolded, inverse, inverseAdd } from '../transform'

export { allocate, free, zero } from '../heap'

export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes)
}

export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes)
}

export function place32(
  kernel: usize,
  spectrum: usize,
  bytes: usize,
  index: i32,
  partitions: i32,
  scale: f32,
): void {
  place<f32>(kernel, spectrum, bytes, index, partitions, scale)
}

export function place64(
  kernel: usize,
  spectrum: usize,
  bytes: usize,
  index: i32,
  partitions: i32,
  scale: f64,
): void {
  place<f64>(kernel, spectrum, bytes, index, partitions, scale)
}

export function forward32(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forward<f32>(spectrum, source, size, plan)
}

export function forward64(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forward<f64>(spectrum, source, size, plan)
}

export function forwardFolded32(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardFolded<f32>(spectrum, source, size, plan)
}

export function forwardFolded64(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardFolded<f64>(spectrum, source, size, plan)
}

export function inverse32(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverse<f32>(target, spectrum, size, plan)
}

export function inverse64(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverse<f64>(target, spectrum, size, plan)
}

export function inverseAdd32(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseAdd<f32>(target, spectrum, size, plan)
}

export function inverseAdd64(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseAdd<f64>(target, spectrum, size, plan)
}

export function multiply32(target: usize, a: usize, b: usize, bytes: usize): void {
  multiply<f32>(target, a, b, bytes)
}

export function multiply64(target: usize, a: usize, b: usize, bytes: usize): void {
  multiply<f64>(target, a, b, bytes)
}

export function accumulate32(
  target: usize,
  history: usize,
  newest: i32,
  kernel: usize,
  bytes: usize,
  partitions: i32,
  from: i32,
  to: i32,
  add: bool,
): void {
  accumulate<f32>(target, history, newest, kernel, bytes, partitions, from, to, add)
}

export function accumulate64(
  target: usize,
  history: usize,
  newest: i32,
  kernel: usize,
  bytes: usize,
  partitions: i32,
  from: i32,
  to: i32,
  add: bool,
): void {
  accumulate<f64>(target, history, newest, kernel, bytes, partitions, from, to, add)
}

export function accumulateLags32(sum: usize, previous: usize, a: usize, b: usize, bytes: usize): void {
  accumulateLags<f32>(sum, previous, a, b, bytes)
}

export function accumulateLags64(sum: usize, previous: usize, a: usize, b: usize, bytes: usize): void {
  accumulateLags<f64>(sum, previous, a, b, bytes)
}

export function finish32(tail: usize, sum: usize, size: usize, plan: usize): void {
  finish<f32>(tail, sum, size, plan)
}

export function finish64(tail: usize, sum: usize, size: usize, plan: usize): void {
  finish<f64>(tail, sum, size, plan)
}

export function fir32(y: usize, initial: usize, x: usize, taps: usize, tapCount: usize, count: usize): void {
  fir<f32>(y, initial, x, taps, tapCount, count)
}

export function fir64(y: usize, initial: usize, x: usize, taps: usize, tapCount: usize, count: usize): void {
  fir<f64>(y, initial, x, taps, tapCount, count)
}

export function ingest32(target: usize, source: usize, count: usize): i32 {
  return ingest<f32>(target, source, count, f32.MIN_NORMAL_VALUE, f32.MAX_VALUE)
}

export function ingest64(target: usize, source: usize, count: usize): i32 {
  return ingest<f64>(target, source, count, f64.MIN_NORMAL_VALUE, f64.MAX_VALUE)
}

export function areFinite32(source: usize, count: usize): bool {
  return areFinite<f32>(source, count)
}

export function areFinite64(source: usize, count: usize): bool {
  return areFinite<f64>(source, count)
}

export function forwardNatural32(bins: usize, samples: usize, work: usize, size: usize, tables: usize): void {
  forwardNatural<f32>(bins, samples, work, size, tables)
}

export function forwardNatural64(bins: usize, samples: usize, work: usize, size: usize, tables: usize): void {
  forwardNatural<f64>(bins, samples, work, size, tables)
}

export function inverseNatural32(samples: usize, bins: usize, work: usize, size: usize, tables: usize): void {
  inverseNatural<f32>(samples, bins, work, size, tables)
}

export function inverseNatural64(samples: usize, bins: usize, work: usize, size: usize, tables: usize): void {
  inverseNatural<f64>(samples, bins, work, size, tables)
}
