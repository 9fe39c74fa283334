import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { convolve, MatrixProfiler, resample } from 'tapline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../src/cli/job/free-port.js'
import { Commands, type StartedCommand } from './commands.js'
import { untilComputed } from './job-run.js'
import { hasNatsServer, NatsServer } from './nats-server.js'

describe.runIf(hasNatsServer)('The commands of jobs', () => {
  let server: NatsServer
  let commands: Commands
  let connection: NatsConnection
  const folder = mkdtempSync(join(tmpdir(), 'tapline-jobs-'))

  beforeAll(async () => {
    server = await NatsServer.start()
    connection = await server.connect()
    commands = new Commands(folder, { NATS_URL: `nats://127.0.0.1:${server.port}` })
    writeFileSync(join(folder, 'kernel.csv'), 'tap\n1\n0.5\n')
    writeFileSync(join(folder, 'monday.csv'), 'a,b c\n1,10\n2,20\n3,30\n')
    writeFileSync(join(folder, 'wave.csv'), `v\n${WAVE.join('\n')}\n`)
  })

  afterAll(async () => {
    await server.stop()
    commands.leave()
    rmSync(folder, { recursive: true })
  })

  const start = (argv: readonly string[]): StartedCommand => commands.start(argv)
  const run = (argv: readonly string[]) => commands.run(argv)

  /** Waits until somebody reads the results of a job of one partition. */
  const untilRead = async (job: string): Promise<void> => {
    const manager = await jetstreamManager(connection)
    const readers = async () => (await manager.streams.info(`tapline-${job}-out-0`)).state.consumer_count
    await expect.poll(readers, { timeout: 60_000 }).toBe(1)
  }

  test('create, feed, work on and read a job', async () => {
    expect(await run(['job', 'create', 'j', '--partitions', '2'])).toMatchObject({ code: 0, stdout: '' })
    expect((await run(['feed', 'j', 'monday.csv'])).stderr).toBe('6 samples in 4 chunks are stored\n')
    const port = await freePort()
    const worker = start(['worker', 'j', 'convolve', 'kernel.csv', '--metrics-port', `${port}`])
    await untilComputed(connection, 'j')
    expect((await run(['job', 'status', 'j'])).stdout).toMatch(/ 1 workers, 0 messages wait/)
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    expect(metrics).toContain('tapline_partitions 2')
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
    const events = worker.said.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string })
    expect(events.map(({ type }) => type).filter((type) => type === 'released')).toHaveLength(2)
    const { stdout } = await run(['results', 'j', '--series', 'monday:b_c', '--format', 'csv'])
    const values = [...convolve([10, 20, 30], [1, 0.5])]
    expect(stdout).toBe(`series,index,value\n${values.map((v, n) => `monday:b_c,${n},${v}\n`).join('')}`)
    const lines = (await run(['results', 'j', '--series', 'monday:a'])).stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { series: 'monday:a', index: 0, samples: [1, 2.5, 4] },
      { series: 'monday:a', index: 3, samples: [1.5] },
      { series: 'monday:a', index: 4, end: true },
    ])
    expect((await run(['job', 'delete', 'j'])).code).toBe(0)
  })

  test('follow results as they come', async () => {
    await run(['job', 'create', 'live', '--partitions', '1'])
    const worker = start(['worker', 'live', 'filter', '--lowpass', '100', '--rate', '1000'])
    const results = start(['results', 'live', '--follow', '--first', '1'])
    await untilRead('live')
    await run(['feed', 'live', 'monday.csv', '--column', 'a'])
    expect(await results.ended).toBe(0)
    expect(results.said.stdout).toMatch(/^\{"series":"monday:a","index":0,"samples":\[/)
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
  })

  test('search for a template in all series of a job', async () => {
    writeFileSync(join(folder, 'beat.csv'), 'v\n0\n3\n1\n0\n')
    writeFileSync(join(folder, 'beats.csv'), `v\n${[5, 5, 5, 8, 6, 5, 5, 4, 5, 6, 5].join('\n')}\n`)
    await run(['job', 'create', 'beats', '--partitions', '1'])
    const results = start(['results', 'beats', '--follow', '--first', '1'])
    const worker = start([
      'worker',
      'beats',
      'match',
      'beat.csv',
      '--threshold',
      '0.95',
      '--min-distance',
      '2',
    ])
    await untilRead('beats')
    await run(['feed', 'beats', 'beats.csv'])
    expect(await results.ended).toBe(0)
    expect(results.said.stdout).toContain('"index":2')
    expect(results.said.stdout).toContain('"template":"beat.csv"')
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
  })

  test.each([
    ['convolve', ['kernel.csv']],
    ['filter', ['--lowpass', '0.1', '--rate', '1']],
    ['resample', ['--rate', '3', '--to', '2']],
  ])('%s with the bits of a job in a folder', async (computation, options) => {
    const job = `twin-${computation}`
    await run(['job', 'create', job, '--partitions', '3'])
    await run(['feed', job, 'wave.csv', 'monday.csv'])
    await run(['feed', job, 'wave.csv', 'monday.csv', '--folder', 'twins'])
    const worker = start(['worker', job, computation, ...options])
    const kept = await run(['worker', job, computation, ...options, '--folder', 'twins'])
    expect(kept).toMatchObject({ code: 0 })
    await untilComputed(connection, job)
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
    const [here, there] = await Promise.all(
      [['--folder', 'twins'], []].map(async (where) => {
        const { stdout } = await run(['results', job, '--format', 'csv', ...where])
        return stdout.trim().split('\n').sort()
      }),
    )
    expect(here.length).toBeGreaterThan(40)
    expect(there).toEqual(here)
  })

  test.each([
    ['resample', ['--rate', '100', '--to', '25'], [resampled()]],
    ['profile', ['--window', '8', '--history', '100'], [profiled()]],
  ])('%s like the command of that name', async (computation, options, expected) => {
    await run(['job', 'create', computation, '--partitions', '1'])
    await run(['feed', computation, 'wave.csv'])
    const worker = start(['worker', computation, computation, ...options])
    await untilComputed(connection, computation)
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
    const lines = (await run(['results', computation])).stdout.trim().split('\n')
    const results = lines.map((line) => JSON.parse(line) as { samples?: unknown[]; values?: unknown[] })
    expect([results.flatMap(({ samples, values }) => samples ?? values ?? [])]).toEqual(expected)
  })

  test.each([
    [['worker', 'none', 'match'], 2, 'match takes one template or more, got none'],
    [['job', 'create'], 2, 'job create takes the name of the job'],
    [['job', 'create', 'a.b'], 1, "name must be 1 to 64 letters, digits, '-' and '_', got 'a.b'"],
    [['job', 'status', 'none'], 1, "job must be the name of a job on this server, got 'none'"],
    [['feed', 'none', 'monday.csv'], 1, 'create it with createJob first'],
    [['worker', 'none', 'convolve'], 2, 'convolve takes one kernel, got 0 files'],
    [['worker', 'none', 'filter', '--lowpass', '3'], 2, 'pass --rate'],
    [['worker', 'none', 'resample', '--rate', '3'], 2, 'pass --rate and --to'],
    [['worker', 'none', 'profile', '--window', '3'], 2, 'pass --window and --history'],
    [['worker', 'none', 'profile', 'kernel.csv'], 2, 'profile does not take a file'],
    [['results', 'none', '--server', 'nats://me:secret@x'], 2, 'Other users can see arguments'],
    [
      ['results', 'none', '--server', 'nats://127.0.0.1:1'],
      1,
      'no NATS server is available at nats://127.0.0.1:1',
    ],
  ])('tapline %j exits with %i and reports the error', async (argv, code, message) => {
    const outcome = await run(argv)
    expect(outcome.stderr).toContain(message)
    expect(outcome.code).toBe(code)
  })

  test('demonstrate that not a bit differs', async () => {
    const { said, ended } = start(['job', 'demo'])
    expect(await ended).toBe(0)
    expect(said.stdout).toContain('not a bit differs from one uninterrupted run')
  })
})

const WAVE = Float64Array.from({ length: 60 }, (_, n) => Math.round(1000 * Math.sin(n * n)) / 1000)

function resampled(): number[] {
  const options = { fromRate: 100, toRate: 25, edges: 'nearest' } as const
  return [...resample(WAVE, options)]
}

/** As JSON has it. */
function profiled(): unknown {
  using profiler = new MatrixProfiler(8, { historyLength: 100 })
  return JSON.parse(JSON.stringify(profiler.process(WAVE)))
}
