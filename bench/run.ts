import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Bench, QUICK, type Suite, THOROUGH } from './harness/bench.js'
import { describeMachine } from './harness/machine.js'
import { Printer } from './harness/printer.js'
import { withResults } from './harness/results.js'
import type { Report } from './harness/report.js'
import { committedReports, commitReports, savedReports, saveReport } from './harness/save.js'
import { suites, tools } from './suites/index.js'

const HELP = `npm run bench                     all suites
npm run bench -- NAME ...         some of them, or a file of your own (./my-suite.ts)
  --quick          a fast look: few rounds, nothing saved
  --write-results  put what was saved here, for every version of Node, into
                   bench/results-<processor>.json, and write the tables of
                   bench/RESULTS.md from all of these files
  --list           the names
`

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    'write-results': { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const printer = new Printer((text) => void process.stdout.write(text), process.stdout.isTTY)

if (options.help || options.list) process.stdout.write(`${HELP}\n${list()}\n`)
else {
  const chosen = names.length === 0 ? suites : await Promise.all(names.map(suiteNamed))
  for (const suite of chosen) await runSuite(suite)
  if (options['write-results']) writeResults()
}

async function runSuite(suite: Suite): Promise<void> {
  printer.suite(suite.name, suite.about)
  const bench = new Bench(options.quick ? QUICK : THOROUGH, printer)
  await suite.run(bench)
  const isSaved = !options.quick && !tools.includes(suite)
  if (isSaved) printer.line(`  saved in ${saveReport(reportOf(suite, bench))}`)
}

function reportOf(suite: Suite, { comparisons, figures, skipped, versions }: Bench): Report {
  const machine = describeMachine()
  const date = new Date().toISOString().slice(0, 10)
  return {
    suite: suite.name,
    date,
    machine: { ...machine, versions: { ...machine.versions, ...versions } },
    comparisons,
    figures,
    skipped,
  }
}

/** A suite of bench/suites, or the one that a file exports. */
async function suiteNamed(name: string): Promise<Suite> {
  const known = [...suites, ...tools].find((suite) => suite.name === name)
  if (known !== undefined) return known
  if (!name.endsWith('.ts')) {
    process.stderr.write(`there is no suite '${name}': pass one of these\n${list()}\n`)
    process.exit(1)
  }
  const module = (await import(pathToFileURL(resolve(name)).href)) as Record<string, Suite>
  return Object.values(module)[0]
}

function list(): string {
  return [...suites, ...tools].map(({ name, about }) => `${name.padEnd(10)} ${about}`).join('\n')
}

function writeResults(): void {
  const file = new URL('RESULTS.md', import.meta.url)
  const order = suites.map(({ name }) => name)
  const written = commitReports(savedReports(), order)
  writeFileSync(file, withResults(readFileSync(file, 'utf8'), committedReports(), order))
  printer.line(`\n${['bench/RESULTS.md', ...written].join(', ')} written`)
}
