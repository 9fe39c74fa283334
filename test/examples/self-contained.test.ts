import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { exampleFile } from './run-example.js'

// The starters are whole projects: scripts/hosts runs them.
const files = readdirSync(exampleFile('.'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('starters'),
)
/** The most lines of examples that need more than others. */
const LONG: Readonly<Record<string, number | undefined>> = {
  'denoise.ts': 78,
  'feature-maps.ts': 93,
  'languages.ts': 96,
  'machines.ts': 138,
  'shapes.ts': 138,
  'transcribe.ts': 150,
}
const page = readFileSync(exampleFile('README.md'), 'utf8')

describe.each(files)('The example %s', (file) => {
  const text = readFileSync(exampleFile(file), 'utf8')

  test('is one file that can be copied', () => {
    expect(text).not.toMatch(/from '\.|import\('\./)
  })

  test('is short enough to be read at once', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(LONG[file] ?? 66)
  })

  test('is in the table', () => {
    expect(page).toContain(`](${file.replaceAll('\\', '/')})`)
  })
})
