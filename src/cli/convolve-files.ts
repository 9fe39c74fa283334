import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, extname, join } from 'node:path'
import type { ConvolveJob } from './convolve-file.js'
import type { WorkerResult } from './convolve-worker.js'
import { DataError, UsageError } from './errors.js'
import { rawFormatOf } from './inputs/open-raw.js'
import { type Io, say } from './io.js'
import { unfinished } from './outputs/unfinished.js'
import { asFileError } from '../node/file-error.js'

/** What is the same for all files. */
export interface BatchOptions {
  readonly outputDir: string
  /** Files at a time. Default: one a core. */
  readonly jobs: number | undefined
}

/**
 * Convolves files in worker threads. One that fails does not stop the others. Outputs have the names of their inputs, and get their
 * places one by one, when they are whole.
 *
 * @throws UsageError if two outputs would have one name; DataError at the end, if some failed
 */
export async function convolveFiles(
  inputs: readonly string[],
  job: Omit<ConvolveJob, 'input' | 'output'>,
  { outputDir, jobs = availableParallelism() }: BatchOptions,
  io: Io,
): Promise<void> {
  const names = outputNames(inputs)
  await mkdir(outputDir, { recursive: true }).catch(asFileError(outputDir))
  // Whatever happens, only this folder is to be removed.
  const workplace = join(outputDir, `.tapline-${randomBytes(4).toString('hex')}.part`)
  const finish = unfinished(workplace)
  await mkdir(workplace).catch(asFileError(workplace))
  const threads = Math.min(jobs, inputs.length)
  const { Piscina } = await import('piscina')
  const pool = new Piscina<ConvolveJob, WorkerResult>({
    filename: new URL('./convolve-worker.js', import.meta.url).href,
    name: 'convolveInWorker',
    minThreads: threads,
    maxThreads: threads,
  })
  const convolveOne = async (input: string, i: number): Promise<boolean> => {
    const written = join(workplace, names[i])
    const { failure, notes } = await pool.run({ ...job, input, output: written })
    if (notes !== '') io.stderr.write(notes)
    if (failure === undefined) await rename(written, join(outputDir, names[i])).catch(asFileError(outputDir))
    else say(io, `tapline: ${failure}`)
    return failure === undefined
  }
  try {
    const results = await Promise.all(inputs.map(convolveOne))
    summarise(results.filter(Boolean).length, inputs.length, outputDir, io)
  } finally {
    await pool.destroy()
    await rm(workplace, { recursive: true, force: true })
    finish()
  }
}

function summarise(done: number, all: number, outputDir: string, io: Io): void {
  const count = `${done} of ${all} ${all === 1 ? 'file' : 'files'}`
  if (done < all) throw new DataError(`${count} convolved, ${all - done} failed: see above`)
  say(io, `tapline: ${count} convolved, in ${outputDir}`)
}

/** The names of the inputs; with .wav for their extension, where they are coded. */
function outputNames(inputs: readonly string[]): string[] {
  const names = inputs.map((input) => {
    const extension = extname(input)
    const isKept =
      /^\.(?:csv|tsv|ndjson|jsonl|wave?)$/i.test(extension) || rawFormatOf(extension.toLowerCase())
    return isKept ? basename(input) : `${basename(input, extension)}.wav`
  })
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return names
  throw new UsageError(`two inputs would both be written to ${twice}: convolve them into different folders`)
}
