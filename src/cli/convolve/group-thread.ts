import type { Samples } from '../../samples.js'
import { ConvolverMatrix } from '../../stream/convolver/convolver-matrix.js'
import { answerCalls } from '../threads/answer-calls.js'
import { type BlockKernels, prepareBlocks } from './block-kernels.js'

// A thread of `GroupThreads`: it computes a group of outputs, from the first chunk to the last.

const functions = { prepareGroup, convolveChunk, flushGroup }
export type GroupFunctions = typeof functions

answerCalls(functions)

/** A chunk in memory that the threads share. */
export interface SharedChunk {
  readonly inputs: readonly Samples[]
  /** Receives the outputs, which may be fewer. */
  readonly outputs: readonly Samples[]
}

let matrix: ConvolverMatrix | undefined

/** Must be called first. */
function prepareGroup(blocks: BlockKernels): void {
  matrix = new ConvolverMatrix(prepareBlocks(blocks))
}

/** Writes the outputs that a chunk completes, and returns how many those are. */
function convolveChunk({ inputs, outputs }: SharedChunk): number {
  const length = prepared().outputLength(inputs[0].length)
  prepared().process(
    inputs,
    outputs.map((samples) => samples.subarray(0, length)),
  )
  return length
}

/** All that is still owed. */
function flushGroup(): Samples[] {
  return prepared().flush()
}

function prepared(): ConvolverMatrix {
  if (matrix === undefined) throw new Error('this thread has no kernels')
  return matrix
}
