import type { ImpulseResponse } from '../../audio/impulse-response.js'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import type { Samples } from '../../samples.js'
import type { InputOptions } from '../inputs/input-options.js'
import type { AudioInput, Input, SeriesInput } from '../inputs/input.js'
import { openInput } from '../inputs/open-input.js'
import { requireRate } from '../inputs/require-rate.js'
import { requireOther } from '../outputs/require-other.js'
import { DataError, UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import { type Kernel, type KernelOptions, readKernel, requireKernelLength, responseFor } from './kernel.js'
import { type Mix, mixed } from './mix.js'
import type { ConvolveElsewhere } from './render.js'
import { requireFewChannels } from './require-few-channels.js'
import { writeSeries } from './write-series.js'
import { writeSound } from './write-sound.js'

/** A file to convolve. It can be posted to a worker. */
export interface ConvolveJob extends InputOptions, KernelOptions {
  /** The input's path; undefined and `-` are stdin. */
  readonly input: string | undefined
  readonly kernel: string
  /** The output's path; undefined and `-` are stdout. */
  readonly output: string | undefined
  readonly outputFormat?: PcmFormat
  /** Whether to write the tail after the end of the input as well. */
  readonly tail: boolean
  /** The level of the input in the mix. Default: 0. */
  readonly dry?: number
  /** The level of the convolved signal in the mix. Default: 1. */
  readonly wet?: number
  /** The delay of the convolved signal, in milliseconds. Default: 0. */
  readonly preDelay?: number
  /** Whether dither is added before samples are rounded to integers. */
  readonly dither?: boolean
  /** Threads among which the channels of a sound file are shared. Default: 1. */
  readonly jobs?: number
}

/**
 * Convolves a file or stdin with the kernel, and writes the result while it is computed.
 *
 * @param elsewhere Who convolves in place of this process.
 * @throws UsageError, DataError, FileError, InputError; no output is left behind then
 */
export async function convolveFile(job: ConvolveJob, io: Io, elsewhere?: ConvolveElsewhere): Promise<void> {
  if (job.input !== undefined) await requireOther(job.output, [job.input, job.kernel])
  const kernel = await readKernel(job.kernel, io, { strict: job.strict })
  const input = await openInput(job.input, job, io)
  requireJobsFit(input, job)
  if (input.kind === 'series') await convolveSeries(input, kernel, { ...job, elsewhere }, io)
  else await convolveSound(input, kernel, { ...job, elsewhere }, io)
}

/** Pipes need their outputs at once, and a series is short: threads would only add delay. */
function requireJobsFit({ name, kind, isLive }: Input, { jobs = 1 }: ConvolveJob): void {
  if (jobs === 1 || (kind === 'audio' && !isLive)) return
  throw new UsageError(
    `--jobs does not apply to ${name}: it is for several inputs, or the channels of a sound file; leave it out`,
  )
}

/** A job, and who convolves. */
interface Convolving extends ConvolveJob {
  readonly elsewhere: ConvolveElsewhere | undefined
}

async function convolveSound(input: AudioInput, kernel: Kernel, job: Convolving, io: Io): Promise<void> {
  const { mix, response } = mixFor(kernel, input, job)
  const kernels = mixed(kernelsFor(response, kernel, input.channels), mix)
  const format = job.outputFormat ?? job.format
  const { output: path, jobs, gain, dither, elsewhere } = job
  const how = { jobs, gain, dither, elsewhere }
  await writeSound(input, { path, format, kernels, ...rangeOf(response, mix, job), ...how }, io)
}

/** Each column with the kernel's column at the same position, or all with its only one. */
async function convolveSeries(input: SeriesInput, kernel: Kernel, job: Convolving, io: Io): Promise<void> {
  if (job.dither === true)
    throw new UsageError(`--dither is for sound, and ${input.name} is a series: leave it out`)
  const { mix, response } = mixFor(kernel, input, job)
  const settings = { path: job.output, ...rangeOf(response, mix, job), elsewhere: job.elsewhere }
  const kernelsOf = (count: number) => mixed(kernelsFor(response, kernel, count), mix)
  await writeSeries(input, settings, kernelsOf, io)
}

/** The response, and the mix. */
function mixFor(kernel: Kernel, input: Input, job: ConvolveJob): { response: ImpulseResponse; mix: Mix } {
  const response = responseFor(kernel, input, job)
  const { dry = 0, wet = 1, preDelay = 0, gain } = job
  const delay = preDelay > 0 ? Math.round((preDelay * delayRate(input, kernel)) / 1000) : 0
  requireKernelLength(response.length + delay)
  // The response includes the gain.
  return { response, mix: { dry: gain * dry, wet, delay, shift: response.shift } }
}

function delayRate({ name, sampleRate }: Input, kernel: Kernel): number {
  return requireRate({ name, sampleRate: sampleRate ?? kernel.sampleRate }, 'pass --rate for --pre-delay')
}

/** A response that is converted to another rate begins a little earlier, by `shift`. The outputs before 0 are skipped. */
function rangeOf(
  response: ImpulseResponse,
  { delay, shift }: Mix,
  { tail }: ConvolveJob,
): { skip: number; extra: number } {
  const length = Math.max(response.length + delay, shift + 1)
  return { skip: shift, extra: tail ? length - 1 - shift : 0 }
}

function kernelsFor(response: ImpulseResponse, { name }: Kernel, channels: number): (Samples | null)[][] {
  requireFewChannels(channels)
  try {
    return response.kernels(channels) as (Samples | null)[][]
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const remedy = channels > 2 ? 'pass a response of one channel' : 'pass one of 1, 2 or 4 channels'
    throw new DataError(
      `${name} has ${response.channels.length} channels, which does not fit an input of ${channels}: ${remedy}`,
      { cause: error },
    )
  }
}
