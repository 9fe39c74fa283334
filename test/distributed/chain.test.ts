import { Convolver, Rechunker } from 'tapline'
import { chain, recipeOf } from 'tapline/nats'
import { expect, test } from 'vitest'

const recipe = chain(
  recipeOf(Convolver, [0.5, 0.5]),
  recipeOf(Convolver, [1, 1]),
  recipeOf(Rechunker, 2, { precision: 'float64' }),
)

test('a chain of recipes makes a chain of processors, and restores it', () => {
  const first = recipe.create('a')
  expect(first.process(Float64Array.of(2, 4, 6))).toEqual([Float64Array.of(1, 4)])
  const second = recipe.restore('a', first.snapshot())
  expect(second.flush()).toEqual(first.flush())
})

test('a chain that cannot be made leaves nothing behind', () => {
  const made: Convolver[] = []
  const kept = {
    create: () => {
      const convolver = new Convolver([1])
      made.push(convolver)
      return convolver
    },
    restore: () => new Convolver([1]),
  }
  const broken = { ...kept, create: () => new Convolver([]) }
  expect(() => chain(kept, broken).create('a')).toThrow('kernel')
  expect(() => made[0].process([1])).toThrow('disposed')
  expect(() => chain()).toThrow('recipes must be one or more, got none')
  expect(() => chain(kept, {} as never)).toThrow('recipes[1].create must be a function')
})
