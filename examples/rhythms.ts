// How long is a day, and how long a year? The periods of two series, from their autocorrelation.
//
//   npm run example -- rhythms
//
// Hourly temperatures of Seattle (NOAA's normals), and the monthly CO2 concentration on Mauna Loa since 1958 (Scripps). For pictures
// of the autocorrelations:
//
//   npx tapline plot out/day.csv -o out/day.svg
//   npx tapline plot out/year.csv -o out/year.svg
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { autocorrelate, detectPeriod } from 'tapline'
import { CsvReader } from 'tapline/format'

const temperatures = readColumn('seattle-temperatures.csv', 'temperature')
const co2 = readColumn('co2-concentration.csv', 'CO2')
// Changes of the concentration from month to month: this removes the rise over the decades, and keeps the seasons.
const changes = co2.slice(1).map((value, month) => value - co2[month])

mkdirSync('out', { recursive: true })
findRhythm('day', temperatures, 'hours', 72)
findRhythm('year', changes, 'months', 36)

/** Prints the period, and writes the autocorrelation to a file. */
function findRhythm(name: string, series: Float64Array, unit: string, maxLag: number): void {
  const found = detectPeriod(series, { maxPeriod: maxLag })
  if (found === undefined) throw new Error(`no period of up to ${maxLag} ${unit}`)
  console.log(`a ${name}: ${found.period.toFixed(2)} ${unit}, confidence ${found.confidence.toFixed(2)}`)
  const values = autocorrelate(series, { maxLag, normalize: 'coefficient', demean: true })
  writeFileSync(`out/${name}.csv`, `autocorrelation\n${values.join('\n')}\n`)
}

function readColumn(file: string, column: string): Float64Array {
  const reader = new CsvReader({ columns: [column] })
  return reader.process(readFileSync(new URL(`data/${file}`, import.meta.url))).columns[0]
}
