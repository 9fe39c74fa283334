import { addressOf, type Block, bytesPerSample } from './heap.js'
import { instance } from './module.js'

// Classifies and copies samples. The only check here is that blocks are not free, and nothing is allocated.

/** What `ingest` finds in a run of samples. */
export const SILENT = 0
/** Every sample is zero or has a magnitude that the engine computes with. */
export const ORDINARY = 1
/** Some sample is NaN, infinite, or so small that it counts as zero. */
export const SPECIAL = 2

/** target[at..at + count) = source[from..from + count). Returns their kind: SILENT, ORDINARY or SPECIAL. */
export function ingest(target: Block, at: number, source: Block, from: number, count: number): number {
  return instance()[target.precision].ingest(addressOf(target, at), addressOf(source, from), count)
}

/** Whether source[from..from + count) are all finite. */
export function areFinite(source: Block, from: number, count: number): boolean {
  return instance()[source.precision].areFinite(addressOf(source, from), count) !== 0
}

/** target[at..at + count) = source[from..from + count). */
export function copy(target: Block, at: number, source: Block, from: number, count: number): void {
  instance().copy(addressOf(target, at), addressOf(source, from), count * bytesPerSample(target.precision))
}

/** target[at..at + count) = 0. */
export function clear(target: Block, at: number, count: number): void {
  instance().clear(addressOf(target, at), count * bytesPerSample(target.precision))
}
