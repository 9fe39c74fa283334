import type { Samples } from '../../samples.js'
import { ConvolverMatrix } from '../../stream/convolver/convolver-matrix.js'
import { type BlockKernels, prepareBlocks } from './block-kernels.js'

/** A chunk in memory that the threads share. */
export interface SharedChunk {
  readonly inputs: readonly Samples[]
  /** Where the outputs go, which may be fewer. */
  readonly outputs: readonly Samples[]
}

/** This thread's: it computes a group of outputs, from the first chunk to the last. */
let matrix: ConvolverMatrix | undefined

/** The first task of a thread. */
export function prepareGroup(blocks: BlockKernels): void {
  matrix = new ConvolverMatrix(prepareBlocks(blocks))
}

/** Writes the outputs that a chunk completes, and returns how many those are. */
export function convolveChunk({ inputs, outputs }: SharedChunk): number {
  const length = prepared().outputLength(inputs[0].length)
  prepared().process(
    inputs,
    outputs.map((samples) => samples.subarray(0, length)),
  )
  return length
}

/** All that is still owed. */
export function flushGroup(): Samples[] {
  return prepared().flush()
}

function prepared(): ConvolverMatrix {
  if (matrix === undefined) throw new Error('this thread has no kernels')
  return matrix
}
