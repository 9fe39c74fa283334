import { readdir, readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { windowOf, stft } from 'tapline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawInTerminal } from '../../src/cli/plot/terminal.js'
import { envelopeOf } from '../../src/cli/plot/envelope.js'
import { pictureOf } from '../../src/cli/plot/picture-of.js'
import { spectrogramOf } from '../../src/cli/plot/spectrogram.js'
import { Folder } from './folder.js'
import { runCommand, startCommand } from './run-command.js'
import { noise } from '../support/signals.js'
import { beep } from './beep.js'
import { writeWav } from './support.js'

const rate = 8000

let folder: Folder
beforeAll(async () => {
  folder = await Folder.make()
  await writeWav(folder.path('beep.wav'), [beep(1100, 800, rate)], { sampleRate: rate })
  const train = Float32Array.from(noise('float32', 16_000, 1), (value) => 0.01 * value)
  for (const place of [4000, 12_000]) beep(1100, 800, rate).forEach((value, n) => (train[place + n] += value))
  await writeWav(folder.path('train.wav'), [train], { sampleRate: rate })
})
afterAll(() => folder.remove())

describe('An envelope', () => {
  it('has the least and the greatest value of each stretch', () => {
    const { least, greatest } = envelopeOf([3, 1, 2, 5, 4, 9, -1], 3)
    expect([...least]).toEqual([1, 4, -1])
    expect([...greatest]).toEqual([3, 5, 9])
  })

  it('has each value if there are few', () => {
    expect(envelopeOf([3, 1], 100)).toEqual({ least: Float64Array.of(3, 1), greatest: Float64Array.of(3, 1) })
  })

  it('skips gaps, and is NaN where all values are', () => {
    const { least, greatest } = envelopeOf([NaN, 2, NaN, NaN], 2)
    expect([...least, ...greatest]).toEqual([2, NaN, 2, NaN])
  })
})

describe('A spectrogram', () => {
  it('has in each column the frames that are centered in it', () => {
    const signal = noise('float32', 64, 5)
    const { levels } = spectrogramOf(signal, { columns: 4, rows: 9 }, 16)
    const frames = stft(signal, { window: windowOf('hann', 16), hop: 8 })
    const power = (m: number, k: number): number => frames[m][2 * k] ** 2 + frames[m][2 * k + 1] ** 2
    // The middle of frame m is sample 8m.
    const due = Array.from({ length: 9 }, (_, row) =>
      [0, 2, 4, 6].map((m) => Math.max(power(m, 8 - row), power(m + 1, 8 - row))),
    ).flat()
    const loudest = Math.max(...due)
    due.forEach((value, i) =>
      expect(levels[i]).toBeCloseTo(Math.max(10 * Math.log10(value / loudest), -80), 3),
    )
  })

  it('is dark for silence and for non-finite values', () => {
    const signal = new Float32Array(64).fill(NaN, 30, 34)
    expect(spectrogramOf(signal, { columns: 3, rows: 3 }, 16).levels).toEqual(new Float32Array(9).fill(-80))
  })
})

describe('In the terminal', () => {
  it('a ramp rises from the lower left to the upper right', () => {
    const signal = { name: 'ramp', samples: Array.from({ length: 60 }, (_, n) => n), sampleRate: undefined }
    const picture = pictureOf(signal, 'waveform', { columns: 28, rows: 24 })
    const lines = drawInTerminal(picture, { columns: 40, hasColor: false }).split('\n')
    const drawn = lines.filter((line) => /[▀▄█]/.test(line)).map((line) => line.search(/[▀▄█]/))
    expect(lines[0]).toBe('ramp')
    expect(drawn).toHaveLength(12)
    expect(drawn).toEqual(drawn.toSorted((a, b) => b - a))
    expect(lines.join('\n')).toMatch(/40┤/)
  })

  it('a command line draws the signal and the score, with the matches', async () => {
    const { code, stdout, stderr } = await runCommand([
      'plot',
      folder.path('train.wav'),
      folder.path('beep.wav'),
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/amplitude[^]*time \(s\)[^]*score/)
    expect(stdout.match(/●/g)).toHaveLength(2)
    expect(stdout).not.toContain('\u001B')
    // No line is longer than 80 characters.
    for (const line of stdout.split('\n').slice(1)) expect(line.trimEnd().length).toBeLessThanOrEqual(80)
  })

  it('the loud row of a spectrogram is at its frequency', async () => {
    const { stdout } = await runCommand(['plot', folder.path('train.wav'), '--kind', 'spectrogram'])
    const lines = stdout.split('\n').filter((line) => /[┤│]/.test(line))
    expect(lines.map((line) => line.includes('█'))).toEqual(lines.map((_, i) => i === 8))
  })

  it('colors are used if available', () => {
    const samples = noise('float32', 1000, 2)
    const picture = pictureOf({ name: 'n', samples, sampleRate: 100 }, 'spectrogram', {
      columns: 28,
      rows: 24,
    })
    expect(drawInTerminal(picture, { columns: 40, hasColor: true })).toContain('\u001B[38;2;')
  })
})

describe('A file', () => {
  it('is SVG, with axes and marks', async () => {
    const out = folder.path('matches.svg')
    const { code, stdout, stderr } = await runCommand([
      ...['plot', folder.path('train.wav'), folder.path('beep.wav'), '-o', out],
    ])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
    const svg = await readFile(out, 'utf8')
    expect(svg).toMatch(/^<svg .*>amplitude<.*>score</s)
  })

  it('has a spectrogram that is bright when the beeps are, at their frequency', async () => {
    const out = folder.path('train.svg')
    await runCommand(['plot', folder.path('train.wav'), '--kind', 'spectrogram', '-o', out])
    const [, image] = /data:image\/png;base64,([^"]*)/.exec(await readFile(out, 'utf8')) ?? []
    const { data, info } = await sharp(Buffer.from(image, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const redAt = (seconds: number, hz: number): number => {
      const [column, row] = [
        Math.floor((info.width * seconds) / 2),
        Math.floor(info.height * (1 - hz / 4000)),
      ]
      return data[info.channels * (row * info.width + column)]
    }
    for (const seconds of [0.55, 1.55]) expect(redAt(seconds, 1100)).toBeGreaterThan(240)
    for (const seconds of [0.3, 1, 1.9]) expect(redAt(seconds, 1100)).toBeLessThan(200)
    expect(redAt(0.55, 3000)).toBeLessThan(200)
  })

  it('is PNG, at twice the size', async () => {
    const [svg, png] = [folder.path('beep.svg'), folder.path('beep.png')]
    for (const out of [svg, png]) await runCommand(['plot', folder.path('beep.wav'), '-o', out])
    const [, width] = /width="(\d+)"/.exec(await readFile(svg, 'utf8')) ?? []
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 2 * Number(width) })
    const { isOpaque, channels } = await sharp(png).stats()
    expect(isOpaque).toBe(true)
    // Something is drawn, in blue.
    expect(channels[2].mean).toBeGreaterThan(channels[0].mean + 5)
  })

  it('is not started after an error, and nothing is left behind', async () => {
    const before = await readdir(folder.path('.'))
    const { code } = await runCommand(['plot', '-', '-o', folder.path('none.svg')], 'v\n1\nx\n')
    expect(code).toBe(1)
    expect(await readdir(folder.path('.'))).toEqual(before)
  })
})

it.each([
  [['-o', 'picture.jpg'], 2, /picture\.jpg must end in \.svg or \.png/],
  [['--kind', 'pie'], 2, /waveform, spectrogram, correlation/],
  [['--column', 'w'], 1, /has no column "w"/],
  [['--time', 'v'], 2, /unknown option '--time'/],
  [['-o', '/nowhere/at/all.svg'], 1, /cannot write \/nowhere\/at\/all\.svg/],
])('Reports an error: %j', async (flags, code, message) => {
  const result = await runCommand(['plot', '-', ...flags], 'v\n1\n2\n3\n4\n')
  expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)])
})

it('An error about NaN names the column, and the option that chooses others', async () => {
  const due =
    'tapline: stdin: line 2 (byte 4), column "t": "12:00" is not a number: choose other columns, or correct it\n'
  expect(await runCommand(['plot', '-'], 't,v\n12:00,1\n')).toMatchObject({ code: 1, stderr: due })
})

it.each(['waveform', 'spectrogram', 'correlation'])(
  'The %s of a single reading can be drawn',
  async (kind) => {
    const { code, stderr } = await runCommand(['plot', '-', '--kind', kind], 'v\n1\n')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  },
)

it('A template longer than the signal is an error', async () => {
  const result = await runCommand(['plot', folder.path('beep.wav'), folder.path('train.wav')])
  expect([result.code, result.stderr]).toEqual([1, expect.stringMatching(/beep\.wav: .*16000/)])
})

it('Ends quietly when the reader stops', async () => {
  const command = startCommand(['plot', folder.path('train.wav')])
  command.stdout.destroy()
  expect(await command.result).toEqual({ code: 0, stdout: '', stderr: '' })
})
