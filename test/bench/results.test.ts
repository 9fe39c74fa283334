import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Report } from '../../bench/harness/report.js'
import { withResults } from '../../bench/harness/results.js'

const bench = new URL('../../bench/', import.meta.url)

test('the tables of RESULTS.md are those of a file results-*.json, from which the site draws its charts', () => {
  const text = readFileSync(new URL('RESULTS.md', bench), 'utf8')
  const files = readdirSync(bench).filter((name) => /^results-.*\.json$/.test(name))
  const written = files.map((name) => {
    const reports = JSON.parse(readFileSync(new URL(name, bench), 'utf8')) as Report[]
    return withResults(text, reports, [...new Set(reports.map(({ suite }) => suite))])
  })
  expect(written).toContain(text)
})
