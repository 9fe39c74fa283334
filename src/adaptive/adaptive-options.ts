import {
  type OptionNames,
  readOptions,
  requireCount,
  requireInRange,
  requireNumber,
  requireOneOf,
  requirePositive,
  requirePrecision,
} from '../require.js'
import type { Precision } from '../samples.js'

/** How a kernel is learned. */
export type AdaptiveMethod = 'nlms' | 'frequency'

/** The options of `AdaptiveConvolver`. */
export interface AdaptiveConvolverOptions {
  /** The number of taps to learn, at most 2²⁰. */
  readonly length: number
  /**
   * 'nlms': a step for each sample. 'frequency': steps for each block, where each frequency has a step size of its own. 'auto'
   * (default): 'nlms' below 256 taps, else 'frequency'.
   */
  readonly method?: AdaptiveMethod | 'auto'
  /** For 'nlms': the fraction of the error that a step corrects, more than 0 and less than 2. Default 0.5. */
  readonly step?: number
  /**
   * For 'frequency': the norm of the kernel, ‖kernel‖₂, as a guess that may be wrong by some 10 dB. Default 1: the desired signal
   * is about as loud as the reference.
   */
  readonly gain?: number
  /** The arithmetic, and the type of results. Default 'float32'. */
  readonly precision?: Precision
  /** How many samples one signal may be ahead of the other. They are held until the other comes. Default 131,072. */
  readonly maxAhead?: number
  /**
   * What happens when one signal is further ahead because the other stalls. 'error' (default): `process` throws, and takes
   * nothing. 'gap': the oldest missing samples of the other signal count as NaN, and are dropped if they come after all.
   */
  readonly overflow?: 'error' | 'gap'
}

/** The names of `AdaptiveConvolverOptions`. */
export const ADAPTIVE_CONVOLVER_OPTIONS: OptionNames<AdaptiveConvolverOptions> = {
  length: true,
  method: true,
  step: true,
  gain: true,
  precision: true,
  maxAhead: true,
  overflow: true,
}

/** The options, checked and complete. `step` and `gain` are those of the method, or 0 for the other one. */
export interface AdaptiveSettings extends Required<AdaptiveConvolverOptions> {
  readonly method: AdaptiveMethod
}

const GREATEST_LENGTH = 2 ** 20
/** With at least this many taps, steps in the frequency domain cost less, and converge faster for colored signals. */
const LEAST_IN_FREQUENCY = 256
const MAX_AHEAD = 2 ** 17

/** @throws TypeError, RangeError if an option is invalid. `maxAhead` and `overflow` are not checked here. */
export function readAdaptiveOptions(options: AdaptiveConvolverOptions): AdaptiveSettings {
  const read = readOptions(options, ADAPTIVE_CONVOLVER_OPTIONS)
  const { length, method: wanted = 'auto', precision = 'float32' } = read
  const { maxAhead = MAX_AHEAD, overflow = 'error' } = read
  requireCount(length, 1, 'length', GREATEST_LENGTH)
  requireOneOf(wanted, ['auto', 'nlms', 'frequency'], 'method')
  requirePrecision(precision)
  const method = wanted !== 'auto' ? wanted : length < LEAST_IN_FREQUENCY ? 'nlms' : 'frequency'
  return { length, method, precision, maxAhead, overflow, ...stepsOf(read, method) }
}

function stepsOf(
  { step, gain, length }: AdaptiveConvolverOptions,
  method: AdaptiveMethod,
): { readonly step: number; readonly gain: number } {
  const foreign = method === 'nlms' ? gain : step
  if (foreign !== undefined) {
    const [name, other] = method === 'nlms' ? ['gain', 'frequency'] : ['step', 'nlms']
    throw new RangeError(
      `${name} must be left out where ${length} taps are learned by '${method}', got ${foreign}: set method: '${other}'`,
    )
  }
  if (method === 'nlms') return { step: checkedStep(step), gain: 0 }
  return { step: 0, gain: checkedGain(gain) }
}

function checkedStep(step = 0.5): number {
  requireNumber(step, 'step')
  if (step > 0 && step < 2) return step
  throw new RangeError(`step must be more than 0 and less than 2, got ${step}: steps of other sizes diverge`)
}

/** The powers of kernels with at most this norm do not overflow. */
const GREATEST_GAIN = 1e6

function checkedGain(gain = 1): number {
  requirePositive(gain, 'gain')
  requireInRange(gain, 1 / GREATEST_GAIN, GREATEST_GAIN, 'gain')
  return gain
}
