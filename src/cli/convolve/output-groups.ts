import type { BlockKernels } from './block-kernels.js'

/** Outputs that are computed together, the inputs they are computed from, and the kernels between them. */
export interface OutputGroup {
  readonly outputs: readonly number[]
  readonly inputs: readonly number[]
  readonly blocks: BlockKernels
}

/** Deals the outputs to so many groups, or to one each where there are fewer. */
export function outputGroups(blocks: BlockKernels, groupCount: number): OutputGroup[] {
  const all = [...blocks.kernels[0].keys()]
  return all.slice(0, groupCount).map((group) =>
    groupOf(
      all.filter((output) => output % groupCount === group),
      blocks,
    ),
  )
}

/** All kernels are computed with as if they were as long as in the whole matrix, for the sake of the same bits. */
function groupOf(outputs: readonly number[], { kernels, ...rest }: BlockKernels): OutputGroup {
  const leadsHere = (input: number): boolean => outputs.some((output) => kernels[input][output] !== null)
  const inputs = [...kernels.keys()].filter(leadsHere)
  const chosen = inputs.map((input) => outputs.map((output) => kernels[input][output]))
  return { outputs, inputs, blocks: { ...rest, kernels: chosen } }
}
