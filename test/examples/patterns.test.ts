import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-patterns-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** Runs an example from its source, in a folder of its own; returns what it prints, and its picture. */
async function outcomeOf(name: string, ...options: string[]): Promise<{ lines: string[]; picture: string }> {
  const script = join(repository, 'examples', 'patterns', `${name}.ts`)
  const parameters = [tsx, '--tsconfig', join(repository, 'tsconfig.json'), script, ...options]
  const { stdout } = await run(process.execPath, parameters, { cwd: folder })
  return {
    lines: stdout.trim().split('\n'),
    picture: await readFile(join(folder, 'out', `${name}.svg`), 'utf8'),
  }
}

describe('The example of patterns', { timeout: 60_000 }, () => {
  test('rhythms finds the day and the year', async () => {
    const { lines, picture } = await outcomeOf('rhythms')
    expect(lines).toEqual([
      'period: 24.00 hours, confidence 1.00',
      'period: 11.98 months, confidence 0.92',
      'out/rhythms.svg: the picture',
    ])
    expect(picture).toContain('24.00 hours')
  })

  test('phrase finds the phrase just where it is', async () => {
    const { lines, picture } = await outcomeOf('phrase', '1000')
    expect(lines).toEqual([
      'the phrase begins at 3.000 s, score 0.75',
      'the phrase begins at 15.272 s, score 0.75',
      'out/phrase.svg: the picture',
    ])
    expect(picture).toContain('0.75')
  })

  test('anomalies finds the anomaly that is labelled', async () => {
    const { lines, picture } = await outcomeOf('anomalies')
    const [discord, anomaly] = lines.map((line) => [...line.matchAll(/\d+/g)].map(Number))
    expect(discord[0]).toBeLessThanOrEqual(anomaly[1])
    expect(discord[1]).toBeGreaterThanOrEqual(anomaly[0])
    expect(picture).toContain('the discord')
  })

  test.each(['rhythms', 'phrase', 'anomalies'])('%s is short enough to be read at once', async (name) => {
    const text = await readFile(join(repository, 'examples', 'patterns', `${name}.ts`), 'utf8')
    expect(text.split('\n').length).toBeLessThanOrEqual(61)
  })
})
