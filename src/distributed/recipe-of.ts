import type { Recipe } from './partition-work.js'
import type { SeriesProcessor } from './series-work.js'

/** A class of processors that a job can run. */
export interface ResumableClass<Args extends readonly unknown[]> {
  new (...args: Args): SeriesProcessor
  restore(...args: [...Args, Uint8Array]): SeriesProcessor
}

/**
 * The recipe of a class of processors and the arguments of its constructor: each series gets one of its own.
 *
 * @example
 * const recipe = recipeOf(Convolver, new PreparedKernel([0.5, 0.25]))
 */
export function recipeOf<Args extends readonly unknown[]>(
  Class: ResumableClass<Args>,
  ...args: Args
): Recipe {
  return {
    create: () => new Class(...args),
    restore: (_series, snapshot) => Class.restore(...args, snapshot),
  }
}
