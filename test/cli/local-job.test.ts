import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Chain, Convolver, resample, Resampler, TemplateMatcher } from 'tapline'
import { readAudioFile } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../nats/run-cli.js'
import { runCommand } from './run-command.js'

const WAVE = Float64Array.from({ length: 400 }, (_, n) => Math.sin(n * n) * 1000)
const TAPS = [1, 0.5, -0.25]

describe('A job without a server', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'tapline-local-'))
  writeFileSync(join(cwd, 'kernel.csv'), `tap\n${TAPS.join('\n')}\n`)
  writeFileSync(join(cwd, 'a.csv'), `v\n${WAVE.join('\n')}\n`)
  writeFileSync(join(cwd, 'two.csv'), 'x,y\n1,10\n2,20\n3,30\n')
  writeFileSync(join(cwd, 'beat.csv'), 'v\n0\n3\n1\n0\n')
  const home = process.cwd()
  beforeAll(() => {
    process.chdir(cwd)
  })
  afterAll(() => {
    process.chdir(home)
    rmSync(cwd, { recursive: true })
  })

  const run = runCommand

  test('gives the results on stdout', async () => {
    const { stdout, stderr, code } = await run([
      'worker',
      'j',
      'convolve',
      'kernel.csv',
      '--local',
      '--feed',
      'two.csv',
    ])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(samplesOf(stdout, 'two:x')).toEqual([1, 2.5, 3.75, 1, -0.75])
    expect(samplesOf(stdout, 'two:y')).toEqual([10, 25, 37.5, 10, -7.5])
    expect(stdout).toContain('{"series":"two:x","index":5,"end":true}\n')
  })

  test('reads stdin, with the same bits', async () => {
    const { stdout } = await run(
      ['worker', 'j', 'convolve', 'kernel.csv', '--local'],
      readFileSync(join(cwd, 'a.csv'), 'utf8'),
    )
    expect(samplesOf(stdout, 'stdin:v')).toEqual(convolved())
  })

  test('in a folder keeps its results, continues where it was, and is read as CSV and WAV', async () => {
    const worker = ['worker', 'j', 'convolve', 'kernel.csv', '--folder', 'jobs']
    expect((await run(['feed', 'j', 'a.csv', '--folder', 'jobs'])).stderr).toContain('400 samples in')
    expect((await run(worker)).code).toBe(0)
    // What is fed again is skipped; the rest is new.
    expect(await run([...worker, '--feed', 'a.csv', '--feed', 'two.csv'])).toMatchObject({ code: 0 })
    const lines = (await run(['results', 'j', '--folder', 'jobs'])).stdout
    expect(samplesOf(lines, 'a:v')).toEqual(convolved())
    expect(samplesOf(lines, 'two:y')).toEqual([10, 25, 37.5, 10, -7.5])
    const csv = (await run(['results', 'j', '--folder', 'jobs', '--series', 'two:x', '--format', 'csv']))
      .stdout
    expect(csv).toMatch(/^series,index,value\ntwo:x,0,1\ntwo:x,1,2.5\n/)
    const wav = [
      'results',
      'j',
      '--folder',
      'jobs',
      '--series',
      'a:v',
      '--format',
      'wav',
      '--rate',
      '100',
      '-o',
      'a.wav',
    ]
    expect(await run(wav)).toMatchObject({ code: 0 })
    const { sampleRate, channels } = await readAudioFile(join(cwd, 'a.wav'))
    expect([sampleRate, [...channels[0]]]).toEqual([100, convolved()])
  })

  test('survives a last write that was cut off', async () => {
    const worker = ['worker', 'cut', 'convolve', 'kernel.csv', '--folder', 'jobs', '--feed', 'a.csv']
    await run(worker)
    const output = join(cwd, 'jobs/cut/output')
    truncateSync(output, readFileSync(output).length - 5)
    expect(await run(worker)).toMatchObject({ code: 0 })
    expect(samplesOf((await run(['results', 'cut', '--folder', 'jobs'])).stdout, 'a:v')).toEqual(convolved())
  })

  test('computes several steps in a row', async () => {
    const options = ['--rate', '4', '--to', '2', '--threshold', '0.7', '--local', '--feed', 'a.csv']
    const { stdout } = await run([
      'worker',
      'j',
      'resample,convolve,match',
      'kernel.csv',
      'beat.csv',
      ...options,
    ])
    using chain = new Chain(
      new Resampler({ fromRate: 4, toRate: 2, edges: 'nearest', precision: 'float64' }),
      new Convolver(TAPS),
      new TemplateMatcher({ 'beat.csv': [0, 3, 1, 0] }, { threshold: 0.7 }),
    )
    const expected = [...chain.process(WAVE), ...chain.flush()]
    expect(expected.length).toBeGreaterThan(3)
    const found = linesOf(stdout).flatMap(({ values }) => values ?? [])
    expect(found).toEqual(JSON.parse(JSON.stringify(expected)))
    const resampled = await run([
      'worker',
      'j',
      'resample',
      '--rate',
      '4',
      '--to',
      '2',
      '--local',
      '--feed',
      'a.csv',
    ])
    expect(samplesOf(resampled.stdout, 'a:v')).toEqual([
      ...resample(WAVE, { fromRate: 4, toRate: 2, edges: 'nearest' }),
    ])
  })

  test.each([
    [
      ['worker', 'a.b', 'convolve', 'kernel.csv', '--folder', 'jobs'],
      1,
      "job must be 1 to 64 letters, digits, '-' and '_'",
    ],
    [
      ['worker', 'j', 'match,convolve', 'kernel.csv', '--local'],
      2,
      'match does not return samples: put it last',
    ],
    [
      ['worker', 'j', 'convolute', 'kernel.csv', '--local'],
      2,
      'computation must be one of convolve, filter, match',
    ],
    [['worker', 'j', 'convolve', 'kernel.csv', '--feed', 'a.csv'], 2, '--feed is for --local and --folder'],
    [
      ['results', 'none', '--folder', 'jobs'],
      1,
      'there is no job in jobs/none: pass the --folder of its worker',
    ],
    [['results', 'j', '--folder', 'jobs', '--format', 'wav'], 2, 'pass --series and --rate'],
    [['results', 'j', '--folder', 'jobs', '--rate', '3'], 2, 'pass them with --format wav'],
    [
      ['results', 'j', '--folder', 'jobs', '--format', 'wav', '--series', 'b', '--rate', '3'],
      1,
      'there are no samples of b',
    ],
    [
      ['worker', 'j', 'filter', '--lowpass', '1', '--rate', '10', '--folder', 'jobs'],
      1,
      'all workers of a job must run the same processor',
    ],
  ])('tapline %j ends with %i and reports the error', async (argv, code, message) => {
    const outcome = await run(argv)
    expect(outcome.stderr).toContain(message)
    expect(outcome.code).toBe(code)
  })

  test('is written by only one process', async () => {
    writeFileSync(join(cwd, 'jobs/j/lock'), `${process.pid}\n`)
    const { stderr, code } = await runCli(['feed', 'j', 'a.csv', '--folder', 'jobs'], {}, { cwd })
    expect(stderr).toContain(`is in use by process ${process.pid}: stop that process`)
    expect(code).toBe(1)
    // A killed process leaves its lock.
    writeFileSync(join(cwd, 'jobs/j/lock'), '999999999\n')
    expect(await run(['feed', 'j', 'a.csv', '--folder', 'jobs'])).toMatchObject({ code: 0 })
  })
})

interface Line {
  readonly series: string
  readonly samples?: readonly number[]
  readonly values?: readonly unknown[]
}

function linesOf(ndjson: string): Line[] {
  return ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

function samplesOf(ndjson: string, series: string): number[] {
  return linesOf(ndjson).flatMap((line) => (line.series === series ? (line.samples ?? []) : []))
}

function convolved(): number[] {
  using convolver = new Convolver(TAPS)
  return [...convolver.process(WAVE), ...convolver.flush()]
}
