import { shown } from '../../shown.js'
import { InputError } from '../input-error.js'
import { placeOf, startOf } from './csv-fields.js'
import type { TextRecord } from './record-splitter.js'

/** A row, and the names of its columns, if any. */
export interface CsvRow {
  readonly fields: readonly string[]
  readonly record: TextRecord
  readonly names: readonly string[] | undefined
}

/** @throws InputError if the row has no such field */
export function fieldAt(column: number, { fields, record, names }: CsvRow): string {
  const field = fields[column] as string | undefined
  if (field !== undefined) return field
  const place = placeOf(record, record.text.length)
  throw new InputError(
    `line ${record.line} (byte ${place.offset}) has ${fields.length} fields, which do not include ${described(column, names)}`,
    place,
  )
}

/** Extra fields may be empty, such as the one after a delimiter at the end of a line. */
export function requireNoMore({ fields, record, names }: CsvRow, count: number): void {
  const more = fields.findIndex((field, i) => i >= count && field.trim() !== '')
  if (more < 0) return
  const place = placeOf(record, startOf(more, fields))
  const remedy =
    fields.length === 2 * (names?.length ?? 0)
      ? "set decimal: ',' if numbers have commas in them"
      : 'correct it'
  throw new InputError(
    `line ${place.line} (byte ${place.offset}) has ${fields.length} fields, and there are ${count} names: ${remedy}`,
    place,
  )
}

/** A column by name, or by number if it has none. */
export function described(column: number, names: readonly string[] = []): string {
  const name = names.at(column) ?? ''
  return name === '' ? `column ${column} (from 0)` : `column ${shown(JSON.stringify(name))}`
}
