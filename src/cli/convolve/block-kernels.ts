import { nextPowerOfTwo } from '../../next-power-of-two.js'
import type { Precision } from '../../samples.js'
import { type KernelMatrix, PreparedMatrix } from '../../stream/convolver/prepared-matrix.js'

/** Kernels that are computed with in large blocks. They can be handed to a worker. */
export interface BlockKernels {
  /** kernels[input][output]. */
  readonly kernels: KernelMatrix
  readonly precision: Precision
  /** As if each had so many taps. */
  readonly length: number
}

/** Samples of latency that nobody notices in a file. */
export const BLOCK_SIZE = 2 ** 15

/** Kernels of fewer taps are not worth it. */
const LEAST_LENGTH = 64

/**
 * The kernels, all of one length of whole blocks: then one kind of transform is all, which takes 11 ns a sample instead of 30 for 2 s
 * at 48 kHz. The outputs of the zeros behind their taps are cut off by who counts what is due. (A loud block's rounding noise reaches so
 * much further, but some 140 dB below the end of the tail.)
 */
export function blockKernels(kernels: KernelMatrix, precision: Precision): BlockKernels {
  const longest = kernels.flat().reduce((length, kernel) => Math.max(length, kernel?.length ?? 0), 0)
  const block = longest < LEAST_LENGTH ? 1 : Math.min(BLOCK_SIZE, nextPowerOfTwo(longest))
  return { kernels, precision, length: Math.ceil(longest / block) * block }
}

/** What a `ConvolverMatrix` takes. */
export function prepareBlocks({ kernels, precision, length }: BlockKernels): PreparedMatrix {
  return new PreparedMatrix(kernels, { precision, blockSize: BLOCK_SIZE }, { length })
}
