import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { ConvolverMatrix, matrixProfile, type Samples, TemplateMatcher } from 'tapline'
import { convolveBatch, matchBatch, profileBatch, runBatchWorker } from 'tapline/nats'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ProfileWork } from '../../src/distributed/tiles/profile-work.js'
import { BatchNames, QUEUE } from '../../src/nats/batch-names.js'
import { type BatchOptions, readBatchOptions, runBatch } from '../../src/nats/run-batch.js'
import { nearestWithin, ProfileTiles } from '../../src/pattern/matrix-profile/profile-tiles.js'
import { writeWav } from '../cli/support.js'
import { noise } from '../support/signals.js'
import { Commands, type StartedCommand } from './commands.js'
import { hasNatsServer, NatsServer } from './nats-server.js'

describe.runIf(hasNatsServer)('Batches on a server', () => {
  let server: NatsServer
  let commands: Commands
  let connection: NatsConnection
  const folder = mkdtempSync(join(tmpdir(), 'tapline-batch-'))
  const workers: StartedCommand[] = []

  beforeAll(async () => {
    server = await NatsServer.start()
    connection = await server.connect()
    commands = new Commands(folder, { NATS_URL: `nats://127.0.0.1:${server.port}` })
  })

  afterEach(async () => {
    for (const { child, ended } of workers.splice(0)) {
      child.kill('SIGKILL')
      await ended
    }
    // Batches leave nothing behind.
    expect(await streams()).toEqual([])
  })

  afterAll(async () => {
    await server.stop()
    commands.leave()
    rmSync(folder, { recursive: true })
  })

  function startWorker(): StartedCommand {
    const worker = commands.start(['worker', '--batch'])
    workers.push(worker)
    return worker
  }

  /** The streams of batches, and the queue if something waits in it. */
  async function streams(): Promise<string[]> {
    const manager = await jetstreamManager(connection)
    const names: string[] = []
    for await (const { config, state } of manager.streams.list()) {
      if (config.name !== QUEUE || state.messages > 0) names.push(config.name)
    }
    return names
  }

  // Many small tiles, so that something can happen between them.
  const signal = noise('float64', 40_000, 1)
  const plan = new ProfileTiles(signal.length, 100, 25, 8000)
  const tileCount = [...plan.pairs()].length
  const nearest = nearestWithin(signal, plan)

  async function profileInTiles(
    options: BatchOptions = {},
    onTile: (count: number) => void | Promise<void> = () => undefined,
  ) {
    const work = new ProfileWork(signal, plan)
    const read = readBatchOptions(connection, options)
    let count = 0
    for await (const cost of runBatch(connection, work, read, (result) => work.take(result))) {
      expect(cost).toBeGreaterThan(0)
      await onTile(++count)
    }
    return work.found
  }

  // A dozen processes, one after another.
  test('give the results of convolve, match and profile without --server', { timeout: 300_000 }, async () => {
    const channels = [noise('float32', 1_300_000, 1), noise('float32', 1_300_000, 2)]
    channels[0].fill(0, 500_000, 700_000)
    const template = channels[0].slice(1_048_000, 1_049_000)
    await writeWav(join(folder, 'in.wav'), channels)
    await writeWav(join(folder, 'hall.wav'), [noise('float32', 40_000, 3)])
    await writeWav(join(folder, 'mono.wav'), [channels[0]])
    await writeWav(join(folder, 'template.wav'), [template])
    const rows = Array.from({ length: 5000 }, (_, n) => `${n / 10},${Math.round(signal[n] * 1000)}\n`)
    writeFileSync(join(folder, 'series.csv'), `time,v\n${rows.join('')}`)
    writeFileSync(join(folder, 'taps.csv'), 'tap\n1\n0.5\n0.25\n')
    const worker = startWorker()
    startWorker()
    const convolving = ['convolve', 'in.wav', 'hall.wav', '--dry', '0.5', '--gain', '0.01']
    const others = [
      ['match', 'mono.wav', 'template.wav', 'hall.wav', '--threshold', '0.05'],
      ['convolve', 'series.csv', 'taps.csv', '--time', 'time'],
      ['profile', 'series.csv', '--column', 'v', '--time', 'time', '--window', '50'],
      ['match', 'series.csv', 'taps.csv', '--column', 'v', '--time', 'time', '--template-column', 'tap'],
    ]
    expect(await commands.run([...convolving, '-o', 'here.wav'])).toMatchObject({ code: 0 })
    expect(await commands.run([...convolving, '-o', 'there.wav', '--server'])).toMatchObject({ code: 0 })
    const [here, there] = ['here.wav', 'there.wav'].map((name) => readFileSync(join(folder, name)))
    expect(here.length).toBeGreaterThan(5_000_000)
    expect(here.equals(there)).toBe(true)
    for (const argv of others) {
      const expected = await commands.run(argv)
      expect(expected).toMatchObject({ code: 0, stderr: '' })
      expect(expected.stdout.length).toBeGreaterThan(100)
      expect(await commands.run([...argv, '--server', `nats://127.0.0.1:${server.port}`])).toEqual(expected)
    }
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
    expect(worker.said.stdout).toMatch(/"type":"computed"/)
  })

  test('give the results of the functions', async () => {
    startWorker()
    const input = noise('float64', 9000, 5)
    const kernels = [[noise('float64', 300, 6), null, [0.5]]]
    const convolved: (readonly Samples[])[] = []
    for await (const outputs of convolveBatch(connection, [[input]], kernels)) convolved.push(outputs)
    using convolver = new ConvolverMatrix(kernels)
    const owed = [convolver.process([input]), convolver.flush()]
    for (const [i, output] of owed[0].entries()) {
      expect(convolved.flatMap((outputs) => [...outputs[i]])).toEqual([...output, ...owed[1][i]])
    }
    const templates = { a: input.slice(100, 200), b: input.slice(500, 540) }
    const found = []
    const options = { threshold: 0.3, distinct: true }
    for await (const matches of matchBatch(connection, [input], templates, options)) found.push(...matches)
    using matcher = new TemplateMatcher(templates, options)
    expect(found).toEqual([...matcher.process(input), ...matcher.flush()])
    const profile = await profileBatch(connection, Float32Array.from(input), 30)
    expect(profile).toEqual(matrixProfile(Float32Array.from(input), 30))
  })

  test('lose nothing when a worker is killed in a tile', async () => {
    const victim = startWorker()
    startWorker()
    await expect.poll(() => victim.said.stdout, { timeout: 60_000 }).toContain('started')
    const found = await profileInTiles({}, (count) => {
      if (count === 3) victim.child.kill('SIGKILL')
    })
    expect(found).toEqual(nearest)
  })

  test('continue where they were interrupted', async () => {
    const worker = startWorker()
    const stop = new AbortController()
    const options = { name: 'interrupted' }
    await expect(
      profileInTiles({ ...options, signal: stop.signal }, (count) => {
        if (count === 5) stop.abort(new Error('interrupted'))
      }),
    ).rejects.toThrow('interrupted')
    expect(await streams()).not.toEqual([])
    expect(await profileInTiles(options)).toEqual(nearest)
    const computed = worker.said.stdout.match(/"type":"computed"/g) ?? []
    expect(computed).toHaveLength(tileCount)
  })

  test('continue when the server is restarted', async () => {
    startWorker()
    const found = await profileInTiles({}, async (count) => {
      if (count !== 4) return
      await server.kill()
      await server.resume()
    })
    expect(found).toEqual(nearest)
  })

  test('say which tile was set aside, and why', async () => {
    writeFileSync(join(folder, 'poison.csv'), `v\n${noise('float64', 400, 9).join('\n')}\n`)
    const argv = ['profile', 'poison.csv', '--window', '20', '--server']
    const command = commands.start(argv)
    const manager = await jetstreamManager(connection)
    const waiting = async () =>
      (await manager.streams.info(QUEUE).catch(() => undefined))?.state.messages ?? 0
    await expect.poll(waiting, { timeout: 60_000 }).toBe(1)
    await expect.poll(() => command.said.stderr, { timeout: 60_000 }).toContain('no worker takes the tiles')
    const blobs = (await streams()).filter((name) => name !== QUEUE && !name.endsWith('-outcomes'))
    const names = new BatchNames(blobs[0].split('-')[1])
    expect(blobs).toEqual([names.blobStream])
    await manager.streams.purge(names.blobStream)
    const worker = startWorker()
    expect(await command.ended).toBe(1)
    const reason = 'what it reads is not on the server, or is damaged'
    expect(command.said.stderr).toContain(`tile 0 was set aside: ${reason}`)
    expect(worker.said.stdout).toContain(reason)
    // When the command is repeated, the tile is tried again.
    expect(await commands.run(argv)).toMatchObject({ code: 0, stderr: '' })
  })

  test('leave a tile to another worker when one is stopped', async () => {
    const events: string[] = []
    const worker = await runBatchWorker(connection, { onEvent: ({ type }) => events.push(type) })
    let other: StartedCommand | undefined
    const found = await profileInTiles({}, (count) => {
      if (count !== 2) return
      other = startWorker()
      void worker.stop()
    })
    await worker.ended
    expect(other).toBeDefined()
    expect(events.filter((type) => type === 'computed').length).toBeLessThan(tileCount)
    expect(found).toEqual(nearest)
  })

  test.each([
    [['convolve', '--server', 'in.wav', 'hall.wav'], 'must be the URL of a server'],
    [['convolve', 'in.wav', 'hall.wav', '--server', '--jobs', '2'], '--server is for one input'],
    [['convolve', 'in.wav', '--kernel', 'k', '--output-dir', 'd', '--server'], '--server is for one input'],
    [['match', 'a.csv', 'b.csv', '--server', 'nats://me:secret@here'], 'Other users can see arguments'],
    [['worker'], 'the name of a job and a computation, or --batch'],
    [['worker', 'j', '--batch'], '--batch works on all batches, not on a job: leave out j or --batch'],
  ])('refuse %j', async (argv, message) => {
    const { code, stderr } = await commands.run(argv)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
