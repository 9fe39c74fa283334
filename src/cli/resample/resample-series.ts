import { stepOf } from '../../filter/step.js'
import { Resampler } from '../../stream/resampler/resampler.js'
import type { ResampleOptions } from '../../stream/resampler/resampler-options.js'
import type { SeriesInput } from '../inputs/input.js'
import { SeriesOutput } from '../outputs/series-output.js'
import { blamingOptions } from '../terminal/blame.js'
import type { Io } from '../terminal/io.js'

/** Converts the columns of a series to another rate, and writes them as they are computed. */
export async function resampleSeries(
  input: SeriesInput,
  options: ResampleOptions,
  path: string | undefined,
  io: Io,
): Promise<void> {
  blamingOptions(() => stepOf(options.fromRate, options.toRate), { fromRate: '--rate', toRate: '--to' })
  const output = await SeriesOutput.open(input, path, io)
  let resampler: Resampler<'float64', number> | undefined
  try {
    for await (const { columns } of input.chunks) {
      // The columns are known when the first row has come.
      resampler ??= new Resampler({ ...options, channelCount: columns.length, precision: 'float64' })
      await output.write(resampler.process(columns), [])
    }
    if (resampler !== undefined) await output.write(resampler.flush(), [])
    await output.close()
  } catch (error) {
    await output.abort()
    throw error
  } finally {
    resampler?.dispose()
  }
}
