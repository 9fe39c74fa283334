import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withResults } from '../../bench/harness/results.js'
import { committedReports } from '../../bench/harness/save.js'

test('the tables of RESULTS.md are those of the files results-*.json, from which the site draws its charts', () => {
  const text = readFileSync(new URL('../../bench/RESULTS.md', import.meta.url), 'utf8')
  const order = [...text.matchAll(/^## ([a-z]+)$/gm)].map(([, name]) => name)
  expect(withResults(text, committedReports(), order)).toBe(text)
})
