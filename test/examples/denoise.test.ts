import { expect, test } from 'vitest'
import { ExampleFolder } from './run-example.js'

const folder = new ExampleFolder()

test('The example of spectral subtraction takes out most of the noise', async () => {
  const lines = await folder.run('denoise')
  const [before, after] = lines.map((line) => Number(/([\d.]+) dB/.exec(line)?.[1]))
  expect(Math.abs(before - 10)).toBeLessThan(0.5)
  expect(after - before).toBeGreaterThan(5)
})
