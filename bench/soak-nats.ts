// npm run soak:nats                 24 hours of 100 series, a chunk of 100 samples a second each, as fast as they are computed
// npm run soak:nats -- --hours 1    a shorter stream
//
// Starts its own server, and a worker in its own process. Fails if the memory of one of them grows, or if a sample of the
// first series differs from one uninterrupted run.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { NatsConnection } from '@nats-io/transport-node'
import { Convolver } from 'tapline'
import { createJob, feed, type FedChunk, jobStatus, readResults } from 'tapline/nats'
import { NatsServer } from '../test/nats/nats-server.js'
import { JOB_WORKER } from './harness/job-worker.js'
import { describeMachine } from './harness/machine.js'

const SERIES = 100
const CHUNK_LENGTH = 100
const CHUNKS_AN_HOUR = 3600
const TAPS = 64
const JOB = 'soak'
/** The feed waits while more than this many messages wait. */
const MOST_LAG = 200
/** What has been read is removed. */
const KEPT_SECONDS = 120
/** The most growth of the worker since the first tenth, and of the server in the second half. */
const SLACK = 32 * 2 ** 20
const SERVER_SLACK = 1.25

const { values: options } = parseArgs({ options: { hours: { type: 'string', default: '24' } } })
process.exitCode = (await soak(Number(options.hours))) ? 0 : 1

async function soak(hours: number): Promise<boolean> {
  if (!(hours > 0)) throw new RangeError(`hours must be a positive number, got ${options.hours}`)
  const server = await NatsServer.start()
  const connection = await server.connect()
  const kept = { keepInputSeconds: KEPT_SECONDS, keepOutputSeconds: KEPT_SECONDS }
  await createJob(connection, { name: JOB, partitions: 4, ...kept })
  const worker = spawn(
    process.execPath,
    ['--input-type=module', '--eval', JOB_WORKER, '--', `${server.port}`, JOB, 'w', `${TAPS}`, '10000'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const { processor, node, simd } = describeMachine()
  say(
    `${hours} h of ${SERIES} series of one chunk of ${CHUNK_LENGTH} samples a second; ${processor}, Node ${node}, ${simd} SIMD`,
  )
  try {
    const count = Math.round(hours * CHUNKS_AN_HOUR)
    const checked = check(connection, count)
    const sizes: Sizes[] = []
    const processes = { server: server.pid, worker: worker.pid ?? 0 }
    const feeding = feed(
      connection,
      JOB,
      paced(connection, count, () => sizes.push(tell(sizes.length + 1, hours, processes))),
    )
    const [faults] = await Promise.race([Promise.all([checked, feeding]), untimelyEnd(worker)])
    say(
      faults === 0 ? 'every sample of the first series has the bits of one run' : `WRONG: ${faults} samples`,
    )
    return faults === 0 && isFlat(sizes)
  } finally {
    worker.kill('SIGKILL')
    await server.stop()
  }
}

/** Rejects if a process ends too early. */
function untimelyEnd(worker: ChildProcess): Promise<never> {
  return new Promise((_resolve, reject) =>
    worker.once('exit', () => reject(new Error('the worker has ended'))),
  )
}

/** All chunks, no faster than they are computed; calls `tenth` ten times. */
async function* paced(
  connection: NatsConnection,
  count: number,
  tenth: () => void,
): AsyncGenerator<FedChunk, void, undefined> {
  for (let i = 0; i < count; i++) {
    for (let s = 0; s < SERIES; s++) {
      yield { series: `s${s}`, index: i * CHUNK_LENGTH, samples: inputOf(i), isEnd: i === count - 1 }
    }
    if (i % 64 === 63) while ((await jobStatus(connection, JOB)).lag > MOST_LAG) await sleep(20)
    if (Math.floor(((i + 1) * 10) / count) > Math.floor((i * 10) / count)) tenth()
  }
}

/** Reads all results as they come, and returns how many samples of the first series differ from one uninterrupted run. */
async function check(connection: NatsConnection, count: number): Promise<number> {
  const convolver = new Convolver(kernelOf(TAPS))
  const ended = new Set<string>()
  let [faults, next, computed] = [0, 0, 0]
  let expected = new Float32Array(0)
  for await (const { results, faults: told } of readResults(connection, JOB, { follow: true })) {
    faults += told.length
    for (const result of results) {
      if (result.type === 'end') ended.add(result.series)
      if (result.type !== 'samples' || result.series !== 's0') continue
      if (result.index !== next) faults++
      for (const value of result.samples) {
        if (expected.length === 0) {
          expected = computed < count ? convolver.process(inputOf(computed)) : convolver.flush()
          computed++
        }
        if (!Object.is(value, expected[0])) faults++
        expected = expected.subarray(1)
        next++
      }
    }
    if (ended.size === SERIES) break
  }
  return faults + (next === count * CHUNK_LENGTH + TAPS - 1 ? 0 : 1)
}

function kernelOf(taps: number): Float32Array {
  return Float32Array.from({ length: taps }, (_, n) => Math.cos(n * n) / (n + 1))
}

function inputOf(chunk: number): Float32Array {
  return Float32Array.from({ length: CHUNK_LENGTH }, (_, n) => Math.sin((chunk % 997) * n))
}

/** Resident memory, in bytes. */
interface Sizes {
  readonly server: number
  readonly worker: number
}

function tell(tenth: number, hours: number, pids: Readonly<Record<keyof Sizes, number>>): Sizes {
  const sizes = { server: residentOf(pids.server), worker: residentOf(pids.worker) }
  say(
    `after ${((tenth * hours) / 10).toFixed(1)} h: server ${megabytes(sizes.server)}, worker ${megabytes(sizes.worker)}`,
  )
  return sizes
}

/** The server caches some of what it has just stored, so its second half is compared with its first. */
function isFlat(sizes: readonly Sizes[]): boolean {
  const half = sizes.length >> 1
  const [before, after] = [sizes.slice(0, half), sizes.slice(half)].map((some) =>
    Math.max(...some.map(({ server }) => server)),
  )
  const grown = sizes[sizes.length - 1].worker - sizes[0].worker
  say(`since the first tenth: worker ${megabytes(grown)} (allowed ${megabytes(SLACK)})`)
  say(
    `greatest in each half: server ${megabytes(before)} and ${megabytes(after)} (allowed ${megabytes(SERVER_SLACK * before)})`,
  )
  return grown <= SLACK && after <= SERVER_SLACK * before
}

/** Linux alone says it in a file. */
function residentOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
