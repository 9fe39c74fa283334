import { type Samples, zeros } from '../../samples.js'
import type { WindowPair } from './window-pair.js'

/** For each window, its nearest other window, or distance Infinity and index −1. */
export interface NearestWindows {
  readonly distances: Samples
  /** The index of that nearest window among the windows searched. */
  readonly neighbours: Int32Array
}

/** Collects the nearest windows of `count` windows. */
export function nearestWindows(count: number, nearest: (window: number) => WindowPair): NearestWindows {
  const distances = zeros(count, 'float64')
  const neighbours = new Int32Array(count)
  for (let window = 0; window < count; window++) {
    const { distance, neighbour } = nearest(window)
    distances[window] = distance
    neighbours[window] = neighbour
  }
  return { distances, neighbours }
}
