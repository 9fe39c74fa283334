import { requireFunction, requireObject } from '../require.js'
import type { SignalLike } from '../samples.js'
import { Chain, type ChainLinks, type ChainOutput, type ChainRestorers } from '../stream/chain.js'
import type { Resumable } from '../stream/resumable.js'
import type { Recipe } from './partition-work.js'
import type { SeriesProcessor } from './series-work.js'

/**
 * Makes one recipe of several: each series gets a `Chain` of their processors.
 *
 * @param recipes One or more, in the order in which samples pass through them. All but the last must return samples.
 * @throws TypeError if one of them is not a recipe. RangeError if there is none.
 * @example
 * const recipe = chain(recipeOf(Resampler, { fromRate: 10, toRate: 1 }), recipeOf(TemplateMatcher, [0, 3, 1, 0]))
 */
export function chain(...recipes: readonly Recipe[]): Recipe {
  requireRecipes(recipes)
  return {
    create: (series) => new Chain(...created(recipes, series)),
    restore: (series, snapshot) =>
      Chain.restore(
        recipes.map(
          (recipe) => (part: Uint8Array) => recipe.restore(series, part),
        ) as unknown as ChainRestorers<ChainOutput>,
        snapshot,
      ),
  }
}

function created(recipes: readonly Recipe[], series: string): ChainLinks<ChainOutput> {
  const processors: SeriesProcessor[] = []
  try {
    for (const { create } of recipes) processors.push(create(series))
  } catch (error) {
    for (const processor of processors) processor.dispose()
    throw error
  }
  // The results are checked as they come.
  return processors as unknown as readonly [Resumable<SignalLike, ChainOutput>]
}

function requireRecipes(recipes: readonly Recipe[]): void {
  if (recipes.length === 0)
    throw new RangeError('recipes must be one or more, got none: pass them in their order')
  recipes.forEach((recipe, i) => {
    requireObject(recipe, `recipes[${i}]`, 'recipeOf(Convolver, kernel)')
    requireFunction(recipe.create, `recipes[${i}].create`)
    requireFunction(recipe.restore, `recipes[${i}].restore`)
  })
}
