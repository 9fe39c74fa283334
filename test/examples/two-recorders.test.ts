import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

test('The example of two recorders finds the delay and the drift that it made', async () => {
  const script = join(repository, 'examples', 'two-recorders.ts')
  const parameters = [tsx, '--tsconfig', join(repository, 'tsconfig.json'), script]
  const { stdout } = await promisify(execFile)(process.execPath, parameters)
  const lines = stdout.trim().split('\n')
  expect(lines).toHaveLength(12)
  for (const [second, line] of lines.entries()) {
    const [at, ms, confidence, ppm] = [...line.matchAll(/[\d.]+|NaN/g)].map(Number)
    expect(at).toBe(second)
    // The filter adds 15 samples; a window is told of its middle.
    expect(Math.abs(ms - 20 - 15 / 44.1 - 0.145 * (second + 0.186))).toBeLessThan(0.05)
    expect(confidence).toBeGreaterThan(0.8)
    if (second > 2) expect(Math.abs(ppm - 145)).toBeLessThan(10)
  }
})
