import { choiceFor } from '../convolution/choose-method.js'
import {
  MATCH_PROFILE_OPTIONS,
  type MatchProfileOptions,
  matchProfile as matchProfileHere,
  readProfileTask,
} from '../pattern/match/match-profile.js'
import { readOptions, withNames } from '../require.js'
import { type Samples, type SignalLike, zeros } from '../samples.js'
import { isWorthSharing, shareOut } from './crew.js'
import { PARALLEL_OPTIONS, type ParallelOptions, readSharing } from './parallel-options.js'
import { matchTiles } from './tiles/match-tiles.js'

/** The options of `matchProfile` in threads. */
export interface ParallelMatchProfileOptions extends MatchProfileOptions, ParallelOptions {}

const OPTIONS = /* @__PURE__ */ withNames(MATCH_PROFILE_OPTIONS, PARALLEL_OPTIONS)

/** How much longer a match profile takes than a convolution by the same transforms. */
const IN_CONVOLUTIONS = 3

/**
 * Compares every window of a signal with a template, on all processor cores: `matchProfile` of `tapline`, with the same bits.
 *
 * Worker threads compare blocks of windows; a signal in shared memory is not copied. A profile of less than about 5 ms is computed on the
 * calling thread.
 *
 * @param signal N samples, at least M.
 * @param template M samples, as for `matchProfile`.
 * @param options The measure; threads and the signal that aborts.
 * @throws TypeError, RangeError as `matchProfile`, by rejection. The reason of `abortSignal`, if that aborts.
 *   Error if a thread could not be started.
 * @example
 * import { matchProfile } from 'tapline/parallel'
 * const profile = await matchProfile([0, 0, 1, 4, 7, 27, 7, 5], [1, 3, 1])
 * profile.indexOf(Math.max(...profile)) // 4
 */
export async function matchProfile(
  signal: Float32Array,
  template: SignalLike,
  options?: ParallelMatchProfileOptions,
): Promise<Float32Array>
export async function matchProfile(
  signal: Float64Array | readonly number[],
  template: SignalLike,
  options?: ParallelMatchProfileOptions,
): Promise<Float64Array>
export async function matchProfile(
  signal: SignalLike,
  template: SignalLike,
  options?: ParallelMatchProfileOptions,
): Promise<Samples>
export async function matchProfile(
  signal: SignalLike,
  template: SignalLike,
  options?: ParallelMatchProfileOptions,
): Promise<Samples> {
  const { threads, abortSignal, ...own } = readOptions<ParallelMatchProfileOptions>(options, OPTIONS)
  const { samples, prepared, ...details } = readProfileTask(signal, template, own)
  // The threads prepare it themselves.
  prepared.dispose()
  const sharing = readSharing({ threads, abortSignal })
  const { precision, windowCount } = details
  const extent = { start: prepared.length - 1, length: windowCount }
  const { costs } = choiceFor(extent, samples.length, prepared.length, precision)
  const results = { byteLength: windowCount * (precision === 'float32' ? 4 : 8) }
  if (!isWorthSharing(IN_CONVOLUTIONS * costs['overlap-add'], [samples, results], sharing.threads)) {
    return matchProfileHere(samples, template, own)
  }
  const out = zeros(windowCount, precision)
  const work = matchTiles(samples, Float64Array.from(template), details, out, sharing.threads)
  await shareOut(work, sharing.threads, sharing.abortSignal)
  return out
}
