import { type Precision, type Samples, zeros } from '../../samples.js'
import { type KernelMatrix, PreparedMatrix } from '../../stream/convolver/prepared-matrix.js'
import { blockKernels, prepareBlocks } from './block-kernels.js'
import { convolveChunks } from './convolve-chunks.js'

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
  /** What lies beyond both ends of the input. Default 'zero'. */
  readonly edges?: Edges | undefined
}

/** Beyond the ends lie zeros, or the first and the last sample again and again. */
export type Edges = 'zero' | 'nearest'

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
    let last: readonly number[] | undefined
    for await (const chunk of source) {
      due += chunk[0].length
      // Chunks may be used again by the source.
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

/** All outputs for what comes, and what is owed behind them. */
async function convolved(
  source: AsyncIterable<readonly Samples[]>,
  { kernels, precision, isLive, jobs, edges }: Omit<RenderOptions, 'skip' | 'extra'>,
): Promise<AsyncIterable<Samples[]>> {
  const initial = edges === 'nearest' ? 'first' : 'zero'
  if (isLive) return convolveChunks(source, new PreparedMatrix(kernels, { precision }), initial)
  const blocks = blockKernels(kernels, precision)
  if (jobs === undefined || jobs === 1) return convolveChunks(source, prepareBlocks(blocks), initial)
  const { convolveInThreads } = await import('./convolve-in-threads.js')
  return convolveInThreads(source, blocks, jobs)
}
