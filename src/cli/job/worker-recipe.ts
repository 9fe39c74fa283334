import { recipeOf } from '../../distributed/recipe-of.js'
import type { Recipe } from '../../nats/index.js'
import type { Samples } from '../../samples.js'
import { Convolver } from '../../stream/convolver/convolver.js'
import { PreparedKernel } from '../../stream/convolver/prepared-kernel.js'
import { readKernel } from '../convolve/kernel.js'
import { design, type FilterSpecification } from '../filter/design.js'
import { DataError, UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'

/** What a worker can compute, as the commands of these names do. */
export const COMPUTATIONS = ['convolve', 'filter'] as const
export type Computation = (typeof COMPUTATIONS)[number]

/** What is said of the computation. */
export interface ComputationOptions extends FilterSpecification {
  readonly rate?: number
}

/** How the processor of a series is made. */
export async function workerRecipe(
  computation: Computation,
  files: readonly string[],
  options: ComputationOptions,
  io: Io,
): Promise<Recipe> {
  if (computation === 'convolve') return convolving(files, io)
  return filtering(files, options)
}

async function convolving(files: readonly string[], io: Io): Promise<Recipe> {
  if (files.length !== 1) throw new UsageError(`convolve takes one kernel, got ${files.length} files`)
  const { name, channels } = await readKernel(files[0], io)
  if (channels.length !== 1) {
    throw new DataError(
      `${name} has ${channels.length} channels, but a series has one: give a kernel of one channel`,
    )
  }
  return convolverOf(channels[0])
}

function filtering(files: readonly string[], options: ComputationOptions): Recipe {
  if (files.length > 0) throw new UsageError('filter takes no file: what it does is said by its options')
  if (options.rate === undefined)
    throw new UsageError('filter needs to know how many samples a second there are: give --rate')
  return convolverOf(design(options, options.rate))
}

/** All series share one kernel: it is prepared once, and its memory is held once. */
function convolverOf(taps: Samples): Recipe {
  return recipeOf(Convolver, new PreparedKernel(taps))
}
