import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convolve } from '../../src/index.js'
import type { Samples } from '../../src/samples.js'
import { norm } from '../support/closeness.js'
import { noise } from '../support/signals.js'
import { Folder } from './folder.js'
import { csvRows } from './run-command.js'
import { readWav, tapline, writeWav } from './support.js'

const room = [0, 0.5, 0, 0, -0.25, 0.125]

let folder: Folder
const at = (name: string): string => folder.path(name)

beforeAll(async () => {
  folder = await Folder.make()
  const [loud, other] = [1, 2].map((seed) => noise('float32', 20_000, seed))
  await writeWav(at('loud.wav'), [loud], { sampleRate: 8000 })
  await writeWav(at('both.wav'), [loud, other], { sampleRate: 8000 })
  await writeWav(at('short.wav'), [loud.subarray(0, 10_000)], { sampleRate: 8000 })
  await writeWav(at('fast.wav'), [loud])
  await writeWav(at('heard.wav'), [echoOf(loud)], { sampleRate: 8000 })
  await writeWav(at('stereo.wav'), [echoOf(loud), echoOf(other)], { sampleRate: 8000 })
  const hum = echoOf(other)
  const rows = Array.from({ length: 3000 }, (_, n) => `${n / 10},${hum[n]},${other[n]}`)
  writeFileSync(at('readings.csv'), `at,chest,mains\n${rows.join('\n')}\n`)
})
afterAll(() => folder.remove())

function echoOf(signal: Samples): Samples {
  return convolve(signal, room).subarray(0, signal.length)
}

async function adapt(...argv: readonly string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await tapline(['adapt', ...argv])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

/** The level of the last quarter of what is left, over that of the recording. */
function partLeft(after: readonly number[], before: readonly number[]): number {
  const from = Math.floor(before.length * 0.75)
  return norm(after.slice(from)) / norm(before.slice(from))
}

describe('sound', () => {
  test('loses its echo, and the kernel is that of the room', async () => {
    const kernelPath = at('kernel.wav')
    await adapt(
      at('heard.wav'),
      at('loud.wav'),
      '--length',
      '300',
      '-o',
      at('o.wav'),
      '--save-kernel',
      kernelPath,
    )
    const [heard, out, kernel] = await Promise.all([at('heard.wav'), at('o.wav'), kernelPath].map(readWav))
    expect(out.channels[0]).toHaveLength(20_000)
    expect(partLeft(out.channels[0], heard.channels[0])).toBeLessThan(0.01)
    expect(kernel.sampleRate).toBe(8000)
    expect(kernel.channels[0]).toHaveLength(300)
    kernel.channels[0].forEach((tap, k) => expect(tap).toBeCloseTo(room[k] ?? 0, 2))
  })

  test.each(['loud.wav', 'both.wav'])('of two channels loses the echo of %s', async (reference) => {
    const { channels } = await readWav(await adapt(at('stereo.wav'), at(reference)))
    const before = (await readWav(at('stereo.wav'))).channels
    const parts = channels.map((channel, i) => partLeft(channel, before[i]))
    expect(parts[0]).toBeLessThan(0.05)
    if (reference === 'both.wav') expect(parts[1]).toBeLessThan(0.05)
    // The first channel says nothing of the second.
    else expect(parts[1]).toBeGreaterThan(0.9)
  })

  test('is as long as the recording if the reference is shorter or longer', async () => {
    const { channels } = await readWav(await adapt(at('heard.wav'), at('short.wav')))
    const heard = (await readWav(at('heard.wav'))).channels[0]
    expect(channels[0]).toHaveLength(20_000)
    // Nothing comes of a reference that has ended, so nothing is removed.
    expect(channels[0].slice(11_000)).toEqual(heard.slice(11_000))
    const cut = await readWav(await adapt(at('short.wav'), at('loud.wav')))
    expect(cut.channels[0]).toHaveLength(10_000)
  })

  test('from stdin gives the same bits, however it is cut', async () => {
    const heard = readFileSync(at('heard.wav'))
    const pieces = [0, 999, 20_000, 60_000].map((from, i, starts) => heard.subarray(from, starts[i + 1]))
    for (const reference of ['loud.wav', 'short.wav']) {
      const { code, stdout } = await tapline(['adapt', '-', at(reference)], { stdin: pieces })
      expect(code).toBe(0)
      expect(stdout).toEqual(await adapt(at('heard.wav'), at(reference)))
    }
  })
})

test('A column loses what it has of another one, and keeps its times', async () => {
  const table = at('readings.csv')
  const flags = ['--column', 'chest', '--reference-column', 'mains', '--time', 'at', '--length', '8']
  const rows = csvRows((await adapt(table, table, ...flags, '--save-kernel', at('kernel.csv'))).toString())
  const before = csvRows(readFileSync(table, 'utf8'))
  expect(rows.map((row) => row['at'])).toEqual(before.map((row) => row['at']))
  const [after, chest] = [rows, before].map((some) => some.map((row) => row['chest']))
  expect(partLeft(after, chest)).toBeLessThan(1e-6)
  const taps = csvRows(readFileSync(at('kernel.csv'), 'utf8')).map((row) => row['chest'])
  expect(taps).toHaveLength(8)
  taps.forEach((tap, k) => expect(tap).toBeCloseTo(room[k] ?? 0, 6))
})

test.each([
  [
    ['heard.wav', 'fast.wav'],
    1,
    /fast\.wav is sampled at 48000 Hz, but \S*heard\.wav at 8000 Hz: .* tapline resample/,
  ],
  [
    ['heard.wav', 'both.wav'],
    1,
    /both\.wav must have one channel or column, or as many as the recording, 1, got 2/,
  ],
  [['heard.wav', 'readings.csv'], 2, /must both be sound, or both be series/],
  [['-', '-'], 2, /only one input can come from stdin/],
  [['heard.wav', 'loud.wav', '--length', '2M'], 2, /--length must be/],
  [['heard.wav', 'loud.wav', '--save-kernel', 'room.txt'], 2, /room\.txt must end in \.wav/],
  [['heard.wav', 'loud.wav', '--save-kernel', '-'], 2, /--save-kernel must be a file/],
  [['heard.wav', 'loud.wav', '--save-kernel', 'nowhere/k.wav'], 1, /nowhere/],
  [['readings.csv', 'readings.csv', '--dither'], 2, /--dither is for sound/],
])('refuses %j, and writes nothing', async ([a, b, ...flags], code, message) => {
  const paths = [a, b].map((path) => (path === '-' ? path : at(path)))
  const result = await tapline(['adapt', ...paths, '-o', at('refused.wav'), ...flags])
  expect(result.stderr).toMatch(message)
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(result.code).toBe(code)
  expect(existsSync(at('refused.wav'))).toBe(false)
})

test('The outputs must differ', async () => {
  const both = ['-o', at('same.wav'), '--save-kernel', at('./same.wav')]
  const { code, stderr } = await tapline(['adapt', at('heard.wav'), at('loud.wav'), ...both])
  expect(stderr).toContain('--save-kernel and -o name the same file')
  expect(code).toBe(2)
})

test('A kernel that cannot be written leaves no output, and a failure no kernel', async () => {
  const [out, kernel] = [at('none.wav'), at('none-kernel.wav')]
  const damaged = at('damaged.csv')
  writeFileSync(damaged, '1,2\n3\n')
  const argv = ['adapt', damaged, damaged, '-o', at('none.csv'), '--save-kernel', at('none-kernel.csv')]
  expect((await tapline(argv)).code).toBe(1)
  expect(
    (await tapline(['adapt', at('heard.wav'), at('both.wav'), '-o', out, '--save-kernel', kernel])).code,
  ).toBe(1)
  for (const name of ['none.wav', 'none-kernel.wav', 'none.csv', 'none-kernel.csv']) {
    expect(existsSync(at(name))).toBe(false)
  }
})

test('Neither output may be one of the inputs', async () => {
  for (const flag of ['-o', '--save-kernel']) {
    const { code, stderr } = await tapline(['adapt', at('heard.wav'), at('loud.wav'), flag, at('loud.wav')])
    expect(stderr).toContain('is one of the inputs')
    expect(code).toBe(2)
  }
})
