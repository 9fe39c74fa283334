import { describe, expect, test } from 'vitest'
import { ExampleFolder } from './run-example.js'

/** The numbers in lines of text. */
function numbersIn(lines: readonly string[]): number[][] {
  return lines.map((line) => [...line.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number))
}

describe('The example of adaptive filters', { timeout: 60_000 }, () => {
  const folder = new ExampleFolder()

  test('echo cancels the echo of a room of 300 ms, and keeps the voice in it', async () => {
    const lines = numbersIn(await folder.run('echo'))
    expect(lines).toHaveLength(13)
    for (const [second, db] of lines.slice(0, 12)) {
      if (second >= 3) expect(db).toBeGreaterThan(25)
    }
    expect(lines[12][0]).toBeGreaterThan(25)
    expect(folder.readColumn('echo')).toHaveLength(236)
    expect(folder.readColumn('echo').every(Number.isFinite)).toBe(true)
  })

  test('identify learns 2,048 taps within 30 dB', async () => {
    const lines = numbersIn(await folder.run('identify'))
    for (const [time, db] of lines.slice(0, 12)) if (time >= 0.5) expect(db).toBeLessThan(-38)
    expect(lines[12][0]).toBeLessThan(-38)
    expect(folder.readColumn('taps')).toHaveLength(700)
  })

  test('noise-cancelling brings a voice out of noise that is 10 dB louder', async () => {
    const [before, ...after] = numbersIn(await folder.run('noise-cancelling'))
    expect(before[0]).toBeCloseTo(10, 0)
    for (const [, db] of after) expect(db).toBeGreaterThan(10)
  })

  test('line-enhancement brings tones out of noise that is 10 dB louder', async () => {
    for (const [second, before, after] of numbersIn(await folder.run('line-enhancement'))) {
      expect(before).toBeCloseTo(-10, 0)
      expect(after).toBeGreaterThan(second === 0 || second === 4 ? 4 : 5.5)
    }
  })
})
