import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FedChunk } from '../../nats/index.js'
import { Convolver } from '../../stream/convolver/convolver.js'
import { DataError } from '../terminal/errors.js'
import { type Io, writeOut } from '../terminal/io.js'
import { freePort } from './free-port.js'
import { type Server, withServer } from './server.js'

const JOB = 'demo'
const SERIES = 1000
const LENGTH = 1000
const PIECE = 100
const PAUSE_MS = 300
/** The number of pieces after which a worker is killed. */
const KILL_AT = 5

/**
 * Starts its own server, feeds 1,000 series, runs two workers, kills one of them, and compares all results with one uninterrupted
 * run.
 *
 * @throws DataError if nats-server is not installed, or a result differs
 */
export async function demo(io: Io): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-demo-'))
  const port = await freePort()
  const children: ChildProcess[] = []
  try {
    children.push(await startServer(port, folder))
    const kernel = Float64Array.from({ length: 64 }, (_, n) => Math.sin(n + 1) / (n + 1))
    const file = join(folder, 'kernel.csv')
    await writeFile(file, `tap\n${kernel.join('\n')}\n`)
    const server = `nats://127.0.0.1:${port}`
    const start = (name: string): ChildProcess => {
      const worker = startWorker([
        'worker',
        JOB,
        'convolve',
        file,
        '--name',
        name,
        '--lease',
        '2',
        '--server',
        server,
      ])
      children.push(worker)
      return worker
    }
    await withServer({ server }, io, async (given) => {
      await given.nats.createJob(given.connection, { name: JOB })
      await writeOut(io, `a job of ${SERIES} series on ${server}, two workers\n`)
      const victim = start('first')
      start('second')
      await feedAndKill(given, victim, io)
      await untilComputed(given)
      await compare(given, kernel, io)
    })
  } finally {
    for (const child of children.reverse()) await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
}

async function startServer(port: number, folder: string): Promise<ChildProcess> {
  const child = spawn('nats-server', ['--jetstream', '-a', '127.0.0.1', '-p', `${port}`, '-sd', folder], {
    stdio: 'ignore',
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new DataError(
          `nats-server cannot be started (${cause.message}): install it, on Debian with apt install nats-server`,
          { cause },
        ),
      ),
    )
    child.once('spawn', resolve)
  })
  await sleep(500)
  return child
}

function startWorker(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [process.argv[1], ...argv, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function feedAndKill({ connection, nats }: Server, victim: ChildProcess, io: Io): Promise<void> {
  async function* chunks(): AsyncGenerator<FedChunk, void, undefined> {
    for (let from = 0; from < LENGTH; from += PIECE) {
      if (from === KILL_AT * PIECE) {
        victim.kill('SIGKILL')
        await writeOut(io, 'one worker is killed\n')
      }
      for (let i = 0; i < SERIES; i++) {
        const samples = signalOf(i).subarray(from, from + PIECE)
        yield { series: `series-${i}`, samples, index: from, isEnd: from + PIECE === LENGTH }
      }
      await sleep(PAUSE_MS)
    }
  }
  await nats.feed(connection, JOB, chunks())
}

async function untilComputed({ connection, nats }: Server): Promise<void> {
  while ((await nats.jobStatus(connection, JOB)).lag > 0) await sleep(100)
}

async function compare({ connection, nats }: Server, kernel: Float64Array, io: Io): Promise<void> {
  const outputs = new Map<string, number[]>()
  for await (const { results } of nats.readResults(connection, JOB)) {
    for (const result of results) {
      if (result.type !== 'samples') continue
      const output = outputs.get(result.series) ?? []
      outputs.set(result.series, output)
      if (result.index === output.length) output.push(...result.samples)
    }
  }
  let differing = 0
  for (let i = 0; i < SERIES; i++) {
    using convolver = new Convolver(kernel)
    const expected = [...convolver.process(signalOf(i)), ...convolver.flush()]
    const got = outputs.get(`series-${i}`) ?? []
    if (got.length !== expected.length || expected.some((value, n) => !Object.is(value, got[n]))) differing++
  }
  if (differing > 0) throw new DataError(`${differing} of ${SERIES} series differ from one uninterrupted run`)
  await writeOut(
    io,
    `${SERIES} series, ${SERIES * LENGTH} samples: not a bit differs from one uninterrupted run\n`,
  )
}

function signalOf(series: number): Float64Array {
  return Float64Array.from({ length: LENGTH }, (_, n) => Math.sin((n * (series + 1)) / 100))
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([end, sleep(3000)])
  child.kill('SIGKILL')
}
