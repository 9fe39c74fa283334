import { expect, test } from 'vitest'
import { ExampleFolder } from './run-example.js'

const folder = new ExampleFolder()

test('The example of two recorders finds the delay and the drift that it made', async () => {
  const lines = await folder.run('two-recorders')
  expect(lines).toHaveLength(12)
  for (const [second, line] of lines.entries()) {
    const [at, ms, confidence, ppm] = [...line.matchAll(/[\d.]+|NaN/g)].map(Number)
    expect(at).toBe(second)
    // The filter adds 15 samples; the position of a window is its middle.
    expect(Math.abs(ms - 20 - 15 / 44.1 - 0.145 * (second + 0.186))).toBeLessThan(0.05)
    expect(confidence).toBeGreaterThan(0.8)
    if (second > 2) expect(Math.abs(ppm - 145)).toBeLessThan(10)
  }
})
