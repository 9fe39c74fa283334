import { readFileSync } from 'node:fs'
import { CsvReader } from 'tapline/format'

/** A column of numbers of a CSV file in examples/data. */
export function readColumn(file: string, column: string): Float64Array {
  const bytes = readFileSync(new URL(`../../examples/data/${file}`, import.meta.url))
  return new CsvReader({ columns: [column] }).process(bytes).columns[0]
}
