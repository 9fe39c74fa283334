import { autocorrelate } from 'tapline'
import { expect, it } from 'vitest'
import { csvRows, jsonLines, runCommand, startCommand } from './run-command.js'

/** Ten days of hourly temperatures. */
const temperatures = Array.from({ length: 240 }, (_, hour) => 15 + 5 * Math.sin((2 * Math.PI * hour) / 24))
const series = `c\n${temperatures.join('\n')}\n`

it('The values are those of autocorrelate, up to half of the signal, and the period is a day', async () => {
  const { code, stdout, stderr } = await runCommand(['autocorrelate', '--demean'], series)
  const due = autocorrelate(temperatures, { maxLag: 120, normalize: 'coefficient', demean: true })
  expect(code).toBe(0)
  expect(stdout.split('\n')[0]).toBe('lag,value')
  expect(csvRows(stdout)).toEqual(Array.from(due, (value, lag) => ({ lag, value })))
  expect(stderr).toBe('period: 24.0 samples, confidence 1.00\n')
})

it('The options are those of autocorrelate', async () => {
  const { stdout } = await runCommand(['autocorrelate', '--max-lag', '2', '--normalize', 'unbiased'], series)
  const due = autocorrelate(temperatures, { maxLag: 2, normalize: 'unbiased' })
  expect(csvRows(stdout).map(({ value }) => value)).toEqual(Array.from(due))
})

it('JSON also has the period in seconds, if the rate is known', async () => {
  const argv = ['autocorrelate', '--json', '--max-lag', '24', '--rate', '0.5']
  const [report] = jsonLines((await runCommand(argv, series)).stdout)
  expect(Object.keys(report)).toEqual(['index', 'time', 'period', 'seconds', 'confidence', 'values'])
  expect(report['period']).toBeCloseTo(24, 1)
  expect(report['seconds']).toBe(2 * Number(report['period']))
  expect(report['values']).toHaveLength(25)
})

it('The period lies within --max-lag: the strongest one there, or none', async () => {
  const wave = (n: number, period: number) => Math.sin((2 * Math.PI * n) / period)
  const rows = Array.from({ length: 960 }, (_, n) => 3 * wave(n, 96) + wave(n, 10))
  const periodWithin = async (maxLag: number) => {
    const argv = ['autocorrelate', '--json', '--max-lag', String(maxLag)]
    return jsonLines((await runCommand(argv, rows.join('\n'))).stdout)[0]['period']
  }
  expect(await periodWithin(200)).toBeCloseTo(96, 1)
  expect(await periodWithin(48)).toBeCloseTo(10, 1)
  expect(await periodWithin(10)).toBeCloseTo(10, 1)
  expect(await periodWithin(1)).toBeNull()
  const slow = await runCommand(['autocorrelate', '--max-lag', '5'], series)
  expect(slow.stderr).toBe('period: none stands out\n')
})

it('Windows come one by one, each before the input ends', async () => {
  const argv = [
    'autocorrelate',
    '--json',
    '--max-lag',
    '1',
    '--window',
    '96',
    '--hop',
    '48',
    '--time',
    't',
    '--column',
    'c',
  ]
  const command = startCommand(argv)
  const row = (value: number, hour: number): string => `h${hour},${value}\n`
  command.stdin.write(`t,c\n${temperatures.slice(0, 96).map(row).join('')}`)
  expect(jsonLines(await command.next())).toMatchObject([{ index: 0, time: 'h0' }])
  command.stdin.end(
    temperatures
      .slice(0, 60)
      .map((value, hour) => row(value, 96 + hour))
      .join(''),
  )
  const { stdout, stderr } = await command.result
  expect(jsonLines(stdout)).toMatchObject([
    { index: 0, time: 'h0' },
    { index: 48, time: 'h48' },
  ])
  expect(stderr).toBe('')
})

it('CSV of windows has the window of each value', async () => {
  const { stdout, stderr } = await runCommand(['autocorrelate', '--window', '100', '--max-lag', '1'], series)
  expect(csvRows(stdout).map(({ index, lag }) => [index, lag])).toEqual([
    [0, 0],
    [0, 1],
    [100, 0],
    [100, 1],
  ])
  expect(stderr).toBe('')
})

it('A signal with gaps does not have a period', async () => {
  const { stdout } = await runCommand(
    ['autocorrelate', '--json', '--max-lag', '1'],
    series.replace('\n15\n', '\nNaN\n'),
  )
  expect(jsonLines(stdout)).toMatchObject([{ period: null, confidence: null, values: [null, null] }])
})

it.each([
  [['--max-lag', '240'], series, 2, /--max-lag .*240/],
  [['--window', '10', '--max-lag', '10'], series, 2, /--max-lag .*10/],
  [['--hop', '10'], series, 2, /pass --window/],
  [['--normalize', 'peak'], series, 2, /coefficient/],
  [[], 'c\n1\n2\nthree\n', 1, /stdin: line 4 \(byte 6\).*"three" is not a number/],
  [[], 'c\n', 1, /must have at least one sample, got none/],
  [[], '', 1, /stdin must hold a sound or a series, got nothing/],
])('Reports an error: %j', async (flags, stdin, code, message) => {
  const result = await runCommand(['autocorrelate', ...flags], stdin)
  expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)])
})

it('Ends quietly when the reader stops', async () => {
  const command = startCommand(['autocorrelate', '--json'])
  command.stdout.destroy()
  command.stdin.end(series)
  expect(await command.result).toEqual({ code: 0, stdout: '', stderr: '' })
})
