import {
  MATRIX_PROFILE_OPTIONS,
  type MatrixProfile,
  type MatrixProfileOptions,
  matrixProfile as matrixProfileHere,
  profileByTiles,
  profilePlan,
} from '../pattern/matrix-profile/matrix-profile.js'
import type { NearestWindows } from '../pattern/matrix-profile/nearest-windows.js'
import { ProfileMerge, type ProfileTiles, type TileStarts } from '../pattern/matrix-profile/profile-tiles.js'
import { readOptions, readSignal, withNames } from '../require.js'
import { joined, type SignalLike, type TypedSignal } from '../samples.js'
import { isWorthSharing, type SharedWork, shareOut } from './crew.js'
import { PARALLEL_OPTIONS, type ParallelOptions, readSharing } from './parallel-options.js'

/** The options of `matrixProfile` in threads. */
export interface ParallelMatrixProfileOptions extends MatrixProfileOptions, ParallelOptions {}

const OPTIONS = /* @__PURE__ */ withNames(MATRIX_PROFILE_OPTIONS, PARALLEL_OPTIONS)

/** Nanoseconds for a pair of windows. */
const PAIR_COST = 0.7

/**
 * Computes the matrix profile of a signal on all processor cores: `matrixProfile` of `tapline`, with the same bits.
 *
 * A long signal is cut into tiles, and worker threads compare the pairs of tiles. A signal of a single tile, and a profile with
 * `neighbourCount`, `sides` or `against`, is computed on the calling thread.
 *
 * @param signal N samples.
 * @param windowLength m, at least 3.
 * @param options As for `matrixProfile`; threads and the signal that aborts.
 * @throws TypeError, RangeError as `matrixProfile`, by rejection. The reason of `abortSignal`, if that aborts.
 *   Error if a thread could not be started.
 * @example
 * import { matrixProfile } from 'tapline/parallel'
 * const { indices } = await matrixProfile([1, 2, 4, 3, 9, 2, 4, 8, 6, 1], 4)
 * indices[0] // 5
 */
export async function matrixProfile(
  signal: Float32Array,
  windowLength: number,
  options?: ParallelMatrixProfileOptions,
): Promise<MatrixProfile<Float32Array>>
export async function matrixProfile(
  signal: Float64Array | readonly number[],
  windowLength: number,
  options?: ParallelMatrixProfileOptions,
): Promise<MatrixProfile<Float64Array>>
export async function matrixProfile(
  signal: SignalLike,
  windowLength: number,
  options?: ParallelMatrixProfileOptions,
): Promise<MatrixProfile>
export async function matrixProfile(
  signal: SignalLike,
  windowLength: number,
  options?: ParallelMatrixProfileOptions,
): Promise<MatrixProfile> {
  const { threads, abortSignal, ...own } = readOptions<ParallelMatrixProfileOptions>(options, OPTIONS)
  const sharing = readSharing({ threads, abortSignal })
  const samples = readSignal(signal, 'signal')
  const isTiled = own.against === undefined && own.neighbourCount === undefined && own.sides !== true
  if (!isTiled) return matrixProfileHere(samples, windowLength, own)
  const plan = profilePlan(samples.length, windowLength, own.exclusion)
  const { windowCount, tileLength } = plan
  const cost = PAIR_COST * (windowCount ** 2 / 2)
  if (windowCount <= tileLength || !isWorthSharing(cost, [samples], sharing.threads)) {
    return matrixProfileHere(samples, windowLength, own)
  }
  const merge = new OrderedMerge(plan)
  await shareOut(pairWork(samples, plan, merge), sharing.threads, sharing.abortSignal)
  return profileByTiles(samples, plan, merge.found)
}

/** A pair of tiles, and its number in the order of all pairs. */
interface Place {
  readonly starts: TileStarts
  readonly order: number
}

/** The pairs of tiles, which take seconds: this thread computes none. */
export function pairWork(samples: TypedSignal, plan: ProfileTiles, merge: OrderedMerge): SharedWork<Place> {
  function* cut(): Generator<Place, void> {
    let order = 0
    for (const starts of plan.pairs()) yield { starts, order: order++ }
  }
  return {
    kind: 'pairs',
    shared: {},
    places: cut(),
    send({ starts, order }) {
      const { earlier, later, ...pair } = plan.pairOf(starts, samples)
      const copies = { earlier: joined([earlier]), later: later === undefined ? undefined : joined([later]) }
      const { buffer } = copies.earlier
      return {
        tile: { ...pair, ...copies },
        moved: copies.later === undefined ? [buffer] : [buffer, copies.later.buffer],
        take: (found: readonly NearestWindows[]) => merge.take(order, starts, found),
      }
    },
  }
}

/** Merges results in the order of the pairs, in whatever order they come. */
export class OrderedMerge {
  readonly #merge: ProfileMerge
  readonly #waiting = new Map<number, () => void>()
  #next = 0

  constructor(plan: ProfileTiles) {
    this.#merge = new ProfileMerge(plan)
  }

  get found(): NearestWindows {
    return this.#merge.found
  }

  take(order: number, starts: TileStarts, found: readonly NearestWindows[]): void {
    this.#waiting.set(order, () => this.#merge.take(starts, found))
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      next()
      this.#waiting.delete(this.#next++)
    }
  }
}
