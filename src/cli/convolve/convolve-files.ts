import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { ConvolveJob } from './convolve-file.js'
import type { FileFunctions } from './file-thread.js'
import { DataError } from '../terminal/errors.js'
import { type Io, isClosedPipe, say, writeOut } from '../terminal/io.js'
import { readKernel } from './kernel.js'
import { outputNames, soundOrSeriesName } from '../outputs/output-names.js'
import { requireOther } from '../outputs/require-other.js'
import { showProgress } from '../terminal/progress.js'
import { Thread } from '../../parallel/threads/thread.js'
import { asFileError } from '../../node/file-error.js'
import { placeFile } from '../../node/place-file.js'
import { unfinished } from '../../node/unfinished.js'
import { shown } from '../../shown.js'

/** What to do with each file. */
export type FilesJob = Omit<ConvolveJob, 'input' | 'output' | 'jobs'>

/** The settings that all files share. */
export interface BatchOptions {
  readonly outputDir: string
  /** The number of files at a time. Default: one per core. */
  readonly jobs: number | undefined
  /** Whether to print a line of JSON to stdout for each file, when it is done or has failed. */
  readonly isJson: boolean
}

/**
 * Convolves files in threads. One that fails does not stop the others. Outputs have the names of their inputs, and get their
 * places one by one, when they are whole.
 *
 * @throws UsageError if two outputs would have the same name, or one is an input or the kernel; what `readKernel` throws; DataError
 *   at the end, if some failed
 */
export async function convolveFiles(
  inputs: readonly string[],
  job: FilesJob,
  { outputDir, jobs = availableParallelism(), isJson }: BatchOptions,
  io: Io,
): Promise<void> {
  const names = outputNames(inputs, soundOrSeriesName)
  for (const name of names) await requireOther(join(outputDir, name), [...inputs, job.kernel])
  // An error in the kernel concerns all files.
  await readKernel(job.kernel, io, { strict: job.strict })
  await mkdir(outputDir, { recursive: true }).catch(asFileError(outputDir))
  // Whatever happens, only this folder must be removed.
  const workplace = join(outputDir, `.tapline-${randomBytes(4).toString('hex')}.part`)
  const finish = unfinished(workplace)
  await mkdir(workplace).catch(asFileError(workplace))
  const threads = startThreads(Math.min(jobs, inputs.length))
  const progress = await showProgress(`${inputs.length} files`, inputs.length, io)
  let incomplete = 0
  const convolveOne = async (
    thread: Thread<FileFunctions>,
    input: string,
    name: string,
  ): Promise<boolean> => {
    const [written, output] = [workplace, outputDir].map((place) => join(place, name))
    const result = await thread.call('convolveApart', { ...job, input, output: written, jobs: 1 })
    const { failure: error, isIncomplete, notes } = result
    if (isIncomplete) incomplete++
    if (error === undefined) await placeFile(written, output)
    const told = io.isQuiet === true ? '' : notes
    progress.say(error === undefined ? told : `${told}tapline: ${shown(error, Infinity)}\n`)
    progress.add(1)
    if (isJson) await tell({ input, output, error }, io)
    return error === undefined
  }
  let done = 0
  // The threads share it: each takes the next file when it is done with one.
  const rest = inputs.entries()
  const convolveRest = async (thread: Thread<FileFunctions>): Promise<void> => {
    for (const [i, input] of rest) if (await convolveOne(thread, input, names[i])) done++
  }
  try {
    const work = threads.map(convolveRest)
    // A mistake of ours in one thread does not stop the others.
    await Promise.allSettled(work)
    await Promise.all(work)
    progress.stop()
    summarize({ done, incomplete, all: inputs.length }, outputDir, io)
  } finally {
    progress.stop()
    await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()))
    await rm(workplace, { recursive: true, force: true })
    finish()
  }
}

/** Files are written even if stdout is closed. */
async function tell(result: object, io: Io): Promise<void> {
  await writeOut(io, `${JSON.stringify(result)}\n`).catch((error: unknown) => {
    if (!isClosedPipe(error)) throw error
  })
}

function startThreads(count: number): Thread<FileFunctions>[] {
  return Array.from({ length: count }, () => new Thread(new URL('./file-thread.js', import.meta.url)))
}

interface Summary {
  readonly done: number
  /** The number of those with truncated inputs. */
  readonly incomplete: number
  readonly all: number
}

function summarize({ done, incomplete, all }: Summary, outputDir: string, io: Io): void {
  const count = `${done} of ${all} ${all === 1 ? 'file' : 'files'}`
  if (done < all) throw new DataError(`${count} convolved, ${all - done} failed: see above`)
  if (incomplete > 0) throw new DataError(`${count} convolved, ${incomplete} of them in part: see above`)
  say(io, `tapline: ${count} convolved, in ${outputDir}`)
}
