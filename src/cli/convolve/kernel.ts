import type { ImpulseResponse } from '../../audio/impulse-response.js'
import type { Normalization } from '../../audio/normalization.js'
import { prepareImpulseResponse } from '../../audio/prepare-impulse-response.js'
import { joined, type Samples } from '../../samples.js'
import type { InputOptions } from '../inputs/input-options.js'
import { openInput } from '../inputs/open-input.js'
import { DataError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'

/** The contents of a kernel file. */
export interface Kernel {
  /** For messages: its path. */
  readonly name: string
  /** The sample rate in Hz; undefined for a table of taps. */
  readonly sampleRate: number | undefined
  /** One array per channel or column. */
  readonly channels: readonly Samples[]
}

/** How to prepare it. */
export interface KernelOptions {
  readonly normalize: Normalization
  /** Whether a kernel of another rate is converted. Otherwise it is an error. */
  readonly resample: boolean
  /** The factor by which it is multiplied. */
  readonly gain: number
}

/** The greatest number of taps. */
const MOST_TAPS = 2 ** 21

/** @throws DataError if there are more taps than a kernel can have */
export function requireKernelLength(length: number): void {
  if (length <= MOST_TAPS) return
  throw new DataError(
    `response and delay must have at most ${MOST_TAPS} samples together, got ${length}: use a shorter delay`,
  )
}

/**
 * Reads a kernel: a sound file, or taps as columns of a CSV or NDJSON file.
 *
 * @throws as `openInput`; DataError if it is empty or too long
 */
export async function readKernel(
  path: string | undefined,
  io: Io,
  options: InputOptions = {},
): Promise<Kernel> {
  const input = await openInput(path, options, io)
  const parts: (readonly Samples[])[] = []
  let length = 0
  for await (const chunk of input.chunks) {
    const part = Array.isArray(chunk) ? chunk : chunk.columns
    parts.push(part)
    length += part[0].length
    if (length > MOST_TAPS)
      throw new DataError(
        `${input.name} must have at most ${MOST_TAPS} samples, got more: use a shorter response`,
      )
  }
  if (length === 0)
    throw new DataError(
      `${input.name} must have at least one sample, got none: pass another impulse response`,
    )
  const channels = parts[0].map((_, i) => joined(parts.map((part) => part[i])))
  return { name: input.name, sampleRate: input.sampleRate, channels }
}

/**
 * The kernel for an input of that sample rate.
 *
 * @throws DataError if it has another rate, or cannot be used
 */
export function responseFor(
  { name, sampleRate: kernelRate, channels }: Kernel,
  input: { readonly name: string; readonly sampleRate: number | undefined },
  { normalize, resample, gain }: KernelOptions,
): ImpulseResponse {
  const rate = input.sampleRate ?? kernelRate ?? 1
  const sampleRate = kernelRate ?? rate
  if (sampleRate !== rate && !resample) {
    throw new DataError(
      `${name} is sampled at ${sampleRate} Hz, but ${input.name} at ${rate} Hz: pass --resample to convert the response`,
    )
  }
  try {
    const options = { sampleRate: rate, resample, normalize }
    const response = prepareImpulseResponse({ channels, sampleRate }, options)
    if (gain === 1) return response
    for (const channel of response.channels) for (let n = 0; n < channel.length; n++) channel[n] *= gain
    return response
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new DataError(`${name}: ${error.message}`, { cause: error })
  }
}
