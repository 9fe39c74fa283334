import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

function foldersIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
    .map(({ name }) => name)
}

test.each(['.', ...foldersIn(src)])('The README of src/%s names its rooms', (floor) => {
  const page = `${src}/${floor}/README.md`
  expect(existsSync(page)).toBe(true)
  const text = readFileSync(page, 'utf8')
  const missing = foldersIn(`${src}/${floor}`).filter((room) => !new RegExp(`\`${room}/?\``).test(text))
  expect(missing).toEqual([])
})
