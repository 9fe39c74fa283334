import { type Command, Option } from 'commander'
import type { ResultBatch, SeriesResult } from '../../nats/index.js'
import { wholeNumber } from '../inputs/quantities.js'
import { type Row, Table } from '../outputs/table.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import { type Io, warn, writeOut } from '../terminal/io.js'

const FORMATS = ['ndjson', 'csv'] as const

interface ResultsFlags extends ServerOptions {
  readonly series?: string
  readonly follow?: boolean
  readonly live?: boolean
  readonly format: (typeof FORMATS)[number]
  readonly first?: number
}

/** `tapline results JOB` */
export function configure(command: Command, io: Io): void {
  addServerOption(
    command
      .argument('<job>', 'name of the job')
      .option('--series <name>', 'read only this series')
      .option('--follow', 'keep waiting for more until interrupted')
      .option('--live', 'skip earlier results; with --follow')
      .addOption(new Option('--first <n>', 'stop after this many results').argParser(wholeNumber))
      .addOption(
        new Option('--format <name>', 'ndjson: a line for each run of results; csv: a line for each sample')
          .choices([...FORMATS])
          .default('ndjson'),
      ),
  )
    .addHelpText('after', HELP)
    .action((job: string, flags: ResultsFlags) => results(job, flags, io))
}

const HELP = `
Each result comes once, and the results of a series come in order. A line of NDJSON holds series, index, and samples or values.
Input that was left out is reported on stderr.
${SERVER_HELP}

Examples:
  tapline results sensors --series monday:temperature --format csv > smooth.csv
  tapline results sounds --follow | jq -c 'select(.values)'`

async function results(job: string, flags: ResultsFlags, io: Io): Promise<void> {
  await withServer(flags, io, async ({ connection, nats }) => {
    const { follow = false, live = false, first = Infinity, format } = flags
    const table = new Table(io, ['series', 'index', 'value'])
    if (format === 'csv') await table.write([])
    let left = first
    for await (const batch of nats.readResults(connection, job, { from: live ? 'live' : 'start', follow })) {
      tell(batch, io)
      const chosen = batch.results
        .filter(({ series }) => flags.series === undefined || series === flags.series)
        .slice(0, left)
      if (format === 'csv') await table.write(chosen.flatMap(rowsOf))
      else await writeOut(io, chosen.map(lineOf).join(''))
      left -= chosen.length
      if (left <= 0) break
    }
  })
}

function tell({ partition, faults }: ResultBatch, io: Io): void {
  for (const { input, series, index, length, reason } of faults) {
    const what = series ?? `message ${input} of partition ${partition}`
    const where = index === undefined ? '' : `, ${length} samples from ${index} on`
    warn(io, `${what}${where}: left out: ${reason}`)
  }
}

function lineOf(result: SeriesResult): string {
  const { series, index, type } = result
  if (type === 'end') return `${JSON.stringify({ series, index, end: true })}\n`
  if (type === 'values') return `${JSON.stringify({ series, index, values: result.values })}\n`
  return `${JSON.stringify({ series, index, samples: Array.from(result.samples) })}\n`
}

function rowsOf(result: SeriesResult): Row[] {
  if (result.type === 'end') return []
  const values: ArrayLike<unknown> = result.type === 'samples' ? result.samples : result.values
  return Array.from(values, (value, n) => ({
    series: result.series,
    index: result.index + n,
    value: typeof value === 'number' ? value : JSON.stringify(value),
  }))
}
