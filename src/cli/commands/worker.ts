import { Argument, type Command, Option } from 'commander'
import type { WorkerEvent } from '../../nats/index.js'
import { band, count, decibels, hertz, numberOf } from '../inputs/quantities.js'
import { serveMetrics } from '../job/serve-metrics.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import {
  type Computation,
  type ComputationOptions,
  COMPUTATIONS,
  workerRecipe,
} from '../job/worker-recipe.js'
import { type Io, writeOut } from '../terminal/io.js'

interface WorkerFlags extends ServerOptions, ComputationOptions {
  readonly name?: string
  readonly lease: number
  readonly metricsPort?: number
}

/** `tapline worker JOB COMPUTATION [FILE...]` */
export function configure(command: Command, io: Io): void {
  addServerOption(
    command
      .argument('<job>', 'name of the job')
      .addArgument(
        new Argument('<computation>', 'operation, as in the command of that name').choices([...COMPUTATIONS]),
      )
      .argument('[file...]', 'convolve: the kernel; match: what to look for')
      .option('--name <name>', 'name of the worker, different from all others (default: a random one)')
      .addOption(
        new Option('--lease <seconds>', 'time without a heartbeat after which other workers take over')
          .argParser(numberOf)
          .default(10),
      )
      .addOption(
        new Option('--metrics-port <port>', 'serve /metrics (Prometheus) and /health there').argParser(count),
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
      .addOption(new Option('--threshold <score>', 'match: least score (default: 0.8)').argParser(numberOf))
      .addOption(
        new Option('--min-distance <n>', 'match: samples between matches, at least').argParser(count),
      )
      .option('--minimum-phase', 'filter: minimum phase, with the least delay', false)
      .addOption(new Option('--to <hz>', 'resample: sample rate of the results').argParser(hertz))
      .addOption(new Option('--window <n>', 'profile: samples of a window, at least 3').argParser(count))
      .addOption(
        new Option('--history <n>', 'profile: samples that a window is compared with').argParser(count),
      ),
  )
    .addHelpText('after', HELP)
    .action((job: string, computation: Computation, files: string[], flags: WorkerFlags) =>
      work({ job, computation, files, flags }, io),
    )
}

const HELP = `
Writes a line of JSON for each event: partitions taken and released, snapshots, input left out, and retries.
On SIGTERM or SIGINT it hands its partitions over to the other workers and ends. The delay of a filter is not compensated: with
linear phase, results are late by half its length.
${SERVER_HELP}

Examples:
  tapline worker sensors filter --lowpass 0.1 --rate 1
  tapline worker sensors resample --rate 10 --to 1
  tapline worker sensors profile --window 60 --history 10000
  tapline worker sensors match beat.csv --threshold 0.9
  tapline worker sounds convolve hall.wav --metrics-port 9464`

interface Work {
  readonly job: string
  readonly computation: Computation
  readonly files: readonly string[]
  readonly flags: WorkerFlags
}

async function work({ job, computation, files, flags }: Work, io: Io): Promise<void> {
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

/** Commits are many, and metrics count them. */
function isWorthALine(event: WorkerEvent): boolean {
  return event.type !== 'committed' || event.hasSnapshot
}

function lineOf(event: WorkerEvent): string {
  const told = event.type === 'retry' ? { ...event, error: (event.error as Error).message } : event
  return JSON.stringify({ time: new Date().toISOString(), ...told })
}
