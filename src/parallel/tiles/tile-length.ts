/** A tile has about this many results: few enough for the caches, and enough that messages take little of the time. */
const RESULTS = 2 ** 17

/** How many of `count` pieces make a tile, if each has this many results. There is at least one tile for each thread. */
export function tileLength(count: number, results: number, threads: number): number {
  return Math.max(Math.min(Math.round(RESULTS / results), Math.ceil(count / threads)), 1)
}
