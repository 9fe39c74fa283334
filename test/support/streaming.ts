import {
  Convolver,
  type ConvolverOptions,
  type Precision,
  PreparedKernel,
  type Processor,
  type Samples,
} from 'tapline'
import { findPartition, isSpread } from '../../src/stream/convolver/partition.js'
import { joined, noise } from './signals.js'

/** All results of a processor for the chunks and the end. */
export function processAll<In>(
  processor: Processor<In, Samples>,
  precision: Precision,
  chunks: readonly In[],
): Samples {
  const outputs = chunks.map((chunk) => processor.process(chunk))
  outputs.push(processor.flush())
  return joined(precision, outputs)
}

/** The same for a new convolver. */
export function streamed(
  kernel: Samples,
  chunks: readonly ArrayLike<number>[],
  options: ConvolverOptions & { readonly precision: Precision },
): Samples {
  const convolver = new Convolver(kernel, options)
  try {
    return processAll(convolver, options.precision, chunks)
  } finally {
    convolver.dispose()
  }
}

/** The number of segments that are computed by transforms. */
export function segmentCount({ plan }: { readonly plan: Convolver['plan'] }): number {
  return plan.levels.reduce((sum, level) => sum + level.count, 0)
}

/** Fading noise, of the least length (of those tried) whose partition has this number of levels. */
export function kernelWithLevels(levelCount: number, precision: Precision, blockSize: number): Samples {
  for (const length of [100, 301, 701, 1501, 3001, 6007, 12_011, 20_011, 40_009, 80_021, 160_001]) {
    const kernel = new PreparedKernel(noise(precision, length, length), { blockSize })
    const { levels } = kernel.plan
    kernel.dispose()
    if (levels.length < levelCount) continue
    return noise(precision, length, length).map((tap, k) => tap * Math.exp((-3 * k) / length))
  }
  throw new Error(`no partition with ${levelCount} levels for blockSize ${blockSize} in ${precision}`)
}

/** Fading noise, of the least length (of those tried) with a level whose work is spread over the time of the next block. */
export function kernelWithSpreadLevel(precision: Precision, blockSize: number): Samples {
  for (const length of [25_013, 40_009, 50_021, 60_013, 80_021, 120_011, 160_001]) {
    if (!findPartition(length, blockSize, precision).levels.some(isSpread)) continue
    return noise(precision, length, length).map((tap, k) => tap * Math.exp((-3 * k) / length))
  }
  throw new Error(`no partition with work that is spread for blockSize ${blockSize} in ${precision}`)
}
