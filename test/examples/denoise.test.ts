import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

test('The example of spectral subtraction takes out most of the noise', async () => {
  const script = join(repository, 'examples', 'denoise.ts')
  const parameters = [tsx, '--tsconfig', join(repository, 'tsconfig.json'), script]
  const { stdout } = await promisify(execFile)(process.execPath, parameters)
  const [before, after] = [...stdout.matchAll(/([\d.]+) dB/g)].map(([, db]) => Number(db))
  expect(Math.abs(before - 10)).toBeLessThan(0.5)
  expect(after - before).toBeGreaterThan(5)
})
