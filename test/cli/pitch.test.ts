import { afterAll, beforeAll, expect, it } from 'vitest'
import { Folder } from './folder.js'
import { csvRows, jsonLines, runCommand, startCommand } from './run-command.js'
import { generate } from '../support/signals.js'
import { writeWav } from './support.js'

const rate = 48_000

let folder: Folder
beforeAll(async () => {
  folder = await Folder.make()
  await writeWav(folder.path('tone.wav'), [tone(440, rate), tone(440, rate)], { sampleRate: rate })
})
afterAll(() => folder.remove())

function tone(frequencyHz: number, length: number): Float32Array {
  return Float32Array.from(
    generate('float32', length, (n) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / rate)),
  )
}

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

it('Every window of a tone of 440 Hz has that pitch', async () => {
  const { code, stdout, stderr } = await runCommand(['pitch', folder.path('tone.wav')])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n')[0]).toBe('time,frequency,clarity')
  const rows = csvRows(stdout)
  // Windows of two periods of 50 Hz, one every half window.
  expect(rows.map(({ time }) => time)).toEqual(Array.from({ length: 49 }, (_, i) => (i * 960) / rate))
  for (const { frequency, clarity } of rows) {
    expect(frequency).toBeCloseTo(440, 1)
    expect(clarity).toBeGreaterThan(0.99)
  }
})

it('The options are those of the detector', async () => {
  const flags = ['--window', '4096', '--hop', '24000', '--min-hz', '100', '--max-hz', '300', '--json']
  const { stdout } = await runCommand(['pitch', folder.path('tone.wav'), ...flags])
  const pitches = jsonLines(stdout)
  expect(pitches.map(({ time }) => time)).toEqual([0, 0.5])
  // For a pitch above the range, a subharmonic is found.
  for (const { frequency } of pitches) expect(frequency).toBeCloseTo(220, 1)
})

it('Silence does not have a pitch, but CSV still has its header', async () => {
  const argv = ['pitch', '--format', 'f32', '--rate', '8000']
  const { code, stdout } = await runCommand(argv, new Uint8Array(4 * 8000))
  expect([code, stdout]).toEqual([0, 'time,frequency,clarity\n'])
})

it('A pitch is written before the input ends', async () => {
  const command = startCommand(['pitch', '--format', 'f32', '--rate', String(rate), '--json'])
  command.stdin.write(bytesOf(tone(330, 1920)))
  const [found] = jsonLines(await command.next())
  expect(found['frequency']).toBeCloseTo(330, 0)
  command.stdin.end()
  expect((await command.result).code).toBe(0)
})

it('Readings keep the times of their column', async () => {
  const rows = Array.from({ length: 200 }, (_, n) => `"May ${n}, noon",${Math.sin((2 * Math.PI * n) / 20)}\n`)
  const argv = ['pitch', '--column', 'v', '--time', 't', '--rate', '100', '--min-hz', '2']
  const { stdout } = await runCommand(argv, `t,v\n${rows.join('')}`)
  const [, first, second] = stdout.split('\n')
  expect(first).toMatch(/^"May 0, noon",(?:4\.99|5\.0)\d*,/)
  expect(second).toMatch(/^"May 50, noon",/)
})

it.each([
  [['--column', 'v'], 2, /does not state its sample rate: pass --rate/],
  [['--column', 'v', '--rate', '100', '--window', '10', '--min-hz', '1'], 2, /--min-hz .*1/],
  [['--column', 'v', '--rate', '100', '--max-hz', '60', '--min-hz', '20'], 2, /--max-hz .*60/],
  [['--column', 'w', '--rate', '100', '--min-hz', '5'], 1, /has no column "w"/],
])('Reports an error: %j', async (flags, code, message) => {
  const result = await runCommand(['pitch', ...flags], 'v\n1\n2\n3\n')
  expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)])
})

it('Ends quietly when the reader stops', async () => {
  const command = startCommand(['pitch', folder.path('tone.wav')])
  command.stdout.destroy()
  expect(await command.result).toEqual({ code: 0, stdout: '', stderr: '' })
})
