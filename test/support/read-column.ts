import { readFileSync } from 'node:fs'
import { read } from 'vega'

/** A column of numbers of a CSV file in examples/data. */
export function readColumn(file: string, column: string): Float64Array {
  const text = readFileSync(new URL(`../../examples/data/${file}`, import.meta.url), 'utf8')
  const rows = read(text, { type: 'csv', parse: 'auto' }) as Record<string, number>[]
  return Float64Array.from(rows, (row) => row[column])
}
