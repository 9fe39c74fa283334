import { compareTiles } from '../../pattern/matrix-profile/compare-tiles.js'
import type { NearestWindows } from '../../pattern/matrix-profile/nearest-windows.js'
import { ProfileMerge, ProfileTiles, type TileStarts } from '../../pattern/matrix-profile/profile-tiles.js'
import { joined, type TypedSignal } from '../../samples.js'
import type { Tile, TileComputer, TiledWork } from './tile.js'
import { decodeTileData, encodeTileData } from './tile-data.js'

/** The matrix profile of a signal, in the pairs of tiles in which `matrixProfile` computes it. */
export class ProfileWork implements TiledWork {
  readonly kind = 'profile'
  readonly sharesInputs = true
  readonly shared: Uint8Array
  readonly tiles: Iterable<Tile>
  readonly #plan: ProfileTiles
  readonly #merge: ProfileMerge
  readonly #left: Iterator<TileStarts>

  constructor(signal: TypedSignal, plan: ProfileTiles) {
    const { windowLength, exclusion } = plan
    this.#plan = plan
    this.shared = encodeTileData({ windowLength, exclusion }, [])
    this.tiles = tilesOf(signal, plan)
    this.#merge = new ProfileMerge(plan)
    this.#left = plan.pairs()
  }

  /** The number of pairs of windows in all. */
  get cost(): number {
    let cost = 0
    for (const starts of this.#plan.pairs()) cost += this.#plan.costOf(starts)
    return cost
  }

  /** The nearest windows found so far. */
  get found(): NearestWindows {
    return this.#merge.found
  }

  /** Takes the result of the next tile. Returns the number of pairs of windows in it. */
  take(result: Uint8Array): number {
    const { arrays } = decodeTileData(result)
    const starts = this.#left.next().value as TileStarts
    const found = []
    for (let i = 0; i < arrays.length; i += 2) {
      found.push({ distances: arrays[i], neighbours: Int32Array.from(arrays[i + 1]) })
    }
    this.#merge.take(starts, found)
    return this.#plan.costOf(starts)
  }
}

/** Compares pairs of tiles. */
export class ProfileComputer implements TileComputer {
  readonly #header: SharedHeader

  constructor(shared: Uint8Array) {
    this.#header = decodeTileData(shared).header as SharedHeader
  }

  *compute({ place: [distance], inputs }: Tile): Generator<undefined, Uint8Array> {
    const [earlier, later] = inputs.map((input) => decodeTileData(input).arrays[0])
    const found = yield* compareTiles({
      ...this.#header,
      earlier,
      later: inputs.length === 1 ? undefined : later,
      distance,
    })
    return encodeTileData(
      {},
      found.flatMap(({ distances, neighbours }) => [distances, Float64Array.from(neighbours)]),
    )
  }

  dispose(): void {
    // Nothing is kept between tiles.
  }
}

interface SharedHeader {
  readonly windowLength: number
  readonly exclusion: number
}

function* tilesOf(signal: TypedSignal, plan: ProfileTiles): Generator<Tile, void> {
  for (const starts of plan.pairs()) {
    const { earlier, later, distance } = plan.pairOf(starts, signal)
    const inputs = [earlier, ...(later === undefined ? [] : [later])]
    yield { place: [distance], inputs: inputs.map((samples) => encodeTileData({}, [joined([samples])])) }
  }
}
