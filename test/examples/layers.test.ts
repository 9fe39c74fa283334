import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-layers-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** Runs an example from its source, in a folder of its own; returns what it prints. */
async function linesOf(name: string): Promise<string[]> {
  const script = join(repository, 'examples', 'images', `${name}.ts`)
  const parameters = [tsx, '--tsconfig', join(repository, 'tsconfig.json'), script]
  const { stdout } = await run(process.execPath, parameters, { cwd: folder })
  return stdout.trim().split('\n')
}

describe('The example of layers', { timeout: 60_000 }, () => {
  test('feature-maps: sizes are those of the formula', async () => {
    const lines = await linesOf('feature-maps')
    const sizes = lines
      .slice(0, 6)
      .map((line) => /= (\d+); the maps have (\d+) x (\d+)$/.exec(line)?.slice(1).map(Number))
    expect(sizes).toEqual([88, 96, 104, 44, 48, 52].map((size) => [size, size, size]))
    expect(lines[6]).toBe('out/feature-maps.png: the picture')
    const { width, height, data } = decode(await readFile(join(folder, 'out', 'feature-maps.png')))
    expect([width, height]).toEqual([1330, 1408])
    expect(new Set(data).size).toBeGreaterThan(200)
  })

  test('learn-sobel learns it', async () => {
    const lines = await linesOf('learn-sobel')
    const losses = lines.slice(0, 4).map((line) => Number(/loss (.+)$/.exec(line)?.[1]))
    expect(losses[0]).toBeGreaterThan(1)
    expect(losses[3]).toBeLessThan(1e-6)
    const learned = lines.slice(5, 8).flatMap((line) => line.trim().split(/ +/).slice(3, 6).map(Number))
    expect(learned.map((weight) => weight + 0)).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1])
    expect(await readFile(join(folder, 'out', 'learn-sobel.svg'), 'utf8')).toContain('log')
  })
})
