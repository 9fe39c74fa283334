import type { BlockKernels } from './block-kernels.js'

/** Outputs that are computed together, the inputs that they depend on, and the kernels between them. */
export interface OutputGroup {
  readonly outputs: readonly number[]
  readonly inputs: readonly number[]
  readonly blocks: BlockKernels
}

/** Deals the outputs to this many groups, or to one group each if there are fewer. */
export function outputGroups(blocks: BlockKernels, groupCount: number): OutputGroup[] {
  const all = [...blocks.kernels[0].keys()]
  return all.slice(0, groupCount).map((group) =>
    groupOf(
      all.filter((output) => output % groupCount === group),
      blocks,
    ),
  )
}

/** All kernels are padded to the length of the whole matrix, so that the bits are the same. */
function groupOf(outputs: readonly number[], { kernels, ...rest }: BlockKernels): OutputGroup {
  const leadsHere = (input: number): boolean => outputs.some((output) => kernels[input][output] !== null)
  const inputs = [...kernels.keys()].filter(leadsHere)
  const chosen = inputs.map((input) => outputs.map((output) => kernels[input][output]))
  return { outputs, inputs, blocks: { ...rest, kernels: chosen } }
}
