import type { PcmFormat } from '../format/pcm-format.js'
import type { Samples } from '../samples.js'
import type { ImpulseResponse } from '../audio/impulse-response.js'
import { DataError, UsageError } from './errors.js'
import type { AudioInput, Input, SeriesInput } from './inputs/input.js'
import type { InputOptions } from './inputs/input-options.js'
import { openInput } from './inputs/open-input.js'
import type { Io } from './io.js'
import { type Kernel, type KernelOptions, readKernel, responseFor } from './kernel.js'
import { writeSeries } from './outputs/write-series.js'
import { writeSound } from './outputs/write-sound.js'
import { requireFewChannels } from './require-few-channels.js'
import { requireOther } from './outputs/require-other.js'

/** A file to be convolved. It can be handed to a worker. */
export interface ConvolveJob extends InputOptions, KernelOptions {
  /** The input's path; undefined and `-` are stdin. */
  readonly input: string | undefined
  readonly kernel: string
  /** The output's path; undefined and `-` are stdout. */
  readonly output: string | undefined
  readonly outputFormat?: PcmFormat
  /** Whether what rings on when the input ends is written, too. */
  readonly tail: boolean
  /** Threads among which the channels of a sound file are shared. Default: 1. */
  readonly jobs?: number
}

/**
 * Convolves a file, or what comes from stdin, with the kernel, and writes it while it is computed.
 *
 * @throws UsageError, DataError, FileError, InputError; no output is left then
 */
export async function convolveFile(job: ConvolveJob, io: Io): Promise<void> {
  if (job.input !== undefined) await requireOther(job.output, [job.input, job.kernel])
  const kernel = await readKernel(job.kernel, io)
  const input = await openInput(job.input, job, io)
  requireJobsFit(input, job)
  if (input.kind === 'series') await convolveSeries(input, kernel, job, io)
  else await convolveSound(input, kernel, job, io)
}

/** What comes through a pipe is given at once, and a series is short: threads would only be late. */
function requireJobsFit({ name, kind, isLive }: Input, { jobs = 1 }: ConvolveJob): void {
  if (jobs === 1 || (kind === 'audio' && !isLive)) return
  throw new UsageError(
    `--jobs does not go with ${name}: it is for several inputs, or the channels of a sound file; leave it out`,
  )
}

async function convolveSound(input: AudioInput, kernel: Kernel, job: ConvolveJob, io: Io): Promise<void> {
  const response = responseFor(kernel, input, job)
  const kernels = kernelsFor(response, kernel, input.channels)
  const format = job.outputFormat ?? job.format
  const { output: path, jobs, gain } = job
  await writeSound(input, { path, format, kernels, ...rangeOf(response, job), jobs, gain }, io)
}

/** Each column by the kernel's column of the same place, or all by its only one. */
async function convolveSeries(input: SeriesInput, kernel: Kernel, job: ConvolveJob, io: Io): Promise<void> {
  const response = responseFor(kernel, input, job)
  const settings = { path: job.output, ...rangeOf(response, job) }
  await writeSeries(input, settings, (columnCount) => kernelsFor(response, kernel, columnCount), io)
}

/** A response of another rate begins a little earlier when it is converted: what it is late by then is left out. */
function rangeOf({ length, shift }: ImpulseResponse, { tail }: ConvolveJob): { skip: number; extra: number } {
  return { skip: shift, extra: tail ? length - 1 - shift : 0 }
}

function kernelsFor(response: ImpulseResponse, { name }: Kernel, channels: number): (Samples | null)[][] {
  requireFewChannels(channels)
  try {
    return response.kernels(channels) as (Samples | null)[][]
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const remedy = channels > 2 ? 'give a response of one channel' : 'give one of 1, 2 or 4 channels'
    throw new DataError(
      `${name} has ${response.channels.length} channels, which do not fit an input of ${channels}: ${remedy}`,
      { cause: error },
    )
  }
}
