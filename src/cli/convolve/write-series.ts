import type { SeriesTime } from '../../format/series/series.js'
import type { Samples } from '../../samples.js'
import type { KernelMatrix } from '../../stream/convolver/prepared-matrix.js'
import type { SeriesInput } from '../inputs/input.js'
import { requireColumns } from '../inputs/require-columns.js'
import type { Io } from '../terminal/io.js'
import { render, type RenderOptions } from './render.js'
import { SeriesOutput } from '../outputs/series-output.js'

/** Where a series is written, and which of the results. */
export interface SeriesSettings extends Pick<RenderOptions, 'skip' | 'extra' | 'edges' | 'elsewhere'> {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
}

/**
 * Convolves a series, and writes it as it is computed, each result with the time of the reading at its position.
 *
 * @param kernelsFor The kernels for this number of columns, which is known when the first row has come.
 */
export async function writeSeries(
  input: SeriesInput,
  { path, ...range }: SeriesSettings,
  kernelsFor: (columnCount: number) => KernelMatrix,
  io: Io,
): Promise<void> {
  const output = await SeriesOutput.open(input, path, io)
  // The times of readings whose results have not come yet.
  let times: SeriesTime[] = []
  async function* columnsOf(): AsyncGenerator<Samples[], void, undefined> {
    for await (const { columns, times: later } of input.chunks) {
      times = times.length === 0 ? later : times.concat(later)
      yield columns
    }
  }
  try {
    const columns = columnsOf()
    const first = await columns.next()
    if (first.done !== true) {
      requireColumns(first.value.length, input)
      const kernels = kernelsFor(first.value.length)
      const settings = { kernels, precision: 'float64', isLive: true, ...range } as const
      for await (const results of render(startingWith(first.value, columns), settings)) {
        await output.write(results, times)
        times = times.slice(results[0].length)
      }
    }
    await output.close()
  } catch (error) {
    await output.abort()
    throw error
  }
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield first
  yield* rest
}
