import { requireFunction } from '../require.js'
import type { Recipe } from './partition-work.js'
import type { SeriesProcessor } from './series-work.js'

/** A class of processors that a job can run; `restore` takes the arguments of the constructor, then a snapshot. */
export interface ResumableClass<Args extends readonly unknown[]> {
  new (...args: Args): SeriesProcessor
  readonly restore: (...args: never) => SeriesProcessor
}

/**
 * Makes a recipe from a class of processors and the arguments of its constructor. Each series gets a processor of its own.
 *
 * @example
 * const recipe = recipeOf(Convolver, [0.5, 0.25])
 */
export function recipeOf<Args extends readonly unknown[]>(
  Class: ResumableClass<Args>,
  ...args: Args
): Recipe {
  const { restore } = readClass(Class)
  return {
    create: () => new Class(...args),
    restore: (_series, snapshot) => restore.call(Class, ...args, snapshot),
  }
}

function readClass(Class: unknown): { restore: (...args: readonly unknown[]) => SeriesProcessor } {
  requireFunction(Class as () => unknown, 'Class')
  const { restore } = Class as { restore: (...args: readonly unknown[]) => SeriesProcessor }
  requireFunction(restore, 'Class.restore')
  return { restore }
}
