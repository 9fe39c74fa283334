import type { Command } from 'commander'
import type { FedChunk } from '../../nats/index.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { openInput } from '../inputs/open-input.js'
import { fedChunks } from '../job/fed-chunks.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import { type Io, say } from '../terminal/io.js'

interface FeedFlags extends InputOptions, ServerOptions {
  readonly series?: string
}

/** `tapline feed JOB [IN...]` */
export function configure(command: Command, io: Io): void {
  const configured = command
    .argument('<job>', 'name of the job')
    .argument('[in...]', 'sound or tables; - or nothing is stdin')
    .option('--series <name>', "what the names of the series begin with (default: the file's name)")
  addServerOption(addUntimedInputOptions(configured))
    .addHelpText('after', HELP)
    .action((job: string, files: string[], flags: FeedFlags) => feed(job, files, flags, io))
}

const HELP = `
Each column of a table, or each channel of a sound, is a series: FILE:COLUMN, or FILE if there is only one. It ends where
the file ends. Samples that were fed before are skipped, so you can repeat a feed that was interrupted.
${SERVER_HELP}

Examples:
  tapline feed sensors monday.csv tuesday.csv
  arecord -q -f S16_LE -r 48000 | tapline feed sounds - --series attic`

async function feed(job: string, files: readonly string[], flags: FeedFlags, io: Io): Promise<void> {
  const { chunks, samples } = await withServer(flags, io, ({ connection, nats }) =>
    nats.feed(connection, job, allChunks(files.length === 0 ? ['-'] : files, flags, io)),
  )
  say(io, `${samples} samples in ${chunks} chunks are stored`)
}

async function* allChunks(
  files: readonly string[],
  flags: FeedFlags,
  io: Io,
): AsyncGenerator<FedChunk, void, undefined> {
  for (const file of files) yield* fedChunks(await openInput(file, flags, io), flags.series)
}
