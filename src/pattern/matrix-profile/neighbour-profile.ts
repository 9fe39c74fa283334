import { type Precision, type Samples, zeros } from '../../samples.js'
import type { WindowPair } from './window-pair.js'

/** The distance from each window to a neighbour, and the index of that neighbour. */
export interface NeighbourProfile<Out extends Samples = Samples> {
  /** z-normalized Euclidean distances, one for each window; Infinity if there is no neighbour. */
  readonly distances: Out
  /** The index of each window's neighbour; −1 if there is none. */
  readonly indices: Int32Array
}

/** The nearest neighbours of a window: among all, and among the earlier and the later ones if sides are separated. */
export interface RankedNeighbours {
  readonly all: readonly WindowPair[]
  readonly left?: readonly WindowPair[]
  readonly right?: readonly WindowPair[]
}

/** The profile of the neighbours of one rank; `neighboursOf` returns those of a window, from rank 0 on. */
export function profileOf(
  windowCount: number,
  precision: Precision,
  neighboursOf: (window: number) => readonly WindowPair[] | undefined,
  rank = 0,
): NeighbourProfile {
  const distances = zeros(windowCount, precision).fill(Infinity)
  const indices = new Int32Array(windowCount).fill(-1)
  for (let window = 0; window < windowCount; window++) {
    const pair = neighboursOf(window)?.at(rank)
    if (pair === undefined) continue
    distances[window] = pair.distance
    indices[window] = pair.neighbour
  }
  return { distances, indices }
}
