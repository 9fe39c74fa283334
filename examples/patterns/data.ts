import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { read } from 'vega'

const require = createRequire(import.meta.url)

/** A column of numbers of a CSV file of vega-datasets. */
export function readColumn(file: string, column: string): Float64Array {
  const text = readFileSync(require.resolve(`vega-datasets/data/${file}`), 'utf8')
  const rows = read(text, { type: 'csv', parse: 'auto' }) as Record<string, number>[]
  return Float64Array.from(rows, (row) => row[column])
}
