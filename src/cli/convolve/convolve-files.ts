import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Piscina } from 'piscina'
import type { ConvolveJob } from './convolve-file.js'
import type { WorkerResult } from './convolve-worker.js'
import { DataError } from '../terminal/errors.js'
import { type Io, isClosedPipe, say, writeOut } from '../terminal/io.js'
import { readKernel } from './kernel.js'
import { outputNames, soundOrSeriesName } from '../outputs/output-names.js'
import { requireOther } from '../outputs/require-other.js'
import { showProgress } from '../terminal/progress.js'
import { asFileError } from '../../node/file-error.js'
import { placeFile } from '../../node/place-file.js'
import { unfinished } from '../../node/unfinished.js'
import { shown } from '../../shown.js'

/** What is to be done with each file. */
export type FilesJob = Omit<ConvolveJob, 'input' | 'output' | 'jobs'>

/** What is the same for all files. */
export interface BatchOptions {
  readonly outputDir: string
  /** Files at a time. Default: one a core. */
  readonly jobs: number | undefined
  /** Whether stdout gets a line of JSON for each file, when it is done or has failed. */
  readonly isJson: boolean
}

/**
 * Convolves files in worker threads. One that fails does not stop the others. Outputs have the names of their inputs, and get their
 * places one by one, when they are whole.
 *
 * @throws UsageError if two outputs would have one name, or one is an input or the kernel; what `readKernel` throws; DataError at the
 *   end, if some failed
 */
export async function convolveFiles(
  inputs: readonly string[],
  job: FilesJob,
  { outputDir, jobs = availableParallelism(), isJson }: BatchOptions,
  io: Io,
): Promise<void> {
  const names = outputNames(inputs, soundOrSeriesName)
  for (const name of names) await requireOther(join(outputDir, name), [...inputs, job.kernel])
  // What is wrong with the kernel is wrong with all files.
  await readKernel(job.kernel, io, { strict: job.strict })
  await mkdir(outputDir, { recursive: true }).catch(asFileError(outputDir))
  // Whatever happens, only this folder is to be removed.
  const workplace = join(outputDir, `.tapline-${randomBytes(4).toString('hex')}.part`)
  const finish = unfinished(workplace)
  await mkdir(workplace).catch(asFileError(workplace))
  const pool = await startPool(Math.min(jobs, inputs.length))
  const progress = await showProgress(`${inputs.length} files`, inputs.length, io)
  let incomplete = 0
  const convolveOne = async (input: string, i: number): Promise<boolean> => {
    const [written, output] = [workplace, outputDir].map((place) => join(place, names[i]))
    const {
      failure: error,
      isIncomplete,
      notes,
    } = await pool.run({ ...job, input, output: written, jobs: 1 })
    if (isIncomplete) incomplete++
    if (error === undefined) await placeFile(written, output)
    const told = io.isQuiet === true ? '' : notes
    progress.say(error === undefined ? told : `${told}tapline: ${shown(error, Infinity)}\n`)
    progress.add(1)
    if (isJson) await tell({ input, output, error }, io)
    return error === undefined
  }
  try {
    const tasks = inputs.map(convolveOne)
    // A pool must not be destroyed while its threads are at work: their answers would come to nobody, which is an error event.
    await Promise.allSettled(tasks)
    const results = await Promise.all(tasks)
    progress.stop()
    summarise({ done: results.filter(Boolean).length, incomplete, all: inputs.length }, outputDir, io)
  } finally {
    progress.stop()
    await pool.destroy()
    await rm(workplace, { recursive: true, force: true })
    finish()
  }
}

/** The files are wanted even if nobody reads of them any more. */
async function tell(result: object, io: Io): Promise<void> {
  await writeOut(io, `${JSON.stringify(result)}\n`).catch((error: unknown) => {
    if (!isClosedPipe(error)) throw error
  })
}

async function startPool(threads: number): Promise<Piscina<ConvolveJob, WorkerResult>> {
  const { Piscina } = await import('piscina')
  return new Piscina({
    filename: new URL('./convolve-worker.js', import.meta.url).href,
    name: 'convolveInWorker',
    minThreads: threads,
    maxThreads: threads,
  })
}

interface Summary {
  readonly done: number
  /** How many of those had inputs that are cut short. */
  readonly incomplete: number
  readonly all: number
}

function summarise({ done, incomplete, all }: Summary, outputDir: string, io: Io): void {
  const count = `${done} of ${all} ${all === 1 ? 'file' : 'files'}`
  if (done < all) throw new DataError(`${count} convolved, ${all - done} failed: see above`)
  if (incomplete > 0) throw new DataError(`${count} convolved, ${incomplete} of them in part: see above`)
  say(io, `tapline: ${count} convolved, in ${outputDir}`)
}
