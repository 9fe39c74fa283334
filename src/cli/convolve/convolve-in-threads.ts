import { ConvolverMatrix } from '../../parallel/convolver-matrix.js'
import type { Samples } from '../../samples.js'
import { BLOCK_SIZE, type BlockKernels } from './block-kernels.js'

/** One chunk is computed while the previous one is written and the next one is read. */
const CHUNKS_AT_A_TIME = 2

/** Convolves chunks as `convolveChunks` does, with the outputs shared among threads. */
export async function* convolveInThreads(
  source: AsyncIterable<readonly Samples[]>,
  { kernels, precision, length }: BlockKernels,
  threads: number,
): AsyncGenerator<Samples[], void, undefined> {
  using matrix = new ConvolverMatrix(kernels, { precision, blockSize: BLOCK_SIZE, threads }, { length })
  const underway: Promise<Samples[]>[] = []
  for await (const chunk of source) {
    const outputs = matrix.process(chunk)
    // A failure is thrown below, or no longer matters.
    outputs.catch(() => undefined)
    underway.push(outputs)
    if (underway.length === CHUNKS_AT_A_TIME) yield* underway.splice(0, 1)
  }
  yield* underway
  yield await matrix.flush()
}
