import { instantOf } from '../../format/series/instant-of.js'
import type { SeriesChunk, SeriesTime } from '../../format/series/series.js'
import { Regrid, type RegridOptions } from '../../pattern/timed/regrid.js'
import { shown } from '../../shown.js'
import { blamingData } from '../terminal/blame.js'
import { DataError, UsageError } from '../terminal/errors.js'

/**
 * Rows on an even grid of times, interpolated linearly. If the times of the input are dates, steps and gaps are in seconds, and the rows
 * of the grid have dates as well.
 *
 * @throws UsageError if the rows have no times. DataError if one is neither a number nor a date.
 */
export async function* regriddedRows(
  name: string,
  chunks: AsyncIterable<SeriesChunk>,
  options: RegridOptions,
): AsyncGenerator<SeriesChunk, void, undefined> {
  let grids: readonly Regrid[] | undefined
  let [isDate, start, count] = [false, 0, 0]
  const rowsOf = (columns: SeriesChunk['columns']): SeriesChunk => {
    const length = columns.at(0)?.length ?? 0
    const from = count
    count += length
    const times = Array.from({ length }, (_, i) => shownTime(start + (from + i) * options.step, isDate))
    return { length, columns, times }
  }
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue
    if (chunk.times.length === 0) throw new UsageError(`--regrid needs the times of ${name}: pass --time`)
    const instants = chunk.times.map((time) => readInstant(name, time))
    if (grids === undefined) {
      grids = chunk.columns.map(() => new Regrid(options))
      isDate = instants[0].isDate
      start = instants[0].time
    }
    yield rowsOf(
      grids.map((grid, c) =>
        blamingData(name, () =>
          grid.process(instants.map(({ time }, i) => ({ value: chunk.columns[c][i], time }))),
        ),
      ),
    )
  }
  if (grids !== undefined) yield rowsOf(grids.map((grid) => grid.flush()))
}

function readInstant(name: string, time: SeriesTime): { readonly time: number; readonly isDate: boolean } {
  const instant = instantOf(time)
  if (instant !== undefined) return { time: instant.coarse + instant.fine, isDate: instant.isDate }
  throw new DataError(`${name}: the time ${shown(String(time))} must be a number or a date for --regrid`)
}

function shownTime(time: number, isDate: boolean): SeriesTime {
  return isDate ? new Date(1000 * time).toISOString() : time
}
