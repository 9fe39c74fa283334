import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { SeriesChunk, SeriesTime } from './series.js'

/** The state of a column after the last rows. */
export interface ColumnState {
  /** The reading before the open run. NaN before the first. */
  last: number
  /** The number of missing readings that the column ends with. */
  run: number
}

/** Bytes of a `ColumnState` in a snapshot. */
const STATE_BYTES = 16

/** Writes the state of a gap filler. Its columns are undefined before the first rows. */
export function saveGaps(
  writer: SnapshotWriter,
  states: readonly ColumnState[] | undefined,
  { columns, times }: SeriesChunk,
): void {
  writer.flag(states !== undefined)
  if (states === undefined) return
  writer.number(states.length)
  for (const { last, run } of states) {
    writer.number(last)
    writer.number(run)
  }
  for (const values of columns) writer.samples(values)
  writer.number(times.length)
  for (const time of times) saveTime(writer, time)
}

/** Reads what `saveGaps` wrote. @param isOpen Whether a column ends with an undecided run, which is as long as the held rows. */
export function loadGaps(
  reader: SnapshotReader,
  isOpen: (state: ColumnState) => boolean,
): { states: ColumnState[]; held: SeriesChunk } | undefined {
  if (!reader.flag()) return undefined
  const count = reader.count(0, MOST_SAMPLES)
  reader.require(STATE_BYTES * count)
  const states = Array.from({ length: count }, () => ({
    last: reader.number(),
    run: reader.count(0, MOST_SAMPLES),
  }))
  const length = states.reduce((most, state) => (isOpen(state) ? Math.max(most, state.run) : most), 0)
  const columns = states.map(() => Float64Array.from(reader.newSamples(length, 'float64')))
  const timeCount = reader.count(0, length)
  const times: SeriesTime[] = []
  while (times.length < timeCount) times.push(loadTime(reader))
  return { states, held: { length, columns, times } }
}

function saveTime(writer: SnapshotWriter, time: SeriesTime): void {
  writer.flag(typeof time === 'string')
  if (typeof time === 'string') writer.text(time)
  else writer.number(time)
}

function loadTime(reader: SnapshotReader): SeriesTime {
  return reader.flag() ? reader.text(Number.MAX_SAFE_INTEGER) : reader.number()
}
