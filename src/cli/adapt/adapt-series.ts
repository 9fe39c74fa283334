import type { Samples } from '../../samples.js'
import type { SeriesInput } from '../inputs/input.js'
import { requireColumns } from '../inputs/require-columns.js'
import { SeriesOutput } from '../outputs/series-output.js'
import { UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import type { AdaptOptions } from './adapt-sound.js'
import { ReferenceRemover } from './reference-remover.js'

/** Removes one series from another, and writes what is left while it is computed, with the times of the recording. */
export async function adaptSeries(
  recording: SeriesInput,
  reference: SeriesInput,
  { length = 64, output: path, dither, saveKernel }: AdaptOptions,
  io: Io,
): Promise<void> {
  if (dither === true) {
    throw new UsageError(`--dither is for sound, and ${recording.name} is a series: leave it out`)
  }
  const output = await SeriesOutput.open(recording, path, io)
  const named = { name: reference.name, chunks: columnsOf(reference) }
  let remover: ReferenceRemover | undefined
  try {
    for await (const { columns, times } of recording.chunks) {
      requireColumns(columns.length, recording)
      // The columns are known when the first row has come.
      remover ??= new ReferenceRemover(named, columns.length, length, 'float64')
      await output.write(await remover.remove(columns), times)
    }
    if (saveKernel !== undefined) await writeKernels(remover?.kernels ?? [], recording, saveKernel, io)
    await output.close()
  } catch (error) {
    await output.abort()
    throw error
  } finally {
    await remover?.close()
  }
}

async function* columnsOf({ chunks }: SeriesInput): AsyncGenerator<readonly Samples[], void, undefined> {
  for await (const { columns } of chunks) yield columns
}

/** A column for each, and a tap in each row. */
async function writeKernels(
  kernels: readonly Samples[],
  recording: SeriesInput,
  path: string,
  io: Io,
): Promise<void> {
  const output = await SeriesOutput.open({ ...recording, timeName: undefined }, path, io)
  try {
    await output.write(kernels, [])
    await output.close()
  } catch (error) {
    await output.abort()
    throw error
  }
}
