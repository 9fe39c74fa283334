import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chartOf } from './chart.js'
import type { Report } from './report.js'

const BENCH = new URL('../', import.meta.url)
const RESULTS = new URL('results/', BENCH)

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
 * Puts the reports into bench/results-<processor>.json, which are in git. A report replaces what the same suite gave before on the same
 * processor and major version of Node; all others stay. The suites come in the given order. Returns the files as one types them.
 */
export function commitReports(reports: readonly Report[], order: readonly string[]): string[] {
  const place = (report: Report): number => majorOf(report) * 1000 + order.indexOf(report.suite)
  return [...new Set(reports.map(fileOf))].map((name) => {
    const file = new URL(name, BENCH)
    const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report[]) : []
    const now = reports.filter((report) => fileOf(report) === name)
    const kept = before.filter((old) => !now.some((report) => replaces(report, old)))
    const lines = [...kept, ...now].sort((a, b) => place(a) - place(b)).map((one) => JSON.stringify(one))
    writeFileSync(file, `[${lines.join(',\n')}]\n`)
    return `bench/${name}`
  })
}

/** All reports that are in git, file by file. */
export function committedReports(): Report[] {
  const files = readdirSync(BENCH).filter((name) => /^results-.*\.json$/.test(name))
  return files.sort().flatMap((name) => JSON.parse(readFileSync(new URL(name, BENCH), 'utf8')) as Report[])
}

/** AMD EPYC, Zen 3 (family 25 model 1) -> results-amd-epyc-zen-3.json */
function fileOf({ machine }: Report): string {
  const words = machine.processor
    .replace(/\(.*\)/, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['unknown']
  return `results-${words.join('-')}.json`
}

function replaces(report: Report, old: Report): boolean {
  return report.suite === old.suite && majorOf(report) === majorOf(old)
}

export function majorOf(report: Report): number {
  return Number.parseInt(report.machine.node, 10)
}
