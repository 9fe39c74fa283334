import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Frame } from 'tapline/image'
import { readImage } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-images-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** Runs an example from its source, in a folder of its own; returns what it prints, and its picture. */
async function outcomeOf(name: string, ...options: string[]): Promise<{ lines: string[]; picture: Frame }> {
  const script = join(repository, 'examples', 'images', `${name}.ts`)
  const parameters = [tsx, '--tsconfig', join(repository, 'tsconfig.json'), script, ...options]
  const { stdout } = await run(process.execPath, parameters, { cwd: folder })
  return { lines: stdout.trim().split('\n'), picture: await readImage(join(folder, 'out', `${name}.png`)) }
}

/** How many shades of red there are in a part of a picture. */
function shades({ data, width }: Frame, left: number, top: number, right: number, bottom: number): number {
  const found = new Set<number>()
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) found.add(data[4 * (y * width + x)])
  }
  return found.size
}

describe('The example of images', { timeout: 60_000 }, () => {
  test('letters prints the edges of letters, and draws them', async () => {
    const { lines, picture } = await outcomeOf('letters')
    const numbers = lines.map((line) => line.trim().split(/ +/).map(Number))
    const [image, x, y] = [1, 24, 47].map((from) => numbers.slice(from, from + 16))
    expect([image.length, x[8].length, lines.at(-1)]).toEqual([16, 16, 'out/letters.png: the picture'])
    // The H is three columns from the left: it darkens before it, and brightens behind it.
    expect(image[8].slice(0, 5)).toEqual([255, 255, 255, 0, 255])
    expect(x[8].slice(0, 5)).toEqual([0, 0, -1020, 0, 1020])
    expect(y[8].slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect([picture.width, picture.height]).toEqual([2 * 336 + 16, 2 * 362 + 16])
  })

  test('photograph blurs, sharpens and finds edges', async () => {
    const { lines, picture } = await outcomeOf('photograph')
    expect(lines).toEqual(['600 x 400 pixels, 6 pictures', 'out/photograph.png: the picture'])
    expect([picture.width, picture.height]).toEqual([2 * 616 + 16, 3 * 442 + 16])
    expect(shades(picture, 16, 42, 616, 442)).toBeGreaterThan(100)
    // A caption is black on white, if the machine has letters.
    expect(shades(picture, 16, 16, 616, 40)).toBeGreaterThan(1)
  })

  test('frame-stream counts frames a second', async () => {
    const { lines, picture } = await outcomeOf('frame-stream', '3', '64', '36')
    expect(lines).toHaveLength(6)
    for (const line of lines.slice(0, 5)) expect(line).toMatch(/: 3 frames of 64 x 36, \d+ frames\/s$/)
    expect([picture.width, picture.height]).toEqual([64, 36])
  })

  test.each(['letters', 'photograph', 'frame-stream'])(
    '%s is short enough to be read at once',
    async (name) => {
      const text = await readFile(join(repository, 'examples', 'images', `${name}.ts`), 'utf8')
      expect(text.split('\n').length).toBeLessThanOrEqual(66)
    },
  )
})
