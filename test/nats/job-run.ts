import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { NatsConnection } from '@nats-io/transport-node'
import { build } from 'esbuild'
import { type FedChunk, jobStatus, readResults } from 'tapline/nats'
import { outputOf, signalOf } from './series-of.js'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')

/** Bundles the worker's script, so that its processes start fast. Returns its path. */
export async function buildWorker(): Promise<string> {
  const outfile = join(root, `out/worker-process-${process.pid}.mjs`)
  mkdirSync(dirname(outfile), { recursive: true })
  await build({
    entryPoints: [join(here, 'worker-process.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: { tapline: join(root, 'src/index.ts'), 'tapline/nats': join(root, 'src/nats/index.ts') },
    outfile,
    logLevel: 'error',
  })
  return outfile
}

/** An event that the process of a worker has reported. */
export interface ToldEvent {
  readonly type: string
  readonly partition?: number
  readonly message?: string
}

/** A worker in a process of its own. */
export class WorkerProcess {
  readonly events: ToldEvent[] = []
  readonly ended: Promise<number | null>
  readonly #process: ChildProcess
  #hasEnded = false
  readonly #waiting: (() => void)[] = []

  constructor(script: string, port: number, job: string, name: string, options: WorkerProcessOptions = {}) {
    const { leaseMs = 600, seed = 0, env = {} } = options
    this.#process = spawn(process.execPath, [script, `${port}`, job, name, `${leaseMs}`, `${seed}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    })
    this.ended = new Promise((resolve) => this.#process.once('close', (code) => resolve(code)))
    void this.ended.then(() => {
      this.#hasEnded = true
      this.#wake()
    })
    if (this.#process.stdout !== null) {
      createInterface(this.#process.stdout).on('line', (line) => {
        this.events.push(JSON.parse(line) as ToldEvent)
        this.#wake()
      })
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** The first event of a type, among all of them; waits for it. */
  until(type: string): Promise<ToldEvent> {
    return this.#untilAfter(0, (event) => event.type === type)
  }

  /** The next event of a type that is to come. */
  next(type: string): Promise<ToldEvent> {
    return this.#untilAfter(this.events.length, (event) => event.type === type)
  }

  async #untilAfter(from: number, isWanted: (event: ToldEvent) => boolean): Promise<ToldEvent> {
    for (;;) {
      const event = this.events.slice(from).find(isWanted)
      if (event !== undefined) return event
      if (this.#hasEnded) throw new Error(`a worker has ended without it: ${JSON.stringify(this.events)}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

export interface WorkerProcessOptions {
  readonly leaseMs?: number
  readonly seed?: number
  readonly env?: Readonly<Record<string, string>>
}

/** The chunks of some series, a piece of each in turn, slowly enough that something can happen meanwhile. */
export async function* chunksOf(count: number, length: number, pauseMs: number): AsyncGenerator<FedChunk> {
  const signals = Array.from({ length: count }, (_, series) => signalOf(series, length))
  const piece = 50
  for (let from = 0; from < length; from += piece) {
    for (let series = 0; series < count; series++) {
      const samples = signals[series].slice(from, from + piece)
      yield { series: `s${series}`, samples, index: from, isEnd: from + piece >= length }
    }
    if (pauseMs > 0) await sleep(pauseMs)
  }
}

/** The chunks in this many slices. */
export async function slicesOf(count: number, chunks: AsyncIterable<FedChunk>): Promise<FedChunk[][]> {
  const all: FedChunk[] = []
  for await (const chunk of chunks) all.push(chunk)
  const length = Math.ceil(all.length / count)
  return Array.from({ length: count }, (_, i) => all.slice(i * length, (i + 1) * length))
}

/** The chunks, slowly enough that they come in several messages. */
export async function* paced(chunks: readonly FedChunk[]): AsyncGenerator<FedChunk> {
  for (const [i, chunk] of chunks.entries()) {
    yield chunk
    if (i % 10 === 9) await sleep(10)
  }
}

/** Waits until all input of a job has been computed. */
export async function untilComputed(connection: NatsConnection, job: string): Promise<void> {
  while ((await jobStatus(connection, job)).lag > 0) await sleep(30)
}

/** The faults in the results of a job: none, if each is there exactly once, in order, with the right bits. */
export async function faultsOf(
  connection: NatsConnection,
  job: string,
  count: number,
  length: number,
): Promise<string[]> {
  const faults: string[] = []
  const outputs = new Map<string, number[]>()
  const ended = new Set<string>()
  for await (const { results, faults: told } of readResults(connection, job)) {
    for (const { reason, series } of told) faults.push(`${series ?? 'a message'}: ${reason}`)
    for (const result of results) {
      const output = outputs.get(result.series) ?? []
      outputs.set(result.series, output)
      if (result.index !== output.length)
        faults.push(`${result.series}: ${result.index} after ${output.length}`)
      if (result.type === 'samples') output.push(...result.samples)
      if (result.type === 'end') ended.add(result.series)
    }
  }
  for (let series = 0; series < count; series++) {
    const name = `s${series}`
    const [got, expected] = [outputs.get(name) ?? [], outputOf(series, length)]
    if (got.length !== expected.length) faults.push(`${name}: ${got.length} samples of ${expected.length}`)
    else if (expected.some((value, n) => !Object.is(value, got[n]))) faults.push(`${name}: other bits`)
    if (!ended.has(name)) faults.push(`${name} has not ended`)
  }
  return faults
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
