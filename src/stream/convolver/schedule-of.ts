import type { Block } from '../../wasm/heap.js'
import { isSpread, type Level } from './partition.js'

/** The partitions that are multiplied and summed in one go where the work is spread. A multiple of four. */
const PARTITIONS_AT_A_TIME = 4

/** A part of what a block gives a level to do. */
export type Task =
  | { readonly kind: 'transform'; readonly input: number }
  /** Products of an input's last blocks with the segments from..to of a kernel, which begin the sum or are added to it. */
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

/** What a route tells of itself here. */
interface Path {
  readonly input: number
  readonly kernel: { readonly spectra: readonly Block[] }
}

/** All tasks of a block, in their order: the transforms of the inputs; for each output its sums, and then the inverse. */
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
