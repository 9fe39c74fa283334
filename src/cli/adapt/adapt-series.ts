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
  const outputs: SeriesOutput[] = []
  let remover: ReferenceRemover | undefined
  try {
    // What cannot be written is reported before anything is computed.
    const output = await SeriesOutput.open(recording, path, io)
    outputs.push(output)
    // A column for each kernel, and a tap in each row.
    const untimed = { ...recording, timeName: undefined }
    const kernels = saveKernel === undefined ? undefined : await SeriesOutput.open(untimed, saveKernel, io)
    if (kernels !== undefined) outputs.push(kernels)
    const named = { name: reference.name, chunks: columnsOf(reference) }
    for await (const { columns, times } of recording.chunks) {
      requireColumns(columns.length, recording)
      // The columns are known when the first row has come.
      remover ??= new ReferenceRemover(named, columns.length, length, 'float64')
      await output.write(await remover.remove(columns), times)
    }
    await kernels?.write(remover?.kernels ?? [], [])
    for (const each of outputs) await each.close()
  } catch (error) {
    for (const each of outputs) await each.abort()
    throw error
  } finally {
    await remover?.close()
  }
}

async function* columnsOf({ chunks }: SeriesInput): AsyncGenerator<readonly Samples[], void, undefined> {
  for await (const { columns } of chunks) yield columns
}
