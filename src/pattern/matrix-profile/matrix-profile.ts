import { type OptionNames, readOptions, readSignal, requireBoolean, requireCount } from '../../require.js'
import { precisionOf, type Samples, type SignalLike, type TypedSignal } from '../../samples.js'
import type { KeptNeighbours } from '../match/window-history.js'
import { nearestAcross } from './nearest-across.js'
import { checkedExclusion, NeighbourSearch } from './neighbour-search.js'
import type { NearestWindows } from './nearest-windows.js'
import { type NeighbourProfile, profileOf, type RankedNeighbours } from './neighbour-profile.js'
import { nearestWithin, ProfileTiles } from './profile-tiles.js'

/** The options of `matrixProfile`. */
export interface MatrixProfileOptions {
  /** Windows whose starts are at most this far apart do not count as neighbours. Default: a quarter of the window length, rounded up. */
  readonly exclusion?: number
  /**
   * Another signal, in which the neighbours are searched: all of its windows are neighbours, and only these. The exclusion
   * then matters only to `findMotifs` and `findDiscords`. Default: the signal itself.
   */
  readonly against?: SignalLike
  /**
   * How many nearest neighbours of each window to return, in `neighbours`. They may be next to each other: only windows near the window
   * itself are excluded. Default 1: just `distances` and `indices`.
   */
  readonly neighbourCount?: number
  /** Whether to return the nearest earlier and the nearest later window as well, in `left` and `right`. Not with `against`. Default false. */
  readonly sides?: boolean
}

export const MATRIX_PROFILE_OPTIONS: OptionNames<MatrixProfileOptions> = {
  exclusion: true,
  against: true,
  neighbourCount: true,
  sides: true,
}

const GREATEST_NEIGHBOUR_COUNT = 1024

/** The distance from each window of a signal to its nearest neighbour, and the index of that neighbour. */
export interface MatrixProfile<Out extends Samples = Samples> extends NeighbourProfile<Out> {
  /** Whether these are indices in another signal, the one of `against`. */
  readonly isAcross: boolean
  /** What the profile was made with. */
  readonly windowLength: number
  readonly exclusion: number
  /** With `neighbourCount`: the profile of the nearest neighbours (`distances` and `indices`), of the second nearest, and so on. */
  readonly neighbours?: readonly NeighbourProfile<Out>[]
  /** With `sides`: the profile of the nearest neighbours that begin earlier than the window. */
  readonly left?: NeighbourProfile<Out>
  /** With `sides`: the profile of the nearest neighbours that begin later. */
  readonly right?: NeighbourProfile<Out>
}

/**
 * Computes the matrix profile of a signal: for each window of m samples, the distance to the most similar other window, and
 * its index; or, with `against`, to the most similar window of another signal. Small distances mark shapes that repeat
 * (`findMotifs`), large ones shapes that occur only once (`findDiscords`).
 *
 * distances[i] = min over j, |i − j| > exclusion, of ‖z(i) − z(j)‖₂ with z(i)[k] = (x[i + k] − μᵢ)/σᵢ, k = 0..m − 1, where
 * μᵢ and σᵢ are the mean and the standard deviation (of m, not m − 1) of window i. N samples have N − m + 1 windows. The
 * values are in [0, 2√m]: 0 for the same shape at any offset and scale, √(2m) for uncorrelated shapes.
 *
 * With `against`, another signal y of any length of at least m, it is an AB-join: the minimum is over all windows j of y, and
 * none is excluded. It shows what two recordings have in common, or what is new in one of them.
 *
 * Flat windows (σ at most 1e−15·|μ|) have distance 0 from each other and √m from all other windows, by definition. Windows
 * that hold a sample that is not finite (or beyond ±1e140) have distance Infinity and index −1, and are not the
 * neighbour of any window. Among equally near neighbours, any may be returned.
 *
 * With `neighbourCount`, each window gets its nearest k windows, in `neighbours`. With `sides`, each gets its nearest earlier window, in
 * `left`, and its nearest later window, in `right`; the first windows have no left neighbour, the last ones no right one. `left` is what
 * was known when a window arrived, as in `MatrixProfiler`. Use `left` and `right` together to follow shapes that drift.
 *
 * Always computed in float64. Neighbours are found by correlations with an error below 4e−12, and if these are within 4e−6
 * of 1, by distances computed directly; the distance returned is always computed directly from the pair returned. So the
 * relative error is below 1e−6, even on large offsets, after spikes and for almost equal windows.
 *
 * Cost: N²/2 pairs of windows, or N times the windows of `against`, whatever m is. The engine computes some 1.5 billion pairs a second.
 * A pair that may be the best so far and is within 4e−6 of equal costs more: m operations, or about 30 if the pair before it on the
 * diagonal was computed too. If most pairs are that close, as in a ramp with little noise, the whole takes some 10 to 20 times as long.
 *
 * Memory: some 190 bytes per sample. A signal of more than 131,072 samples is cut into tiles, and only two tiles are in memory at a
 * time; with `neighbourCount`, `sides` or `against`, the whole signal is. A tile has 131,072 windows, 128 window lengths or N/32 windows,
 * whichever is largest, rounded up to a power of two. Allocates the result and the working memory, which is freed.
 *
 * @param signal N samples.
 * @param windowLength m, at least 3.
 * @param options The exclusion, the other signal, and which neighbours to return.
 * @returns The distances, of the signal's type, and the indices.
 * @throws TypeError if a signal is not an array of numbers. RangeError if the window length is not a whole number from 3 to N and
 *   to the length of `against`, or the exclusion is not a whole number, or is so large that no window has a neighbour.
 * @example
 * // The first window, 1, 2, 4, 3, has the shape of the one at index 5: 2, 4, 8, 6.
 * const profile = matrixProfile([1, 2, 4, 3, 9, 2, 4, 8, 6, 1], 4)
 * profile.indices // Int32Array [5, 5, 0, 6, 1, 0, 3]
 * profile.distances.map((d) => Math.round(100 * d) / 100) // Float64Array [0, 2.31, 1.83, 1.96, 2.51, 0, 1.96]
 * matrixProfile([0, 2, 1, 3, 9], 4, { against: [5, 1, 5, 3, 7, 0] }).indices // Int32Array [1, 1]
 * @example
 * const { neighbours, left } = matrixProfile([0, 2, 1, 7, 0, 2, 1, 8, 0, 2, 1, 5], 4, { neighbourCount: 2, sides: true })
 * neighbours.map(({ indices }) => indices[8]) // [0, 4]: the nearest, and the second nearest
 * left.indices[4] // 0
 * @see findMotifs, findDiscords, MatrixProfiler for streams
 *
 * References: Y. Zhu et al., Matrix Profile II, ICDM 2016; Z. Zimmerman et al., Matrix Profile XIV: scaling time series motif
 * discovery with GPUs, SoCC 2019 (the update along the diagonals).
 */
export function matrixProfile(
  signal: Float32Array,
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile<Float32Array>
export function matrixProfile(
  signal: Float64Array | readonly number[],
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile<Float64Array>
export function matrixProfile(
  signal: SignalLike,
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile
export function matrixProfile(
  signal: SignalLike,
  windowLength: number,
  options?: MatrixProfileOptions,
): MatrixProfile {
  const { against, neighbourCount, sides = false, ...others } = readOptions(options, MATRIX_PROFILE_OPTIONS)
  const exclusion = checkedExclusion(windowLength, others.exclusion)
  if (neighbourCount !== undefined) {
    requireCount(neighbourCount, 1, 'neighbourCount', GREATEST_NEIGHBOUR_COUNT)
  }
  requireBoolean(sides, 'sides')
  const samples = readSignal(signal, 'signal')
  const isAcross = against !== undefined
  if (isAcross && sides) {
    throw new RangeError(
      'sides must be false with against, as windows of two signals have no order in time, got true',
    )
  }
  if (!isAcross && neighbourCount === undefined && !sides) {
    const plan = profilePlan(samples.length, windowLength, exclusion)
    return profileByTiles(samples, plan, nearestWithin(samples, plan))
  }
  const kept = { neighbourCount: neighbourCount ?? 1, areSided: sides }
  const ranked = isAcross
    ? rankedAcross(samples, readSignal(against, 'against'), windowLength, kept.neighbourCount)
    : rankedWithin(samples, windowLength, exclusion, kept)
  const [count, precision] = [ranked.length, precisionOf(samples)]
  const ofRank = (rank: number): NeighbourProfile => profileOf(count, precision, (i) => ranked[i].all, rank)
  const nearest = ofRank(0)
  return {
    ...nearest,
    isAcross,
    windowLength,
    exclusion,
    ...(neighbourCount === undefined
      ? {}
      : { neighbours: [nearest, ...Array.from({ length: neighbourCount - 1 }, (_, i) => ofRank(i + 1))] }),
    ...(sides
      ? {
          left: profileOf(count, precision, (i) => ranked[i].left),
          right: profileOf(count, precision, (i) => ranked[i].right),
        }
      : {}),
  }
}

/** How a signal is compared with itself. @throws TypeError, RangeError as `matrixProfile` */
export function profilePlan(
  signalLength: number,
  windowLength: number,
  exclusion: number | undefined,
): ProfileTiles {
  const checked = checkedExclusion(windowLength, exclusion)
  requireNeighbours(signalLength, windowLength, checked)
  return new ProfileTiles(signalLength, windowLength, checked)
}

/** The profile of a signal whose tiles have been compared with each other. */
export function profileByTiles(
  signal: TypedSignal,
  { windowLength, exclusion }: ProfileTiles,
  { distances, neighbours }: NearestWindows,
): MatrixProfile {
  return {
    distances: precisionOf(signal) === 'float32' ? Float32Array.from(distances) : distances,
    indices: neighbours,
    isAcross: false,
    windowLength,
    exclusion,
  }
}

function rankedWithin(
  samples: TypedSignal,
  windowLength: number,
  exclusion: number,
  kept: KeptNeighbours,
): RankedNeighbours[] {
  requireNeighbours(samples.length, windowLength, exclusion)
  const search = new NeighbourSearch({
    windowLength,
    exclusion,
    greatestLag: samples.length - windowLength,
    isMutual: true,
    capacity: samples.length,
    kept,
  })
  try {
    search.push(samples, 0, samples.length)
    return search.ranked()
  } finally {
    search.dispose()
  }
}

function rankedAcross(
  samples: TypedSignal,
  against: TypedSignal,
  windowLength: number,
  neighbourCount: number,
): RankedNeighbours[] {
  requireWindows(samples.length, windowLength, "the signal's length")
  requireWindows(against.length, windowLength, 'the length of against')
  return nearestAcross(samples, against, windowLength, neighbourCount).map((all) => ({ all }))
}

function requireNeighbours(signalLength: number, windowLength: number, exclusion: number): void {
  requireWindows(signalLength, windowLength, "the signal's length")
  const windowCount = signalLength - windowLength + 1
  if (windowCount <= exclusion + 1) {
    throw new RangeError(
      `exclusion must be less than ${windowCount - 1} for a signal of ${windowCount} windows, or none has a neighbour, got ` +
        `${exclusion}: use a shorter window or a longer signal`,
    )
  }
}

function requireWindows(length: number, windowLength: number, what: string): void {
  if (windowLength <= length) return
  throw new RangeError(`windowLength must be at most ${what}, ${length}, got ${windowLength}`)
}
