import { nextPowerOfTwo } from '../next-power-of-two.js'
import { type OptionNames, readOptions, requireCount, requireOneOf, requirePrecision } from '../require.js'
import { type Precision } from '../samples.js'
import { GREATEST_SIZE, LEAST_SIZE } from '../transform/block-transform.js'
import { type Extent, extentOf, type Mode, MODES } from './mode.js'

/** How a convolution is computed: by its definition, by one transform of the whole, or block by block. */
export type ConcreteMethod = 'direct' | 'fft' | 'overlap-add'

/** A method, or 'auto' for the one with the least estimated cost. */
export type Method = ConcreteMethod | 'auto'

/** What `chooseMethod` returns. */
export interface MethodChoice {
  /** The method with the least estimated cost. */
  readonly method: ConcreteMethod
  /** The sizes of the transforms that 'fft' and 'overlap-add' use: N-point transforms that give 2N samples each. */
  readonly fftSize: { readonly fft: number; readonly 'overlap-add': number }
  /** The estimated time of each method in nanoseconds; Infinity if the inputs are too long for one transform. */
  readonly costs: Readonly<Record<ConcreteMethod, number>>
}

/** The options of `chooseMethod`. */
export interface ChooseMethodOptions {
  /** Which part of the full result is computed. Default 'full'. */
  readonly mode?: Mode
  /** The precision of the arithmetic. Default 'float64'. */
  readonly precision?: Precision
}

const OPTIONS: OptionNames<ChooseMethodOptions> = { mode: true, precision: true }

// Nanoseconds, measured by bench/costs.ts on one core of an AMD EPYC (Zen 3) with baseline SIMD, as medians. Only their ratios affect
// the choice. bench/suites/regret.ts measures what a wrong choice costs.
const COSTS = {
  float32: { call: 2100, sample: 0.93, multiplyAdd: 0.062, block: 900, transform: 0.57 },
  float64: { call: 2000, sample: 2.1, multiplyAdd: 0.12, block: 950, transform: 1.1 },
} as const

/**
 * Returns the method that `convolve` and `correlate` use for inputs of these lengths, with the estimated costs.
 *
 * With edges other than 'zero', pass N + K − 1 as the signal length and mode 'valid'. `correlate` with `maxLag` chooses by the
 * number of lags.
 *
 * @param signalLength N, at least 1.
 * @param kernelLength K, at least 1.
 * @param options `mode`: default 'full'. `precision`: default 'float64'.
 * @throws RangeError if a length is not a positive whole number, or an option is unknown.
 * @example
 * chooseMethod(48_000, 8).method // 'direct'
 * chooseMethod(1_000_000, 4_096).method // 'overlap-add'
 */
export function chooseMethod(
  signalLength: number,
  kernelLength: number,
  options?: ChooseMethodOptions,
): MethodChoice {
  const { mode = 'full', precision = 'float64' } = readOptions(options, OPTIONS)
  requireCount(signalLength, 1, 'signalLength')
  requireCount(kernelLength, 1, 'kernelLength')
  requireOneOf(mode, MODES, 'mode')
  requirePrecision(precision)
  return choiceFor(extentOf(mode, signalLength, kernelLength), signalLength, kernelLength, precision)
}

/** As `chooseMethod`, for any part of the full result. */
export function choiceFor(
  { start, length }: Extent,
  signalLength: number,
  kernelLength: number,
  precision: Precision,
): MethodChoice {
  const longer = Math.max(signalLength, kernelLength)
  const taps = Math.min(signalLength, kernelLength)
  const { call, sample, multiplyAdd } = COSTS[precision]

  const whole = nextPowerOfTwo(Math.max((longer + taps - 1) / 2, LEAST_SIZE))
  const block = bestBlockSize(start, Math.min(start + length, longer), taps, whole, precision)
  const costs = {
    direct: call + (sample + multiplyAdd * taps) * length,
    fft: whole > GREATEST_SIZE ? Infinity : transformsCost(1, whole, precision),
    'overlap-add': block.cost,
  }
  const method = (['direct', 'fft', 'overlap-add'] as const).reduce((a, b) => (costs[b] < costs[a] ? b : a))
  return { method, fftSize: { fft: whole, 'overlap-add': block.size }, costs }
}

/**
 * Returns the transform size with which overlap-add is cheapest. It has at least as many points as the kernel has taps. If no
 * size does, the kernel is cut into segments of half the greatest size. Outputs from `start` on are computed from samples before `end`.
 */
function bestBlockSize(
  start: number,
  end: number,
  taps: number,
  whole: number,
  precision: Precision,
): { size: number; cost: number } {
  if (taps > GREATEST_SIZE) {
    const segment = GREATEST_SIZE / 2
    const blocks = Math.ceil(end / (2 * GREATEST_SIZE - segment + 1))
    const segments = Math.ceil(taps / segment)
    return { size: GREATEST_SIZE, cost: segments * transformsCost(blocks, GREATEST_SIZE, precision) }
  }
  let best = { size: NaN, cost: Infinity }
  const greatest = Math.min(whole, GREATEST_SIZE)
  for (let size = nextPowerOfTwo(Math.max(taps, LEAST_SIZE)); size <= greatest; size *= 2) {
    const blockLength = 2 * size - taps + 1
    const first = Math.floor(Math.max(start - taps + 1, 0) / blockLength)
    const blocks = Math.ceil(end / blockLength) - first
    const cost = transformsCost(blocks, size, precision)
    if (cost < best.cost) best = { size, cost }
  }
  return best
}

/** The cost of the kernel's transform, plus a transform, a product and an inverse per block. */
function transformsCost(blocks: number, size: number, precision: Precision): number {
  const { call, block, transform } = COSTS[precision]
  return call + block * blocks + (blocks + 0.5) * size * transform * Math.log2(size)
}

const METHODS: readonly Method[] = ['auto', 'direct', 'fft', 'overlap-add']

/** Throws unless `method` is a method. */
export function requireMethod(method: Method): void {
  requireOneOf(method, METHODS, 'method')
}
