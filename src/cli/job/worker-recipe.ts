import { chain } from '../../distributed/chain.js'
import { recipeOf } from '../../distributed/recipe-of.js'
import type { Recipe } from '../../nats/index.js'
import { MatrixProfiler } from '../../pattern/matrix-profile/matrix-profiler.js'
import type { Samples } from '../../samples.js'
import { TemplateMatcher } from '../../pattern/match/template-matcher.js'
import { Convolver } from '../../stream/convolver/convolver.js'
import { PreparedKernel } from '../../stream/convolver/prepared-kernel.js'
import { Resampler } from '../../stream/resampler/resampler.js'
import { readKernel } from '../convolve/kernel.js'
import { design, type FilterSpecification } from '../filter/design.js'
import { wholeSignal } from '../inputs/one-signal.js'
import { DEFAULT_THRESHOLD } from '../match/default-threshold.js'
import { openTemplate } from '../match/open-template.js'
import { blamingData, blamingOptions } from '../terminal/blame.js'
import { DataError, UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'

/** The computations of a worker: those of the commands of the same names. */
export const COMPUTATIONS = ['convolve', 'filter', 'match', 'resample', 'profile'] as const
export type Computation = (typeof COMPUTATIONS)[number]

/** The options of the computation. */
export interface ComputationOptions extends FilterSpecification {
  readonly rate?: number
  readonly to?: number
  readonly window?: number
  readonly history?: number
  readonly threshold?: number
  readonly minDistance?: number
}

/**
 * Returns the recipe that makes the processor of a series, from one computation or a chain of several. In `files`, the kernel of
 * convolve comes before the templates of match. Computations after resample have its rate.
 */
export async function workerRecipe(
  computations: readonly Computation[],
  files: readonly string[],
  options: ComputationOptions,
  io: Io,
): Promise<Recipe> {
  const last = computations.length - 1
  const early = computations.findIndex((one, i) => i < last && (one === 'match' || one === 'profile'))
  if (early >= 0) {
    throw new UsageError(
      `${computations[early]} does not return samples: put it last in ${computations.join(',')}`,
    )
  }
  const recipes: Recipe[] = []
  let [left, rate] = [files, options.rate]
  for (const [i, computation] of computations.entries()) {
    const taken = i === last ? left : computation === 'convolve' ? left.slice(0, 1) : []
    left = left.slice(taken.length)
    recipes.push(
      await recipeOfOne(computation, taken, { ...options, ...(rate === undefined ? {} : { rate }) }, io),
    )
    if (computation === 'resample') rate = options.to
  }
  return recipes.length === 1 ? recipes[0] : chain(...recipes)
}

async function recipeOfOne(
  computation: Computation,
  files: readonly string[],
  options: ComputationOptions,
  io: Io,
): Promise<Recipe> {
  if (computation === 'convolve') return convolving(files, io)
  if (computation === 'match') return matching(files, options, io)
  if (files.length > 0) {
    throw new UsageError(`${computation} does not take a file: use its options`)
  }
  if (computation === 'filter') return filtering(options)
  return computation === 'resample' ? resampling(options) : profiling(options)
}

async function convolving(files: readonly string[], io: Io): Promise<Recipe> {
  if (files.length !== 1) throw new UsageError(`convolve takes one kernel, got ${files.length} files`)
  const { name, channels } = await readKernel(files[0], io)
  if (channels.length !== 1) {
    throw new DataError(
      `${name} must have one channel, as a series has, got ${channels.length}: pass a kernel of one channel`,
    )
  }
  return convolverOf(channels[0])
}

function filtering(options: ComputationOptions): Recipe {
  if (options.rate === undefined) throw new UsageError('filter needs the sample rate: pass --rate')
  return convolverOf(design(options, options.rate))
}

/** As `tapline resample` for a series. */
function resampling({ rate, to }: ComputationOptions): Recipe {
  if (rate === undefined || to === undefined) {
    throw new UsageError('resample needs the sample rates of input and output: pass --rate and --to')
  }
  const options = { fromRate: rate, toRate: to, edges: 'nearest', precision: 'float64' } as const
  return {
    create: () => new Resampler(options),
    restore: (_series, snapshot) => Resampler.restore(options, snapshot),
  }
}

function profiling({ window, history }: ComputationOptions): Recipe {
  if (window === undefined || history === undefined) {
    throw new UsageError(
      'profile needs the lengths of its windows and of the history: pass --window and --history',
    )
  }
  return recipeOf(MatrixProfiler, window, { historyLength: history })
}

async function matching(
  files: readonly string[],
  { threshold = DEFAULT_THRESHOLD, minDistance }: ComputationOptions,
  io: Io,
): Promise<Recipe> {
  if (files.length === 0) throw new UsageError('match takes one template or more, got none')
  const options = { threshold, ...(minDistance === undefined ? {} : { minDistance }) }
  // Quick checks come first.
  blamingOptions(() => new TemplateMatcher([0, 1, 0], options)).dispose()
  const named = await Promise.all(
    files.map(async (path) => {
      const { samples } = await wholeSignal(await openTemplate(path, {}, io))
      blamingData(path, () => new TemplateMatcher(samples)).dispose()
      return [path, samples] as const
    }),
  )
  return recipeOf(TemplateMatcher, Object.fromEntries(named), options)
}

/** All series share one kernel, which is prepared once and held in memory once. */
function convolverOf(taps: Samples): Recipe {
  return recipeOf(Convolver, new PreparedKernel(taps))
}
