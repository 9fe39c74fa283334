import { convolve, findPeaks, OnsetDetector, savitzkyGolay } from 'tapline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder } from './folder.js'
import { csvRows, jsonLines, runCommand } from './run-command.js'
import { noise } from '../support/signals.js'
import { writeWav } from './support.js'

const rate = 8000
const knocks = Float32Array.from({ length: 3 * rate }, (_, n) =>
  n < 4000 ? 0 : Math.sin(n) * Math.exp(-(n % 8000) / 500),
)
const values = Array.from(noise('float64', 400, 1), (x) => Math.round(1000 * x) / 1000)
const series = `t,v\n${values.map((value, n) => `d${n},${value}\n`).join('')}`

let folder: Folder
beforeAll(async () => {
  folder = await Folder.make()
  await writeWav(folder.path('knocks.wav'), [knocks], { sampleRate: rate })
})
afterAll(() => folder.remove())

describe('onsets', () => {
  test('have times and strengths, including the last one', async () => {
    const { code, stdout, stderr } = await runCommand(['onsets', folder.path('knocks.wav')])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')[0]).toBe('time,strength')
    const detector = new OnsetDetector({ sampleRate: rate })
    const found = [...detector.process(knocks), ...detector.flush()]
    expect(found.length).toBeGreaterThan(1)
    expect(csvRows(stdout)).toHaveLength(found.length)
    for (const [i, { time, strength }] of csvRows(stdout).entries()) {
      expect(time).toBeCloseTo(found[i].index / rate, 9)
      expect(strength).toBeCloseTo(found[i].strength, 1)
    }
    const json = await runCommand(['onsets', folder.path('knocks.wav'), '--json'])
    expect(jsonLines(json.stdout)).toEqual(csvRows(stdout))
  })

  test('need a sample rate', async () => {
    const { code, stderr } = await runCommand(['onsets'], 'v\n1\n2\n')
    expect(code).toBe(2)
    expect(stderr).toContain('pass --rate')
    expect((await runCommand(['onsets', '--rate', '10'], 'v\n1\n2\n')).stderr).toContain('--rate must be')
  })
})

describe('peaks', () => {
  test('are those of findPeaks, with their times', async () => {
    const flags = ['--column', 'v', '--time', 't', '--distance', '5', '--prominence', '0.5', '--wlen', '31']
    const { code, stdout, stderr } = await runCommand(['peaks', ...flags], series)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const found = findPeaks(values, { distance: 5, prominence: 0.5, wlen: 31 })
    expect(found.indices.length).toBeGreaterThan(20)
    const rows = stdout.trim().split('\n')
    expect(rows[0]).toBe('index,time,height,prominence')
    const expected = Array.from(found.indices, (index) => `${index},d${index},${values[index]}`)
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 3).join(','))).toEqual(expected)
  })

  test('leave out unknown times and prominences, and may be JSON', async () => {
    const { stdout } = await runCommand(['peaks', '--height', '1', '--json'], 'v\n0\n2\n0\n1\n0\n5\n5\n0\n')
    expect(jsonLines(stdout)).toEqual([
      { index: 1, height: 2 },
      { index: 3, height: 1 },
      { index: 5, height: 5 },
    ])
    const rated = await runCommand(['peaks', '--rate', '2'], 'v\n0\n2\n0\n')
    expect(csvRows(rated.stdout)).toEqual([{ index: 1, time: 0.5, height: 2 }])
  })

  test('report wrong options', async () => {
    const { code, stderr } = await runCommand(['peaks', '--prominence', '1'], 'v\n1\n2\n')
    expect(code).toBe(2)
    expect(stderr).toContain('wlen')
  })
})

describe('--regrid', () => {
  const uneven = 't,v\n0,0\n9,9\n21,21\n21,21\n29,29\n70,70\n'

  test('puts uneven times on an even grid before the computation', async () => {
    const flags = ['filter', '--moving-average', '1', '--time', 't', '--column', 'v', '--regrid', '10']
    const { code, stdout, stderr } = await runCommand(flags, uneven)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(csvRows(stdout)).toEqual([0, 10, 20, 30, 40, 50, 60, 70].map((t) => ({ t, v: t })))
    const gappy = await runCommand([...flags, '--max-gap', '15'], uneven)
    expect(gappy.stdout.trim().split('\n').slice(4)).toEqual(['30,', '40,', '50,', '60,', '70,70'])
    const peaks = await runCommand(
      ['peaks', '--time', 't', '--column', 'v', '--regrid', '2'],
      't,v\n0,0\n5,5\n6,5\n9,2\n',
    )
    expect(csvRows(peaks.stdout)).toMatchObject([{ index: 3, time: 6, height: 5 }])
  })

  test('has steps in seconds for dates', async () => {
    const dates = 't,v\n2024-01-01T00:00:00Z,1\n2024-01-01T00:00:03Z,4\n2024-01-01 00:00:05,6\n'
    const flags = ['--time', 't', '--column', 'v', '--regrid', '2.5']
    const { stdout } = await runCommand(['filter', '--gaussian', '0.1', ...flags], dates)
    expect(stdout.split('\n')[2]).toMatch(/^2024-01-01T00:00:02\.500Z,3\.5/)
  })

  test.each([
    [['--column', 'v', '--regrid', '10'], 2, /--regrid needs the times of stdin: pass --time/],
    [['--column', 'v', '--time', 't', '--max-gap', '10'], 2, /--max-gap works only with --regrid/],
    [['--column', 'v', '--time', 't', '--regrid', '1e-9'], 1, /time must be at most 1048576 steps/],
    [['--column', 'v', '--time', 't', '--regrid', '0'], 2, /number above 0/],
  ])('reports wrong options: %j', async (flags, code, message) => {
    const result = await runCommand(['filter', '--gaussian', '1', ...flags], uneven)
    expect(result.stderr).toMatch(message)
    expect(result.code).toBe(code)
  })
})

describe('filter without a sample rate', () => {
  const column = (stdout: string) => csvRows(stdout).map(({ v }) => v)

  test('smooths, in step with the input', async () => {
    const { code, stdout, stderr } = await runCommand(
      ['filter', '--column', 'v', '--savitzky-golay', '9,2'],
      series,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const expected = convolve(values, savitzkyGolay({ length: 9, degree: 2 }), { mode: 'same' })
    const smooth = column(stdout)
    expect(smooth).toHaveLength(400)
    for (let n = 4; n < 396; n++) expect(smooth[n]).toBeCloseTo(expected[n], 4)
    const ramp = `v\n${Array.from({ length: 20 }, (_, n) => `${3 * n}\n`).join('')}`
    const slope = await runCommand(
      ['filter', '--savitzky-golay', '5,2', '--derivative', '1', '--rate', '10'],
      ramp,
    )
    expect(column(slope.stdout)[10]).toBeCloseTo(30, 4)
    const mean = await runCommand(['filter', '--moving-average', '3'], 'v\n0\n3\n0\n0\n')
    expect(column(mean.stdout).map((value) => Math.round(value))).toEqual([1, 1, 1, 0])
    const bell = await runCommand(['filter', '--gaussian', '1'], 'v\n0\n0\n0\n0\n1\n0\n0\n0\n0\n')
    expect(column(bell.stdout)[4]).toBeCloseTo(0.399, 3)
  })

  test.each([
    [['--savitzky-golay', '8,2'], /odd number/],
    [['--moving-average', '262145'], /odd number/],
    [['--savitzky-golay', '9'], /as 21,3/],
    [['--savitzky-golay', '5,7'], /degree must be/],
    [['--moving-average', '3', '--gaussian', '2'], /pass one of/],
    [['--gaussian', '2', '--derivative', '1'], /--derivative works only with --savitzky-golay/],
    [['--gaussian', '2', '--minimum-phase'], /--minimum-phase is for bands only/],
    [['--lowpass', '2'], /pass --rate/],
    [
      ['--lowpass', '6', '--rate', '10'],
      /--lowpass must be above 0 and below half the sample rate, 5 Hz, got 6/,
    ],
    [
      ['--lowpass', '2', '--rate', '10', '--transition', '7'],
      /--transition must be at most half the sample rate/,
    ],
  ])('reports wrong options: %j', async (flags, message) => {
    const { code, stderr } = await runCommand(['filter', '--column', 'v', ...flags], series)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})
