import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { readImage, writeImage } from 'tapline/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noiseFrame } from '../support/frames.js'
import { noise } from '../support/signals.js'
import { Folder } from './folder.js'
import { readWav, tapline, writeWav } from './support.js'

let folder: Folder
const home = process.cwd()

beforeAll(async () => {
  folder = await Folder.make()
  process.chdir(folder.path('.'))
  await writeWav('a.wav', [noise('float32', 500, 1)], { sampleRate: 8000 })
  await writeWav('b.wav', [noise('float32', 400, 2)], { sampleRate: 8000 })
  writeFileSync('broken.wav', 'nothing of the kind')
  await writeImage('p.png', noiseFrame(6, 5, 1))
  await writeImage('q.png', noiseFrame(5, 6, 2))
  writeFileSync('broken.png', 'nothing of the kind')
})
afterAll(async () => {
  process.chdir(home)
  await folder.remove()
})

test('filter writes each file as it would alone, and continues after one that fails', async () => {
  const files = ['a.wav', 'broken.wav', 'b.wav']
  const { code, stderr } = await tapline(['filter', ...files, '--lowpass', '1000', '--output-dir', 'low'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^tapline: .*broken\.wav/m)
  expect(stderr).toContain('tapline: 2 of 3 files filtered, 1 failed: see above\n')
  expect(readdirSync('low').sort()).toEqual(['a.wav', 'b.wav'])
  await tapline(['filter', 'b.wav', '--lowpass', '1000', '-o', 'alone.wav'])
  expect(await readWav('low/b.wav')).toEqual(await readWav('alone.wav'))
})

test('image also takes several files', async () => {
  const files = ['p.png', 'broken.png', 'q.png']
  const { code, stderr } = await tapline(['image', ...files, '--kernel', 'sobel', '--output-dir', 'edges'])
  expect(code).toBe(1)
  expect(stderr).toContain('tapline: 2 of 3 files convolved, 1 failed: see above\n')
  expect(readdirSync('edges').sort()).toEqual(['p.png', 'q.png'])
  await tapline(['image', 'q.png', '--kernel', 'sobel', '-o', 'alone.png'])
  expect(await readImage('edges/q.png')).toEqual(await readImage('alone.png'))
})

test('the exit code is 0 if all succeed', async () => {
  const outcome = await tapline(['filter', 'a.wav', 'b.wav', '--highpass', '1000', '--output-dir', 'high'])
  expect(outcome.code).toBe(0)
  expect(outcome.stderr).toBe('tapline: 2 of 2 files filtered, in high\n')
})

test.each([
  [['filter', 'a.wav', 'b.wav', '--lowpass', '9'], '2 inputs (a.wav, b.wav): pass --output-dir for several'],
  [['filter', '--lowpass', '9', '--output-dir', 'x'], 'no inputs: name files'],
  [['filter', 'a.wav', '-', '--lowpass', '9', '--output-dir', 'x'], 'stdin (-) has no name'],
  [['filter', 'a.wav', '--lowpass', '9', '--output-dir', 'x', '-o', 'y.wav'], 'exclude each other'],
  [['filter', 'a.wav', '--lowpass', '9', '--output-dir', '.'], 'a.wav'],
  [
    ['filter', 'u/a.wav', 'v/a.flac', '--lowpass', '9', '--output-dir', 'x'],
    'would both be written to a.wav',
  ],
  [['image', 'p.png', '--kernel', 'sobel'], 'no output: pass -o, or --output-dir'],
  [['image', 'p.png', 'q.png', '--kernel', 'sobel', '-o', 'r.png'], 'pass --output-dir for several'],
])('%j is refused', async (argv, message) => {
  const { code, stderr } = await tapline(argv)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect(existsSync('x')).toBe(false)
})
