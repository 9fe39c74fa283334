import { allSteps } from '../../pattern/matrix-profile/all-steps.js'
import { compareTiles, type TilePair } from '../../pattern/matrix-profile/compare-tiles.js'
import type { NearestWindows } from '../../pattern/matrix-profile/nearest-windows.js'

/** Compares pairs of tiles of a signal. */
export class PairComputer {
  compute(pair: TilePair): readonly NearestWindows[] {
    return allSteps(compareTiles(pair))
  }

  dispose(): void {
    // Nothing is kept between pairs.
  }
}
