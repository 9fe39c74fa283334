import { choiceFor, type Method } from '../convolution/choose-method.js'
import { convolution, insideOf } from '../convolution/convolution.js'
import { CONVOLVE_OPTIONS, type ConvolveOptions, convolutionTask } from '../convolution/convolve.js'
import { type PreparedExtent, preparedExtent } from '../convolution/convolve-extent.js'
import { requireMethodFits } from '../convolution/require-method-fits.js'
import { readOptions, withNames } from '../require.js'
import type { OwnFloat32Array, OwnFloat64Array, Samples, SignalLike } from '../samples.js'
import { isWorthSharing, shareOut } from './crew.js'
import { PARALLEL_OPTIONS, type ParallelOptions, readSharing } from './parallel-options.js'
import { BlockTiles } from './tiles/block-tiles.js'
import type { FiniteWork } from './tiles/convolution-part.js'
import { directTiles } from './tiles/direct-tiles.js'

/** The options of `convolve` in threads. */
export interface ParallelConvolveOptions extends ConvolveOptions, ParallelOptions {}

const OPTIONS = /* @__PURE__ */ withNames(CONVOLVE_OPTIONS, PARALLEL_OPTIONS)

/**
 * Convolves two signals on all processor cores: `convolve` of `tapline`, with the same bits.
 *
 * Worker threads compute blocks of a long convolution. A signal and an `out` in shared memory are read and written where they are; others
 * are copied piece by piece, which takes as long as a convolution by transforms: that one is then computed on the calling thread. So
 * is a convolution of less than about 5 ms, one by a single transform (method 'fft', or a kernel of more than a million taps), and
 * one of less than 0.1 s while the threads are starting, as they do at the first call. Do not change the arrays before the promise has
 * settled.
 *
 * @param signal N samples.
 * @param kernel K taps, at least one.
 * @param options Mode, method and edges, as for `convolve`; threads and the signal that aborts.
 * @param out Receives the result, as for `convolve`.
 * @returns The result, which is `out` if you passed it.
 * @throws TypeError, RangeError as `convolve`, by rejection. The reason of `abortSignal`, if that aborts; `out` may hold some results then.
 *   Error if a thread could not be started.
 * @example
 * import { convolve } from 'tapline/parallel'
 * await convolve([0, 0, 1, 2, 0], [1, 2, 1]) // Float64Array [0, 0, 1, 4, 5, 2, 0]
 */
export async function convolve(
  signal: Float32Array,
  kernel: SignalLike,
  options?: ParallelConvolveOptions,
): Promise<OwnFloat32Array>
export async function convolve(
  signal: Float64Array | readonly number[],
  kernel: SignalLike,
  options?: ParallelConvolveOptions,
): Promise<OwnFloat64Array>
export async function convolve(
  signal: SignalLike,
  kernel: SignalLike,
  options?: ParallelConvolveOptions,
): Promise<Samples>
export async function convolve<Out extends Samples>(
  signal: SignalLike,
  kernel: SignalLike,
  options: ParallelConvolveOptions,
  out: Out,
): Promise<Out>
export async function convolve(
  signal: SignalLike,
  kernel: SignalLike,
  options?: ParallelConvolveOptions,
  out?: Samples,
): Promise<Samples> {
  const { threads, abortSignal, ...own } = readOptions<ParallelConvolveOptions>(options, OPTIONS)
  const task = convolutionTask(signal, kernel, own, out)
  const sharing = readSharing({ threads, abortSignal })
  const prepared = preparedExtent(task)
  if (prepared.extent.length === 0) return prepared.result
  const { method } = task
  const tiles = convolutionTiles(prepared, method, sharing.threads)
  if (
    tiles !== undefined &&
    isWorthSharing(tiles.cost, [prepared.signal, prepared.result], sharing.threads)
  ) {
    await shareOut(tiles.work, sharing.threads, sharing.abortSignal)
    if (tiles.work.isFinite) return prepared.result
  }
  // Sums that overflow need scaled inputs.
  const { extent, result, precision } = prepared
  convolution(prepared.signal, prepared.kernel, extent, result, precision, method)
  return result
}

/** The tiles of a convolution, and the estimated cost of all. */
interface ConvolutionTiles {
  readonly work: FiniteWork<object>
  readonly cost: number
}

/** The tiles of a convolution, or undefined for those that have none. */
export function convolutionTiles(
  { signal, kernel, extent, result, precision }: PreparedExtent,
  method: Method,
  threads: number,
): ConvolutionTiles | undefined {
  const { longer, shorter, inside, results } = insideOf(signal, kernel, extent, result)
  if (inside.length === 0) return undefined
  const choice = choiceFor(inside, longer.length, shorter.length, precision)
  const chosen = method === 'auto' ? choice.method : method
  requireMethodFits(choice, chosen, longer.length, shorter.length)
  const size = choice.fftSize['overlap-add']
  if (chosen === 'fft' || shorter.length > size || !shorter.every(Number.isFinite)) return undefined
  const part = { signal: longer, kernel: shorter, inside, results, precision }
  const work: FiniteWork<object> =
    chosen === 'direct' ? directTiles(part, threads) : new BlockTiles(part, size, threads)
  return { work, cost: choice.costs[chosen] }
}
