import type { Block } from '../../wasm/heap.js'
import { isSpread, type Level } from './partition.js'

/** The number of segments that are multiplied and summed in one task when the work is spread. A multiple of four. */
const PARTITIONS_AT_A_TIME = 4

/** A piece of the work that a block requires of a level. */
export type Task =
  | { readonly kind: 'transform'; readonly input: number }
  /** The products of an input's last blocks with the segments from..to of a kernel. They begin the sum or are added to it. */
  | {
      readonly kind: 'sum'
      readonly output: number
      readonly input: number
      readonly spectra: Block
      readonly from: number
      readonly to: number
      readonly isAdded: boolean
    }
  | { readonly kind: 'finish'; readonly output: number }

/** What is needed of a route here. */
interface Path {
  readonly input: number
  readonly kernel: { readonly spectra: readonly Block[] }
}

/** All tasks of a block, in order: the transforms of the inputs, then for each output its sums and the inverse transform. */
export function scheduleOf(
  level: Level,
  index: number,
  byOutput: readonly (readonly Path[])[],
  usedInputs: readonly number[],
): Task[] {
  const { count } = level
  const step = isSpread(level) ? PARTITIONS_AT_A_TIME : count
  const tasks: Task[] = usedInputs.map((input) => ({ kind: 'transform', input }))
  for (const [output, paths] of byOutput.entries()) {
    for (const [i, { input, kernel }] of paths.entries()) {
      const spectra = kernel.spectra[index]
      for (let from = 0; from < count; from += step) {
        const to = Math.min(from + step, count)
        tasks.push({ kind: 'sum', output, input, spectra, from, to, isAdded: i > 0 || from > 0 })
      }
    }
    if (paths.length > 0) tasks.push({ kind: 'finish', output })
  }
  return tasks
}
