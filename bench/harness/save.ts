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

/**
 * Writes the reports to bench/results-<processor>.json, which is in git: what is measured on one family of processors replaces what
 * was measured on it before. Returns the files as one types them.
 */
export function commitReports(reports: readonly Report[]): string[] {
  return [...new Set(reports.map(familyOf))].map((family) => {
    const name = `results-${family}.json`
    const ofFamily = reports.filter((report) => familyOf(report) === family)
    writeFileSync(new URL(`../${name}`, import.meta.url), `${JSON.stringify(ofFamily)}\n`)
    return `bench/${name}`
  })
}

/** AMD EPYC 9R14 96-Core Processor -> amd-epyc; Apple M3 Pro -> apple-m3 */
function familyOf({ machine }: Report): string {
  const words = machine.processor
    .replace(/\((?:R|TM)\)/gi, '')
    .toLowerCase()
    .match(/[a-z]+\d*\b/g) ?? ['unknown']
  return words.slice(0, 2).join('-')
}

export function majorOf(report: Report): number {
  return Number.parseInt(report.machine.node, 10)
}
