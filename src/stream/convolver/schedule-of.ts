import { FINISH, IF_BEGUN, NEWEST, PAIR, type Task, TRANSFORM } from '../../wasm/level-table.js'
import type { Block } from '../../wasm/heap.js'
import { isSpread, type Level } from './partition.js'

/** The number of segments that are multiplied and summed in one task when the work is spread. A multiple of four. */
const SEGMENTS_AT_A_TIME = 4

/** What is needed of a route here. */
interface Path {
  readonly input: number
  readonly kernel: { readonly spectra: readonly Block[] }
}

/** The tasks of a level for the first of two blocks, and for the second. */
export type Schedule = readonly [readonly Task[], readonly Task[]]

/**
 * All tasks of two neighbouring blocks, in order: the transforms of the inputs, then for each output its sums and the inverse
 * transform. With the first block, the sums of the second are begun, because both read the same segments.
 *
 * @param usedInputs The inputs from which a path leads. Tasks name them by their index in this list.
 */
export function scheduleOf(
  level: Level,
  index: number,
  byOutput: readonly (readonly Path[])[],
  usedInputs: readonly number[],
): Schedule {
  const first: Task[] = []
  const second: Task[] = []
  const add = (kind: number, task: Partial<Task>, tasks: readonly Task[][] = [first, second]): void => {
    for (const list of tasks) {
      list.push({ kind, input: 0, output: 0, isSecond: list === second, from: 0, to: 1, added: 0, ...task })
    }
  }
  const step = isSpread(level) ? SEGMENTS_AT_A_TIME : level.count
  for (const input of usedInputs.keys()) add(TRANSFORM, { input })
  for (const [output, paths] of byOutput.entries()) {
    for (const [i, { input, kernel }] of paths.entries()) {
      const sum = { output, input: usedInputs.indexOf(input), spectra: kernel.spectra[index] }
      const isAdded = i > 0
      for (let from = 1; from < level.count; from += step) {
        const to = Math.min(from + step, level.count)
        add(PAIR, { ...sum, from, to, added: Number(isAdded || from > 1) }, [first])
      }
      const hasPairs = level.count > 1
      add(NEWEST, { ...sum, added: Number(isAdded || hasPairs) }, [first])
      add(NEWEST, { ...sum, added: isAdded ? 1 : hasPairs ? IF_BEGUN : 0 }, [second])
    }
    if (paths.length > 0) add(FINISH, { output })
  }
  return [first, second]
}
