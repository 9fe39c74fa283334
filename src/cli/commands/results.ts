import { type Command, Option } from 'commander'
import { resultBatches } from '../../distributed/result-batches.js'
import type { ResultBatch } from '../../nats/index.js'
import { hertz, wholeNumber } from '../inputs/quantities.js'
import { folderOf } from '../job/folder-of.js'
import { FolderReader } from '../job/folder-reader.js'
import { openPrinter, RESULT_FORMATS, type ResultPrinter, type ResultsForm } from '../job/print-results.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import type { Io } from '../terminal/io.js'

interface ResultsFlags extends ServerOptions, ResultsForm {
  readonly folder?: string
  readonly follow?: boolean
  readonly live?: boolean
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
        new Option(
          '--format <name>',
          'ndjson: one line per run of results; csv: one line per sample; wav: the samples of one series',
        )
          .choices([...RESULT_FORMATS])
          .default('ndjson'),
      )
      .addOption(new Option('--rate <hz>', 'wav: sample rate').argParser(hertz))
      .option('-o, --output <file>', 'wav: file to write (default: stdout)')
      .option('--folder <folder>', 'read the results of tapline worker --folder, without a server'),
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
  tapline results sounds --series attic --format wav --rate 48000 -o attic.wav
  tapline results sounds --follow | jq -c 'select(.values)'`

async function results(job: string, flags: ResultsFlags, io: Io): Promise<void> {
  const printer = await openPrinter(flags, io)
  const { follow = false, live = false, folder } = flags
  const from = live ? 'live' : 'start'
  if (folder === undefined) {
    await withServer(flags, io, ({ connection, nats }) =>
      printAll(nats.readResults(connection, job, { from, follow }), printer),
    )
    return
  }
  const log = await FolderReader.open(folderOf(folder, job))
  try {
    const { signal } = new AbortController()
    await printAll(resultBatches(log, 0, { from, follow, signal }), printer)
  } finally {
    await log.close()
  }
}

async function printAll(batches: AsyncIterable<ResultBatch>, printer: ResultPrinter): Promise<void> {
  try {
    for await (const batch of batches) if (!(await printer.print(batch))) break
  } catch (error) {
    await printer.abort()
    throw error
  }
  await printer.close()
}
