import type { KernelMatrix } from '../stream/convolver/prepared-matrix.js'

/** Outputs that are computed together, the inputs that they depend on, and the kernels between them. */
export interface OutputGroup {
  readonly outputs: readonly number[]
  readonly inputs: readonly number[]
  readonly kernels: KernelMatrix
}

/** Deals the outputs to this many groups, or to one group each if there are fewer. */
export function outputGroups(kernels: KernelMatrix, groupCount: number): OutputGroup[] {
  const all = [...kernels[0].keys()]
  const sounding = all.filter((output) => kernels.some((row) => row[output] !== null))
  // A matrix has at least one kernel: outputs without any go to the first group.
  const silent = all.filter((output) => !sounding.includes(output))
  return sounding.slice(0, groupCount).map((_, group) => {
    const dealt = sounding.filter((_output, i) => i % groupCount === group)
    return groupOf(group === 0 ? [...dealt, ...silent].sort((a, b) => a - b) : dealt, kernels)
  })
}

function groupOf(outputs: readonly number[], kernels: KernelMatrix): OutputGroup {
  const leadsHere = (input: number): boolean => outputs.some((output) => kernels[input][output] !== null)
  const inputs = [...kernels.keys()].filter(leadsHere)
  return { outputs, inputs, kernels: inputs.map((input) => outputs.map((output) => kernels[input][output])) }
}
