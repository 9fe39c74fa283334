import { type Precision, type Samples, zeros } from '../../samples.js'
import { type KernelMatrix, PreparedMatrix } from '../../stream/convolver/prepared-matrix.js'
import { BLOCK_SIZE, type BlockKernels, blockKernels, prepareBlocks } from './block-kernels.js'
import { convolveChunks } from './convolve-chunks.js'

/** Convolves input elsewhere, and yields all outputs in order. */
export type ConvolveElsewhere = (
  source: AsyncIterable<readonly Samples[]>,
  kernels: BlockKernels & { readonly blockSize: number },
) => AsyncIterable<readonly Samples[]>

/** How an input is rendered. */
export interface RenderOptions {
  /** kernels[input][output]. */
  readonly kernels: KernelMatrix
  readonly precision: Precision
  /** Whether outputs are needed as soon as their inputs have come. Otherwise they come in blocks, which is three times faster. */
  readonly isLive: boolean
  /** The number of threads that share the outputs, if they come in blocks. Default: only this thread. */
  readonly jobs?: number | undefined
  /** The number of outputs to skip at the beginning. */
  readonly skip: number
  /** The number of outputs beyond the length of the input: from the tail. */
  readonly extra: number
  /** Who convolves in place of this process. */
  readonly elsewhere?: ConvolveElsewhere | undefined
  /** What lies beyond both ends of the input. Default 'zero'. */
  readonly edges?: Edges | undefined
}

/** Beyond the ends lie zeros, or copies of the first and the last sample. */
export type Edges = 'zero' | 'nearest'

/**
 * Convolves chunks, and yields the outputs from `skip` on, `extra` more than there were inputs, with the same bits for any number
 * of jobs. It reuses the arrays that it yields.
 */
export async function* render(
  source: AsyncIterable<readonly Samples[]>,
  { skip, extra, ...options }: RenderOptions,
): AsyncGenerator<readonly Samples[], void, undefined> {
  let due = extra
  async function* counted(): AsyncGenerator<readonly Samples[], void, undefined> {
    let last: readonly number[] | undefined
    for await (const chunk of source) {
      due += chunk[0].length
      // The source may reuse its chunks.
      last = chunk.map((samples) => samples[samples.length - 1])
      yield chunk
    }
    if (options.edges === 'nearest' && last !== undefined && skip + extra > 0) {
      yield last.map((value) => zeros(skip + extra, options.precision).fill(value))
    }
  }
  let skipped = 0
  for await (const outputs of await convolved(counted(), options)) {
    const { length } = outputs[0]
    const from = Math.min(skip - skipped, length)
    const to = Math.min(from + due, length)
    skipped += from
    due -= to - from
    if (to > from) yield outputs.map((samples) => samples.subarray(from, to))
  }
}

/** All outputs, including the tail. */
async function convolved(
  source: AsyncIterable<readonly Samples[]>,
  { kernels, precision, isLive, jobs, edges, elsewhere }: Omit<RenderOptions, 'skip' | 'extra'>,
): Promise<AsyncIterable<readonly Samples[]>> {
  const initial = edges === 'nearest' ? 'first' : 'zero'
  if (elsewhere !== undefined) {
    const length = Math.max(...kernels.flat().map((kernel) => kernel?.length ?? 0))
    if (isLive) return elsewhere(source, { kernels, precision, length, blockSize: 0 })
    return elsewhere(source, { ...blockKernels(kernels, precision), blockSize: BLOCK_SIZE })
  }
  if (isLive) return convolveChunks(source, new PreparedMatrix(kernels, { precision }), initial)
  const blocks = blockKernels(kernels, precision)
  if (jobs === undefined || jobs === 1) return convolveChunks(source, prepareBlocks(blocks), initial)
  const { convolveInThreads } = await import('./convolve-in-threads.js')
  return convolveInThreads(source, blocks, jobs)
}
