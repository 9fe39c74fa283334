import { Argument, type Command, Option } from 'commander'
import type { JobStatus } from '../../nats/index.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import { shown } from '../../shown.js'
import { UsageError } from '../terminal/errors.js'
import { count, numberOf } from '../inputs/quantities.js'
import { type Io, say, writeOut } from '../terminal/io.js'

const ACTIONS = ['create', 'status', 'delete', 'demo'] as const

interface JobFlags extends ServerOptions {
  readonly partitions?: number
  readonly gaps?: 'error' | 'gap'
  readonly replicas?: number
  readonly keepInput?: number
  readonly keepOutput?: number
  readonly messages?: boolean
  readonly json?: boolean
}

/** `tapline job create|status|delete NAME`, `tapline job demo` */
export function configure(command: Command, io: Io): void {
  addServerOption(
    command
      .addArgument(new Argument('<action>', 'what to do').choices([...ACTIONS]))
      .argument('[name]', 'name of the job: letters, digits, - and _')
      .addOption(
        new Option(
          '--partitions <n>',
          'create: number of partitions that share the series (default: 16)',
        ).argParser(count),
      )
      .addOption(
        new Option(
          '--gaps <how>',
          'create: if samples are missing, stop the series, or fill the gap with NaN',
        ).choices(['error', 'gap']),
      )
      .addOption(
        new Option('--replicas <n>', 'create: servers that hold each message (default: 1)').argParser(count),
      )
      .addOption(
        new Option('--keep-input <seconds>', 'create: remove older input (default: keep all)').argParser(
          numberOf,
        ),
      )
      .addOption(
        new Option('--keep-output <seconds>', 'create: remove older results (default: keep all)').argParser(
          numberOf,
        ),
      )
      .option('--messages', 'create: publish results as plain messages as well')
      .option('--json', 'status: as JSON'),
  )
    .addHelpText('after', HELP)
    .action((action: (typeof ACTIONS)[number], name: string | undefined, flags: JobFlags) =>
      act(action, name, flags, io),
    )
}

const HELP = `
A job is one computation on any number of series: tapline feed writes their samples into it, any number of
tapline worker on any number of machines compute, and tapline results reads the results. Each result is there exactly
once, with the same bits, whatever happens to workers and servers. The server is NATS JetStream.
demo starts a server of its own (nats-server must be installed), feeds 1,000 series, runs two workers, kills one of
them, and compares all results with one uninterrupted run.
${SERVER_HELP}

Examples:
  tapline job create sensors --partitions 32
  tapline job status sensors
  tapline job demo`

async function act(
  action: (typeof ACTIONS)[number],
  name: string | undefined,
  flags: JobFlags,
  io: Io,
): Promise<void> {
  if (action === 'demo') {
    const { demo } = await import('../job/demo.js')
    return demo(io)
  }
  if (name === undefined) throw new UsageError(`job ${action} takes the name of the job`)
  await withServer(flags, io, async ({ connection, nats }) => {
    if (action === 'create') {
      const { partitions, gaps, replicas, keepInput, keepOutput, messages } = flags
      await nats.createJob(connection, {
        name,
        ...(partitions === undefined ? {} : { partitions }),
        ...(gaps === undefined ? {} : { gaps }),
        ...(replicas === undefined ? {} : { replicas }),
        ...(keepInput === undefined ? {} : { keepInputSeconds: keepInput }),
        ...(keepOutput === undefined ? {} : { keepOutputSeconds: keepOutput }),
        ...(messages === undefined ? {} : { messages }),
      })
      say(io, `the job ${name} exists`)
    } else if (action === 'delete') {
      await nats.deleteJob(connection, name)
      say(io, `the job ${name} is deleted`)
    } else {
      const status = await nats.jobStatus(connection, name)
      await writeOut(io, flags.json === true ? `${JSON.stringify(status)}\n` : described(status))
    }
  })
}

function described({ job, workers, partitions, lag, rate, faults }: JobStatus): string {
  const rows = partitions.map(({ worker = '-', ...status }) => {
    const { partition, input, computed, rate, records, snapshot, faults } = status
    return [
      partition,
      worker,
      input,
      computed,
      input - computed,
      shortened(rate),
      records,
      snapshot,
      faults,
    ].join('\t')
  })
  const last = partitions.flatMap(({ partition, lastFault }) =>
    lastFault === undefined
      ? []
      : [`partition ${partition}, message ${lastFault.input}: ${shown(lastFault.reason, 300)}`],
  )
  return [
    `job ${job.name}: ${job.partitions} partitions, ${workers.length} workers, ${lag} messages wait, ` +
      `${shortened(rate)} are computed per second, input was set aside ${faults} times`,
    'partition\tworker\tinput\tcomputed\twaiting\trate\trecords\tsnapshot\tset aside',
    ...rows,
    ...last.map((line) => `last set aside: ${line}`),
    '',
  ].join('\n')
}

function shortened(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)
}
