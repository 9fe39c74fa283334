import { MemoryPartition } from '../../distributed/memory-partition.js'
import type { Recipe } from '../../distributed/partition-work.js'
import type { ResultBatch } from '../../distributed/result-batches.js'
import type { Progress } from '../../distributed/work-partition.js'
import type { FedChunk } from '../../nats/add-chunks.js'
import { openInput } from '../inputs/open-input.js'
import { type Io, say } from '../terminal/io.js'
import { fedChunks } from './fed-chunks.js'
import { folderOf } from './folder-of.js'
import { FolderPartition } from './folder-partition.js'
import { openPrinter } from './print-results.js'
import { runLocally } from './run-locally.js'

/** The options of a job without a server. */
export interface LocalFlags {
  readonly folder?: string
  readonly feed?: readonly string[]
}

/**
 * Runs a job in this process: in memory, with its results on stdout, or in a folder.
 *
 * @throws DataError if another process uses the folder, or it holds results of another processor; FileError, InputError.
 */
export async function workLocally(
  job: string,
  recipe: Recipe,
  { folder, feed }: LocalFlags,
  io: Io,
): Promise<void> {
  if (folder === undefined) {
    const printer = await openPrinter({ format: 'ndjson' }, io)
    const onBatch = async (batch: ResultBatch): Promise<void> => {
      await printer.print(batch)
    }
    const log = new MemoryPartition()
    await runLocally({ log, recipe, chunks: chunksOf(feed ?? ['-'], io), onBatch })
    return
  }
  const log = await FolderPartition.open(folderOf(folder, job))
  let count = 0
  const onCommit = ({ results }: Progress): void => void (count += results)
  try {
    await runLocally({ log, recipe, chunks: chunksOf(feed ?? [], io), onCommit })
  } finally {
    await log.close()
  }
  say(io, `${count} runs of results are stored`)
}

async function* chunksOf(files: readonly string[], io: Io): AsyncGenerator<FedChunk, void, undefined> {
  for (const file of files) yield* fedChunks(await openInput(file, {}, io), undefined)
}
