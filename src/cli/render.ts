import type { Precision, Samples } from '../samples.js'
import { type KernelMatrix, PreparedMatrix } from '../stream/prepared-matrix.js'
import { blockKernels, prepareBlocks } from './render/block-kernels.js'
import { convolveChunks } from './render/convolve-chunks.js'

/** How an input is rendered. */
export interface RenderOptions {
  /** kernels[input][output]. */
  readonly kernels: KernelMatrix
  readonly precision: Precision
  /** Whether outputs are wanted as soon as their inputs are there; else they come in blocks, three times as fast. */
  readonly isLive: boolean
  /** Threads among which the outputs are shared, where they come in blocks. Default: this one does all. */
  readonly jobs?: number | undefined
  /** How many outputs to leave out at the beginning. */
  readonly skip: number
  /** How many more outputs to give than there are inputs: of the tail. */
  readonly extra: number
}

/**
 * Convolves what comes, and gives the outputs from `skip` on, `extra` more than there were inputs: the same bits for any number of
 * jobs. The arrays that it yields are used again for the next ones.
 */
export async function* render(
  source: AsyncIterable<readonly Samples[]>,
  { skip, extra, ...options }: RenderOptions,
): AsyncGenerator<Samples[], void, undefined> {
  let due = extra
  async function* counted(): AsyncGenerator<readonly Samples[], void, undefined> {
    for await (const chunk of source) {
      due += chunk[0].length
      yield chunk
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

/** All outputs for what comes, and what is owed behind them. */
async function convolved(
  source: AsyncIterable<readonly Samples[]>,
  { kernels, precision, isLive, jobs }: Omit<RenderOptions, 'skip' | 'extra'>,
): Promise<AsyncIterable<Samples[]>> {
  if (isLive) return convolveChunks(source, new PreparedMatrix(kernels, { precision }))
  const blocks = blockKernels(kernels, precision)
  if (jobs === undefined || jobs === 1) return convolveChunks(source, prepareBlocks(blocks))
  const { convolveInThreads } = await import('./render/convolve-in-threads.js')
  return convolveInThreads(source, blocks, jobs)
}
