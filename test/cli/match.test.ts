import { writeFile } from 'node:fs/promises'
import { findMatches } from 'tapline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Folder } from './folder.js'
import { jsonLines, runCommand, startCommand } from './run-command.js'
import { noise } from '../support/signals.js'
import { beep } from './beep.js'
import { writeWav } from './support.js'

const rate = 8000
const places = [4000, 10_400, 17_600]
const beat = [0, 1, 3, 7, 3, 0, -2, 0, 1, 0]

let folder: Folder
beforeAll(async () => {
  folder = await Folder.make()
  await writeWav(folder.path('beep.wav'), [beep(880, 800, rate)], { sampleRate: rate })
  await writeWav(folder.path('train.wav'), [train()], { sampleRate: rate })
  await writeFile(folder.path('beat.csv'), csv(beat))
})
afterAll(() => folder.remove())

/** Beeps in noise. */
function train(): Float32Array {
  const signal = Float32Array.from(noise('float32', 24_000, 1), (value) => 0.1 * value)
  for (const place of places) beep(880, 800, rate).forEach((value, n) => (signal[place + n] += value))
  return signal
}

/** A column v of readings, and their times. */
function csv(values: readonly number[], { header = true, from = 0 } = {}): string {
  const rows = values.map((value, i) => `12:${String(from + i).padStart(2, '0')},${value}\n`)
  return (header ? 't,v\n' : '') + rows.join('')
}

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

describe('The events', () => {
  it('of a file give the positions of its beeps, in samples and seconds, and the template', async () => {
    const beepPath = folder.path('beep.wav')
    const { code, stdout, stderr } = await runCommand(['match', folder.path('train.wav'), beepPath])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const events = jsonLines(stdout)
    const due = findMatches(train(), beep(880, 800, rate), { threshold: 0.8 })
    expect(due.map(({ index }) => index)).toEqual(places)
    expect(events).toEqual(
      due.map(({ index, score }) => ({ index, time: index / rate, score, template: beepPath })),
    )
    expect(Object.keys(events[0])).toEqual(['index', 'time', 'score', 'template'])
  })

  it('are the same from raw PCM on stdin', async () => {
    const raw = ['match', '-', folder.path('beep.wav'), '--format', 'f32', '--rate', String(rate)]
    const piped = await runCommand(raw, bytesOf(train()))
    const { stdout } = await runCommand(['match', folder.path('train.wav'), folder.path('beep.wav')])
    expect(piped).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('have the times of a series, or none if they are unknown', async () => {
    const series = csv([...beat, 0, 0, 0, ...beat, 0, 0])
    const timed = await runCommand(
      ['match', '-', folder.path('beat.csv'), '--column', 'v', '--time', 't'],
      series,
    )
    expect(jsonLines(timed.stdout).map(({ index, time }) => [index, time])).toEqual([
      [0, '12:00'],
      [13, '12:13'],
    ])
    const untimed = await runCommand(['match', '-', folder.path('beat.csv'), '--column', 'v'], series)
    expect(Object.keys(jsonLines(untimed.stdout)[0])).toEqual(['index', 'score', 'template'])
  })

  it('are those of the mean of the channels', async () => {
    const half = train().map((value) => value / 2)
    await writeWav(folder.path('stereo.wav'), [half, half], { sampleRate: rate })
    const { stdout } = await runCommand(['match', folder.path('stereo.wav'), folder.path('beep.wav')])
    expect(jsonLines(stdout).map(({ index }) => index)).toEqual(places)
  })

  it('follow the options', async () => {
    const values = [...beat, 0, 0, 0, ...beat.map((value) => -value), 0, 0, 0, ...beat]
    const given = async (...flags: string[]): Promise<unknown[]> => {
      const { stdout } = await runCommand(
        ['match', '-', folder.path('beat.csv'), '--column', 'v', ...flags],
        csv(values),
      )
      return jsonLines(stdout).map(({ index, score }) => [index, Math.sign(Number(score))])
    }
    expect(await given()).toEqual([
      [0, 1],
      [26, 1],
    ])
    expect(await given('--polarity', 'both')).toEqual([
      [0, 1],
      [13, -1],
      [26, 1],
    ])
    expect(await given('--max-matches', '1')).toEqual([[0, 1]])
    expect(await given('--min-distance', '30')).toEqual([[0, 1]])
  })

  it('name the file of their template', async () => {
    await writeFile(folder.path('step.csv'), csv([0, 0, 0, 1, 1, 1]))
    const [beatPath, stepPath] = [folder.path('beat.csv'), folder.path('step.csv')]
    const series = csv([...beat, 5, 5, 5, 9, 9, 9])
    const { stdout } = await runCommand(
      ['match', '-', beatPath, stepPath, '--column', 'v', '--threshold', '0.99'],
      series,
    )
    expect(jsonLines(stdout).map(({ index, template }) => [index, template])).toEqual([
      [0, beatPath],
      [10, stepPath],
    ])
  })
})

describe('Live', () => {
  const argv = () => ['match', '-', folder.path('beat.csv'), '--column', 'v', '--time', 't']

  it('an event is written before the input ends', async () => {
    const command = startCommand(argv())
    command.stdin.write(csv([...beat, 0, 0, 0, 0, 0]))
    expect(jsonLines(await command.next())).toMatchObject([{ index: 0, time: '12:00' }])
    command.stdin.write(csv([...beat, 0, 0, 0, 0, 0], { header: false, from: 15 }))
    expect(jsonLines(await command.next())).toMatchObject([{ index: 15, time: '12:15' }])
    command.stdin.end()
    expect(await command.result).toMatchObject({ code: 0, stderr: '' })
  })

  it('the run ends with the last requested match, without waiting for more input', async () => {
    const command = startCommand([...argv(), '--max-matches', '1'])
    command.stdin.write(csv([...beat, 0, 0, 0, 0, 0]))
    const { code, stdout } = await command.result
    expect([code, jsonLines(stdout).length]).toEqual([0, 1])
  })

  it('matches that are certain come before an error of the input', async () => {
    const series = `${csv([...beat, 0, 0, 0, 0, 0])}12:15,high\n`
    const { code, stdout, stderr } = await runCommand(argv(), series)
    expect(jsonLines(stdout)).toMatchObject([{ index: 0 }])
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^tapline: stdin: line 17 \(byte \d+\).*"high"/),
    ])
  })

  it('ends quietly when the reader stops', async () => {
    const command = startCommand(argv())
    command.stdout.destroy()
    command.stdin.write(csv([...beat, 0, 0, 0, 0, 0]))
    expect(await command.result).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

describe('An error', () => {
  const failed = async (argv: string[], stdin = ''): Promise<[number, string]> => {
    const { code, stdout, stderr } = await runCommand(['match', ...argv], stdin)
    expect(stdout).toBe('')
    return [code, stderr]
  }
  const beatPath = (): string => folder.path('beat.csv')

  it('names a missing column', async () => {
    const due = 'tapline: stdin: line 1 (byte 0) has no column "w": use one of "t", "v", or a number from 0\n'
    expect(await failed(['-', beatPath(), '--column', 'w', '--template-column', 'v'], csv(beat))).toEqual([
      1,
      due,
    ])
  })

  it('reports several columns', async () => {
    const due = 'tapline: stdin has 2 columns (a, b): choose one with --column: see tapline match --help\n'
    expect(await failed(['-', beatPath(), '--template-column', 'v'], 'a,b\n1,2\n3,4\n')).toEqual([2, due])
  })

  it('reports a template longer than the signal', async () => {
    const due =
      'tapline: stdin must have at least the 10 samples of the shortest template, got 3: use a shorter template\n'
    expect(await failed(['-', beatPath(), '--column', 'v'], csv([1, 2, 3]))).toEqual([1, due])
  })

  it('names a template that cannot be used', async () => {
    await writeFile(folder.path('flat.csv'), csv([1, 1, 1, 1]))
    const [code, message] = await failed(['-', folder.path('flat.csv'), '--column', 'v'], csv(beat))
    expect([code, message]).toEqual([1, expect.stringMatching(/flat\.csv: template .*flat/)])
  })

  it('names two different sample rates', async () => {
    await writeWav(folder.path('beep44.wav'), [beep(880, 4410, 44_100)], { sampleRate: 44_100 })
    const [code, message] = await failed([folder.path('train.wav'), folder.path('beep44.wav')])
    expect([code, message]).toEqual([
      1,
      expect.stringMatching(/beep44\.wav is sampled at 44100 Hz, .*train\.wav at 8000 Hz: resample/),
    ])
  })

  it.each([
    [['--threshold', '2'], /threshold .*'2' is invalid\. Give a score above 0 and at most 1/],
    [['--threshold', 'high'], /Give a score above 0 and at most 1/],
    [['--min-distance', '0'], /whole number of at least 1/],
    [['--polarity', 'odd'], /positive, both/],
  ])('reports an invalid option: %j', async (flags, message) => {
    expect(await failed(['-', beatPath(), '--column', 'v', ...flags], csv(beat))).toEqual([
      2,
      expect.stringMatching(message),
    ])
  })

  it('reports a missing file', async () => {
    expect(await failed(['-', folder.path('none.wav')])).toEqual([
      1,
      expect.stringMatching(/none\.wav.*ENOENT/),
    ])
  })
})
