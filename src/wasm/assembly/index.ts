// What the binary exports: every function for both precisions.

import { ingest } from './samples'
import { fir } from './fir'
import { accumulate, multiply, place as placeSpectrum } from './spectrum'
import { forwardReal, inverseReal } from './transform'

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes)
}

export function free(address: usize): void {
  heap.free(address)
}

export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes)
}

export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes)
}

export function place(kernel: usize, spectrum: usize, bytes: usize, index: i32, partitions: i32): void {
  placeSpectrum(kernel, spectrum, bytes, index, partitions)
}

export function forward32(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardReal<f32>(spectrum, source, size, plan, false)
}

export function forward64(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardReal<f64>(spectrum, source, size, plan, false)
}

export function forwardFolded32(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardReal<f32>(spectrum, source, size, plan, true)
}

export function forwardFolded64(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardReal<f64>(spectrum, source, size, plan, true)
}

export function inverse32(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseReal<f32>(target, spectrum, size, plan, false)
}

export function inverse64(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseReal<f64>(target, spectrum, size, plan, false)
}

export function inverseAdd32(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseReal<f32>(target, spectrum, size, plan, true)
}

export function inverseAdd64(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseReal<f64>(target, spectrum, size, plan, true)
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
  kernel: usize,
  bytes: usize,
  partitions: i32,
  slots: i32,
  newest: i32,
): void {
  accumulate<f32>(target, history, kernel, bytes, partitions, slots, newest)
}

export function accumulate64(
  target: usize,
  history: usize,
  kernel: usize,
  bytes: usize,
  partitions: i32,
  slots: i32,
  newest: i32,
): void {
  accumulate<f64>(target, history, kernel, bytes, partitions, slots, newest)
}

export function fir32(y: usize, initial: usize, x: usize, taps: usize, tapCount: usize, count: usize): void {
  fir<f32>(y, initial, x, taps, tapCount, count)
}

export function fir64(y: usize, initial: usize, x: usize, taps: usize, tapCount: usize, count: usize): void {
  fir<f64>(y, initial, x, taps, tapCount, count)
}

export function ingest32(target: usize, source: usize, count: usize): i32 {
  return ingest<f32>(target, source, count, 1e-30, f32.MAX_VALUE)
}

export function ingest64(target: usize, source: usize, count: usize): i32 {
  return ingest<f64>(target, source, count, 1e-290, f64.MAX_VALUE)
}
