import type { Command } from 'commander'
import type { Fed, FedChunk } from '../../nats/index.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { openInput } from '../inputs/open-input.js'
import { fedChunks } from '../job/fed-chunks.js'
import { feedLog } from '../job/feed-log.js'
import { folderOf } from '../job/folder-of.js'
import { FolderPartition } from '../job/folder-partition.js'
import { addServerOption, SERVER_HELP, type ServerOptions, withServer } from '../job/server.js'
import { type Io, say } from '../terminal/io.js'

interface FeedFlags extends InputOptions, ServerOptions {
  readonly series?: string
  readonly folder?: string
}

/** `tapline feed JOB [IN...]` */
export function configure(command: Command, io: Io): void {
  const configured = command
    .argument('<job>', 'name of the job')
    .argument('[in...]', 'sound or tables; - or nothing is stdin')
    .option('--series <name>', "prefix of the names of the series (default: the file's name)")
    .option('--folder <folder>', 'feed a job in this folder, without a server: see tapline worker --folder')
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
  const source = allChunks(files.length === 0 ? ['-'] : files, flags, io)
  const { chunks, samples } =
    flags.folder === undefined
      ? await withServer(flags, io, ({ connection, nats }) => nats.feed(connection, job, source))
      : await feedFolder(folderOf(flags.folder, job), source)
  say(io, `${samples} samples in ${chunks} chunks are stored`)
}

async function feedFolder(folder: string, source: AsyncIterable<FedChunk>): Promise<Fed> {
  const log = await FolderPartition.open(folder)
  try {
    return await feedLog(log, source)
  } finally {
    await log.close()
  }
}

async function* allChunks(
  files: readonly string[],
  flags: FeedFlags,
  io: Io,
): AsyncGenerator<FedChunk, void, undefined> {
  for (const file of files) yield* fedChunks(await openInput(file, flags, io), flags.series)
}
