import fc from 'fast-check'
import { ConvolverMatrix, type Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { blockKernels, type BlockKernels, prepareBlocks } from '../../src/cli/convolve/block-kernels.js'
import { outputGroups } from '../../src/parallel/output-groups.js'
import { expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

/** Kernels of noise by their lengths; 0 for none. */
function kernelsOf(lengths: readonly (readonly number[])[]): (Samples | null)[][] {
  return lengths.map((row, i) =>
    row.map((length, j) => (length === 0 ? null : noise('float32', length, 10 * i + j + length))),
  )
}

function convolved(blocks: BlockKernels, inputs: readonly Samples[]): Samples[][] {
  using prepared = prepareBlocks(blocks)
  using matrix = new ConvolverMatrix(prepared)
  return [matrix.process(inputs), matrix.flush()]
}

describe('outputGroups', () => {
  test('deals outputs to groups, with the inputs that they need', () => {
    const kernels = kernelsOf([
      [3, 0, 0],
      [0, 5, 1],
    ])
    const groups = outputGroups(kernels, 2)
    expect(groups.map(({ inputs, outputs }) => ({ inputs, outputs }))).toEqual([
      { outputs: [0, 2], inputs: [0, 1] },
      { outputs: [1], inputs: [1] },
    ])
    expect(groups[1].kernels).toEqual([[kernels[1][1]]])
  })

  test('makes at most as many groups as there are outputs', () => {
    expect(outputGroups(kernelsOf([[1, 2]]), 9)).toHaveLength(2)
  })

  test('gives outputs to which nothing leads to the first group', () => {
    const groups = outputGroups(kernelsOf([[0, 2, 3]]), 2)
    expect(groups.map(({ outputs }) => outputs)).toEqual([[0, 1], [2]])
  })

  // Every output has a kernel; and there is a length that is rounded up, or is not.
  const lengths = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }))
    .chain(([inputs, outputs]) =>
      fc.array(
        fc.array(
          fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 9000 })),
          {
            minLength: outputs,
            maxLength: outputs,
          },
        ),
        { minLength: inputs, maxLength: inputs },
      ),
    )
    .filter((rows) => rows[0].every((_, j) => rows.some((row) => row[j] > 0)))

  test(`makes groups that give the same bits as all outputs at once (seed ${SEED})`, () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 7 }), fc.boolean(), (rows, groupCount, isSilent) => {
        const blocks = blockKernels(kernelsOf(rows), 'float32')
        const inputs = rows.map((_, i) => noise('float32', 40_000, 100 + i))
        inputs[0][1234] = NaN
        if (isSilent) inputs[0].fill(0, 2000, 36_000)
        const expected = convolved(blocks, inputs)
        for (const group of outputGroups(blocks.kernels, groupCount)) {
          const actual = convolved(
            { ...blocks, kernels: group.kernels },
            group.inputs.map((input) => inputs[input]),
          )
          for (const part of [0, 1]) {
            for (const [i, output] of group.outputs.entries()) {
              expectSameBits(actual[part][i], expected[part][output], `output ${output}`)
            }
          }
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })
})
