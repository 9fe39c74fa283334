import { shown } from '../../shown.js'
import { InputError } from '../input-error.js'
import type { TextRecord } from './record-splitter.js'
import type { ColumnName, SeriesOptions } from './series.js'

/** Which fields to read, and the number of fields in the first record. */
export interface ChosenColumns {
  readonly columns: readonly number[]
  readonly time: number | undefined
  readonly fieldCount: number
}

/** The fields that the options choose. @throws InputError if no column has the name. */
export function chooseColumns(
  { columns, time: timeName }: SeriesOptions,
  names: readonly string[] | undefined,
  fieldCount: number,
  record: TextRecord,
): ChosenColumns {
  const indexOf = (column: ColumnName): number => {
    if (typeof column === 'number') return column
    const found = names?.indexOf(column) ?? -1
    if (found >= 0) return found
    const { offset, line } = record
    const known = (names ?? []).map((name) => shown(JSON.stringify(name))).join(', ')
    throw new InputError(
      `line ${line} (byte ${offset}) has no column ${shown(JSON.stringify(column))}: use one of ${known}, or a number from 0`,
      { offset, line },
    )
  }
  const time = timeName === undefined ? undefined : indexOf(timeName)
  const all = Array.from({ length: fieldCount }, (_, i) => i).filter((i) => i !== time)
  return { columns: columns?.map(indexOf) ?? all, time, fieldCount }
}
