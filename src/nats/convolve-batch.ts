import type { NatsConnection } from '@nats-io/transport-node'
import { convolutionWork, convolvedTile } from '../distributed/tiles/convolution-work.js'
import { readOptions, withNames } from '../require.js'
import type { Samples, SignalLike, TypedSignal } from '../samples.js'
import {
  KERNEL_OPTIONS,
  type KernelDetails,
  type KernelOptions,
} from '../stream/convolver/prepared-kernel.js'
import { type KernelMatrix, readRows } from '../stream/convolver/prepared-matrix.js'
import { chunkNames, readChannels } from '../stream/read-channels.js'
import { BATCH_OPTIONS, type BatchOptions, readBatchOptions, runBatch } from './run-batch.js'
import { type Source, valuesOf } from './values-of.js'

/** The options of `convolveBatch`. */
export interface ConvolveBatchOptions extends BatchOptions, KernelOptions {}

const OPTIONS = /* @__PURE__ */ withNames(BATCH_OPTIONS, KERNEL_OPTIONS)

/**
 * Convolves channels on all batch workers of a server, and yields all outputs in order, including the tail, with the same bits
 * as `ConvolverMatrix`.
 *
 * The source is cut into tiles of half a million samples, or four kernel lengths if that is more, each with the earlier samples that its
 * outputs need. At most 256 tiles are on the server at a time. The results stay there until the batch is complete.
 *
 * @param source Chunks, each an array of channels.
 * @param kernels `kernels[input][output]`, with null for none, as for `ConvolverMatrix`.
 * @throws TypeError, RangeError as `ConvolverMatrix`, or if an option is wrong or the server is too old or has no JetStream. While
 *   iterating: RangeError with the reason if a tile was set aside; what the source throws; and what the client throws.
 */
export function convolveBatch(
  connection: NatsConnection,
  source: Source<readonly SignalLike[]>,
  kernels: KernelMatrix,
  options?: ConvolveBatchOptions,
): AsyncGenerator<readonly Samples[], void, undefined>
/** With details that are not for users. @internal */
export function convolveBatch(
  connection: NatsConnection,
  source: Source<readonly SignalLike[]>,
  kernels: KernelMatrix,
  options: ConvolveBatchOptions | undefined,
  details: Pick<KernelDetails, 'length'>,
): AsyncGenerator<readonly Samples[], void, undefined>
export function convolveBatch(
  connection: NatsConnection,
  source: Source<readonly SignalLike[]>,
  kernels: KernelMatrix,
  options?: ConvolveBatchOptions,
  details: Pick<KernelDetails, 'length'> = {},
): AsyncGenerator<readonly Samples[], void, undefined> {
  const { precision, blockSize, ...rest } = readOptions(options, OPTIONS)
  const chunks = valuesOf(source, 'source')
  const rows = readRows(kernels)
  const work = convolutionWork(readChunks(chunks, rows.length), rows, {
    ...details,
    ...(precision === undefined ? {} : { precision }),
    ...(blockSize === undefined ? {} : { blockSize }),
  })
  return runBatch(connection, work, readBatchOptions(connection, rest), convolvedTile)
}

async function* readChunks(
  source: AsyncIterable<readonly SignalLike[]> | Iterable<readonly SignalLike[]>,
  inputCount: number,
): AsyncGenerator<TypedSignal[], void, undefined> {
  const names = chunkNames(inputCount)
  for await (const chunk of source) yield readChannels(chunk, names, 'input')
}
