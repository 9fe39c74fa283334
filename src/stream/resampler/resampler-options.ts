import { type Edges, requireEdges } from '../../convolution/edges.js'
import { STOPBANDS, type StopbandDb } from '../../filter/resampling-filter.js'
import { describe } from '../../describe.js'
import {
  type OptionNames,
  readOptions,
  requireCount,
  requireNumber,
  requirePrecision,
  withNames,
} from '../../require.js'
import type { Precision } from '../../samples.js'

/** Two sample rates. */
export interface Rates {
  /** The sample rate of the input, in Hz. */
  readonly fromRate: number
  /** The sample rate of the results, in Hz. */
  readonly toRate: number
}

/** The options of `resample`. */
export interface ResampleOptions extends Rates {
  /**
   * How far aliases and images lie below the signal, in decibels: 80, 100 or 120. Default 120. The cost rises with it: about 120, 152
   * or 184 multiplications per output.
   */
  readonly stopbandDb?: StopbandDb
  /** What lies beyond the ends of the signal. Default 'zero'. */
  readonly edges?: Edges
}

/** The options of `Resampler`. */
export interface ResamplerOptions<
  P extends Precision = Precision,
  Count extends number | undefined = number | undefined,
> extends ResampleOptions {
  /** The arithmetic, and the type of results. Default 'float32'. */
  readonly precision?: P
  /** The number of channels, at most 1024: chunks are then lists of one array per channel. Default: chunks are arrays, of one channel. */
  readonly channelCount?: Count
}

export const RESAMPLE_OPTIONS: OptionNames<ResampleOptions> = {
  fromRate: true,
  toRate: true,
  stopbandDb: true,
  edges: true,
}

export const RESAMPLER_OPTIONS: OptionNames<ResamplerOptions> = /* @__PURE__ */ withNames(RESAMPLE_OPTIONS, {
  precision: true,
  channelCount: true,
})

const GREATEST_CHANNEL_COUNT = 1024

/** Reads the options of `resample`, but does not check the rates. */
export function readResampleOptions(options: ResampleOptions): Required<ResampleOptions> {
  const { stopbandDb = 120, edges = 'zero', ...rates } = readOptions(options, RESAMPLE_OPTIONS)
  requireStopband(stopbandDb)
  requireEdges(edges)
  return { ...rates, stopbandDb, edges }
}

/** Reads the options of `Resampler`, but does not check the rates. */
export function readResamplerOptions(
  options: ResamplerOptions,
): Required<Omit<ResamplerOptions, 'channelCount'>> & { readonly channelCount: number | undefined } {
  const {
    stopbandDb = 120,
    edges = 'zero',
    precision = 'float32',
    channelCount,
    ...rates
  } = readOptions(options, RESAMPLER_OPTIONS)
  requireStopband(stopbandDb)
  requireEdges(edges)
  requirePrecision(precision)
  if (channelCount !== undefined) requireCount(channelCount, 1, 'channelCount', GREATEST_CHANNEL_COUNT)
  return { ...rates, stopbandDb, edges, precision, channelCount }
}

function requireStopband(stopbandDb: StopbandDb): void {
  requireNumber(stopbandDb, 'stopbandDb')
  if (STOPBANDS.includes(stopbandDb)) return
  throw new RangeError(`stopbandDb must be 80, 100 or 120, got ${describe(stopbandDb)}`)
}
