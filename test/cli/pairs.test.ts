import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convolve } from '../../src/index.js'
import { noise } from '../support/signals.js'
import { Folder } from './folder.js'
import { readWav, tapline, writeWav } from './support.js'

let folder: Folder
const at = (name: string): string => folder.path(name)

beforeAll(async () => {
  folder = await Folder.make()
  const voice = noise('float32', 8000, 1).map((value) => value / 4)
  await writeWav(at('voice.wav'), [voice])
  await writeWav(at('late.wav'), [[...new Array<number>(24).fill(0), ...voice]])
  await writeWav(at('half.wav'), [voice.map((value) => value / 2)])
  await writeWav(at('slow.wav'), [voice], { sampleRate: 8000 })
  writeFileSync(at('gap.csv'), '1\n2\nNaN\n4\n5\n')
})
afterAll(() => folder.remove())

async function json(argv: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await tapline(argv)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout.toString())
}

describe('delay', () => {
  test('reports by how much the second file is later', async () => {
    for (const method of ['correlation', 'phat']) {
      expect(await json(['delay', at('voice.wav'), at('late.wav'), '--method', method])).toEqual({
        delay: expect.closeTo(24, 1) as number,
        seconds: expect.closeTo(24 / 48_000, 6) as number,
        confidence: expect.closeTo(1, 1) as number,
      })
    }
  })

  test.each([
    [['late.wav', 'slow.wav'], 1, 'slow.wav is sampled at 8000 Hz'],
    [['-', '-'], 2, 'only one input can come from stdin'],
    [['voice.wav', 'half.wav', '--max-lag', '9000'], 2, '--max-lag must be less than'],
    [['gap.csv', 'gap.csv'], 1, 'gap.csv: signal[2] must be'],
  ])('refuses %j', async ([a, b, ...options], code, message) => {
    const paths = [a, b].map((path) => (path === '-' ? path : at(path)))
    const result = await tapline(['delay', ...paths, ...options])
    expect(result.stderr).toContain(message)
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(result.code).toBe(code)
  })
})

describe('compare', () => {
  test('finds no difference between a file and itself', async () => {
    expect(await json(['compare', at('voice.wav'), at('voice.wav'), '--max-difference', '0'])).toEqual({
      samples: [8000, 8000],
      levelDb: 0,
      snrDb: null,
      maxDifference: 0,
      delay: expect.closeTo(0, 6) as number,
      correlation: expect.closeTo(1, 9) as number,
    })
  })

  test('reports level, noise and correlation', async () => {
    expect(await json(['compare', at('voice.wav'), at('half.wav')])).toMatchObject({
      levelDb: expect.closeTo(20 * Math.log10(1 / 2), 4) as number,
      snrDb: expect.closeTo(20 * Math.log10(2), 4) as number,
      correlation: expect.closeTo(1, 6) as number,
    })
  })

  test('fails with --max-difference, also for different lengths, and still reports the differences', async () => {
    const half = await tapline(['compare', at('voice.wav'), at('half.wav'), '--max-difference', '-60dB'])
    expect(half.stderr).toMatch(/^tapline: .* differ by 0\.\d+: --max-difference allows at most 0\.001/)
    expect(half.stdout.toString()).toContain('"levelDb":-6.0')
    expect(half.code).toBe(1)
    const late = await tapline(['compare', at('voice.wav'), at('late.wav'), '--max-difference', '10'])
    expect(late.stderr).toContain('have 8000 and 8024 samples')
    expect(late.code).toBe(1)
  })
})

describe('measure', () => {
  test('makes a sweep, and finds the response from its recording', async () => {
    const made = ['measure', 'sweep', '--seconds', '500ms', '--to', '24k', '-o', at('sweep.wav')]
    expect(await tapline(made)).toMatchObject({ code: 0, stderr: '' })
    const sweep = await readWav(at('sweep.wav'))
    expect(sweep).toMatchObject({ sampleRate: 48_000, frames: 24_000 })
    expect(Math.max(...sweep.channels[0])).toBeCloseTo(0.5, 3)
    const room = [...new Array<number>(600).fill(0), 0.5, 0, 0, -0.25, ...new Array<number>(100).fill(0)]
    const recording = convolve(Float64Array.from(sweep.channels[0]), room)
    await writeWav(at('room.wav'), [recording, recording.map((value) => 2 * value)])
    const argv = ['measure', 'response', at('sweep.wav'), at('room.wav'), '-o', at('response.wav')]
    expect(await tapline(argv)).toMatchObject({ code: 0, stderr: '' })
    const { channels } = await readWav(at('response.wav'))
    expect(channels[0]).toHaveLength(room.length)
    expect(channels[0][600]).toBeCloseTo(0.5, 1)
    expect(channels[0][603]).toBeCloseTo(-0.25, 1)
    expect(channels[1][600]).toBeCloseTo(1, 1)
  })

  test.each([
    [['sweep', 'x.wav'], 'sweep does not read files'],
    [['response', 'x.wav'], 'response takes two files'],
    [['noise'], "the action must be sweep or response, got 'noise'"],
    [['sweep', '--to', '30k', '-o', 'x.wav'], '--to must be'],
    [['sweep', '--seconds', '1000', '-o', 'x.wav'], '--seconds must make'],
  ])('%j is a usage error', async (argv, message) => {
    const { code, stderr } = await tapline(['measure', ...argv])
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^[^\n]*\n$/)
    expect(code).toBe(2)
  })
})
