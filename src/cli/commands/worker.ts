import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { BatchWorkerEvent, WorkerEvent } from '../../nats/index.js'
import { band, count, decibels, hertz, numberOf, score } from '../inputs/quantities.js'
import { serveMetrics } from '../job/serve-metrics.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import {
  type Computation,
  type ComputationOptions,
  COMPUTATIONS,
  workerRecipe,
} from '../job/worker-recipe.js'
import { UsageError } from '../terminal/errors.js'
import { type Io, writeOut } from '../terminal/io.js'

interface WorkerFlags extends ServerOptions, ComputationOptions {
  readonly name?: string
  readonly lease: number
  readonly metricsPort?: number
  readonly batch?: boolean
  readonly local?: boolean
  readonly folder?: string
  readonly feed?: readonly string[]
}

/** `tapline worker JOB COMPUTATION [FILE...]`, `tapline worker --batch` */
export function configure(command: Command, io: Io): void {
  addServerOption(
    command
      .usage('[options] JOB COMPUTATION [FILE...]\n       tapline worker [options] --batch')
      .argument('[job]', 'name of the job')
      .addArgument(
        new Argument(
          '[computation]',
          `operation, as in the command of that name (${COMPUTATIONS.join(', ')}), or several in a row: resample,match`,
        ).argParser(computations),
      )
      .argument('[file...]', 'convolve: the kernel; match: the templates')
      .option('--batch', 'compute the tiles of commands with --server, instead of a job')
      .option('--name <name>', 'name of the worker, different from all others (default: a random one)')
      .addOption(
        new Option('--lease <seconds>', 'time without a heartbeat after which other workers take over')
          .argParser(numberOf)
          .default(10),
      )
      .addOption(
        new Option('--metrics-port <port>', 'serve /metrics (Prometheus) and /health on this port').argParser(
          count,
        ),
      )
      .addOption(new Option('--rate <hz>', 'filter, resample: sample rate of the series').argParser(hertz))
      .addOption(new Option('--lowpass <hz>', 'filter: pass lower frequencies').argParser(hertz))
      .addOption(new Option('--highpass <hz>', 'filter: pass higher frequencies').argParser(hertz))
      .addOption(new Option('--bandpass <low,high>', 'filter: pass the band between').argParser(band))
      .addOption(new Option('--bandstop <low,high>', 'filter: stop the band between').argParser(band))
      .addOption(new Option('--transition <hz>', 'filter: width from passband to stopband').argParser(hertz))
      .addOption(
        new Option('--attenuation <dB>', 'filter: attenuation of the stopband')
          .argParser(decibels)
          .default(80),
      )
      .addOption(new Option('--threshold <score>', 'match: least score (default: 0.8)').argParser(score))
      .addOption(
        new Option('--min-distance <n>', 'match: least distance between matches, in samples').argParser(
          count,
        ),
      )
      .option('--minimum-phase', 'filter: minimum phase, with the least delay', false)
      .addOption(new Option('--to <hz>', 'resample: sample rate of the results').argParser(hertz))
      .addOption(new Option('--window <n>', 'profile: length of a window, at least 3').argParser(count))
      .addOption(
        new Option('--history <n>', 'profile: number of samples that a window is compared with').argParser(
          count,
        ),
      )
      .option('--local', 'run the job in this process, without a server; results go to stdout')
      .option(
        '--folder <folder>',
        'the same, but keep the job in this folder; read it with tapline results --folder',
      )
      .addOption(
        new Option(
          '--feed <file>',
          '--local, --folder: one or more files to feed first (default of --local: stdin)',
        ).argParser(files),
      ),
  )
    .addHelpText('after', HELP)
    .action(
      (
        job: string | undefined,
        computation: readonly Computation[] | undefined,
        files: string[],
        flags: WorkerFlags,
      ) =>
        flags.batch === true
          ? workOnBatches(job, flags, io)
          : work(named(job, computation, files, flags), io),
    )
}

const HELP = `
Writes a line of JSON for each event: partitions taken and released, snapshots, input left out, and retries.
On SIGTERM or SIGINT it hands its partitions over to the other workers and ends. The delay of a filter is not compensated: with
linear phase, results are late by half its length.
With --local or --folder it needs no server: it computes all input that it is fed, and ends. Results are those of a job on a server,
bit for bit.
With --batch, it computes the tiles of convolve, match and profile --server, one at a time: start one worker for each core.
${SERVER_HELP}

Examples:
  tapline worker sensors filter --lowpass 0.1 --rate 1
  tapline worker sensors resample --rate 10 --to 1
  tapline worker sensors profile --window 60 --history 10000
  tapline worker sensors match beat.csv --threshold 0.9
  tapline worker sensors resample,match beat.csv --rate 10 --to 1
  tapline worker sounds convolve hall.wav --metrics-port 9464
  tapline worker sensors filter --lowpass 0.1 --rate 1 --local --feed monday.csv > smooth.ndjson
  tapline worker --batch`

/** For `argParser`: convolve, or resample,match. */
function computations(text: string): readonly Computation[] {
  return text.split(',').map((name) => {
    const found = COMPUTATIONS.find((known) => known === name)
    if (found === undefined) throw new InvalidArgumentError(`Allowed choices are ${COMPUTATIONS.join(', ')}.`)
    return found
  })
}

/** For `argParser`: an option that may be repeated. */
function files(path: string, before: readonly string[] = []): readonly string[] {
  return [...before, path]
}

interface Work {
  readonly job: string
  readonly computation: readonly Computation[]
  readonly files: readonly string[]
  readonly flags: WorkerFlags
}

function named(
  job: string | undefined,
  computation: readonly Computation[] | undefined,
  files: readonly string[],
  flags: WorkerFlags,
): Work {
  if (job !== undefined && computation !== undefined) return { job, computation, files, flags }
  throw new UsageError('worker takes the name of a job and a computation, or --batch')
}

async function workOnBatches(job: string | undefined, flags: WorkerFlags, io: Io): Promise<void> {
  if (job !== undefined) {
    throw new UsageError(`--batch works on all batches, not on a job: leave out ${job} or --batch`)
  }
  await withServer(flags, io, async ({ connection, nats }) => {
    const metrics = flags.metricsPort === undefined ? undefined : await serveMetrics(flags.metricsPort)
    try {
      const worker = await nats.runBatchWorker(connection, {
        onEvent: (event) => {
          metrics?.count(event)
          void writeOut(io, `${lineOf(event)}\n`)
        },
      })
      await writeOut(io, `${JSON.stringify({ time: new Date().toISOString(), type: 'started' })}\n`)
      io.onTerminate?.(() => void worker.stop())
      await worker.ended
    } finally {
      await metrics?.close()
    }
  })
}

async function work({ job, computation, files, flags }: Work, io: Io): Promise<void> {
  if (flags.local === true || flags.folder !== undefined) {
    const { workLocally } = await import('../job/work-locally.js')
    return workLocally(job, await workerRecipe(computation, files, flags, io), flags, io)
  }
  if (flags.feed !== undefined) throw new UsageError('--feed is for --local and --folder: use tapline feed')
  await withServer(flags, io, async ({ connection, nats }) => {
    const recipe = await workerRecipe(computation, files, flags, io)
    const metrics = flags.metricsPort === undefined ? undefined : await serveMetrics(flags.metricsPort)
    const { name, lease } = flags
    try {
      const worker = await nats.runWorker(connection, job, recipe, {
        ...(name === undefined ? {} : { name }),
        leaseMs: lease * 1000,
        onEvent: (event) => {
          metrics?.count(event)
          if (isWorthALine(event)) void writeOut(io, `${lineOf(event)}\n`)
        },
      })
      await writeOut(
        io,
        `${JSON.stringify({ time: new Date().toISOString(), type: 'started', worker: worker.name })}\n`,
      )
      io.onTerminate?.(() => void worker.stop())
      await worker.ended
    } finally {
      await metrics?.close()
    }
  })
}

/** Commits are frequent, and metrics count them. */
function isWorthALine(event: WorkerEvent): boolean {
  return event.type !== 'committed' || event.hasSnapshot
}

function lineOf(event: WorkerEvent | BatchWorkerEvent): string {
  const told = event.type === 'retry' ? { ...event, error: (event.error as Error).message } : event
  return JSON.stringify({ time: new Date().toISOString(), ...told })
}
