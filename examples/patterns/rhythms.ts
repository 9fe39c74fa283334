// How long is a day, and how long a year? The periods of two series, from their autocorrelation.
//
//   npm run example -- rhythms
//
// Hourly temperatures of Seattle (NOAA's normals), and the monthly CO2 concentration on Mauna Loa since 1958 (Scripps).
import { mkdirSync } from 'node:fs'
import { autocorrelate, detectPeriod } from 'tapline'
import { drawChart, type Panel } from './chart.js'
import { readColumn } from './data.js'

const temperatures = readColumn('seattle-temperatures.csv', 'temperature')
const co2 = readColumn('co2-concentration.csv', 'CO2')

mkdirSync('out', { recursive: true })
await drawChart('out/rhythms.svg', 'A day and a year, found by autocorrelation', [
  { title: 'Temperature in Seattle, the first two weeks', values: temperatures.slice(0, 336), yTitle: '°C' },
  rhythmOf(temperatures, 'hours', 72),
  {
    title: 'CO2 on Mauna Loa',
    values: co2,
    at: (month) => new Date(Date.UTC(1958, 2 + month)),
    yTitle: 'ppm',
  },
  rhythmOf(yearlyDifferences(co2), 'months', 36),
])

/** Says the period, and draws it. */
function rhythmOf(series: Float64Array, unit: string, maxLag: number): Panel {
  const found = detectPeriod(series, { maxPeriod: maxLag })
  if (found === undefined) throw new Error(`no period of up to ${maxLag} ${unit}`)
  const { period, confidence } = found
  const label = `${period.toFixed(2)} ${unit}`
  console.log(`period: ${label}, confidence ${confidence.toFixed(2)}`)
  return {
    title: 'Autocorrelation',
    values: autocorrelate(series, { maxLag, normalize: 'coefficient', demean: true }),
    xTitle: `lag, ${unit}`,
    marks: [{ index: Math.round(period), label }],
  }
}

/** Month by month, by how much the concentration has changed: the rise over the decades goes, the seasons stay. */
function yearlyDifferences(series: Float64Array): Float64Array {
  return series.slice(1).map((value, month) => value - series[month])
}
