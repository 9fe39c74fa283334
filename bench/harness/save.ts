import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chartOf } from './chart.js'
import type { Report } from './report.js'

const RESULTS = new URL('../results/', import.meta.url)

/** Writes a report and its chart to bench/results/node-<major>; returns the folder as one types it. */
export function saveReport(report: Report): string {
  const name = `node-${majorOf(report)}`
  const folder = new URL(`${name}/`, RESULTS)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL(`${report.suite}.json`, folder), `${JSON.stringify(report, null, 2)}\n`)
  if (report.comparisons.length > 0) writeFileSync(new URL(`${report.suite}.svg`, folder), chartOf(report))
  return `bench/results/${name}`
}

/** The last report of every suite, for each major version of Node that was measured here: the oldest version first. */
export function savedReports(): Report[] {
  mkdirSync(RESULTS, { recursive: true })
  const files = readdirSync(RESULTS, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(new URL(file, RESULTS), 'utf8')) as Report)
    .sort((a, b) => majorOf(a) - majorOf(b))
}

export function majorOf(report: Report): number {
  return Number.parseInt(report.machine.node, 10)
}
