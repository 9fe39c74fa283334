import { chooseMethod } from '../../convolution/choose-method.js'
import { type Mode, MODES } from '../../convolution/mode.js'
import { segmentedConvolution } from '../../convolution/overlap-add.js'
import { requireRepresentable } from '../../convolution/require-representable.js'
import { Source } from '../../convolution/source.js'
import {
  type OptionNames,
  readList,
  readOptions,
  readSignal,
  requireCount,
  requireOneOf,
} from '../../require.js'
import { precisionOf, type Samples, type SignalLike, type TypedSignal, zeros } from '../../samples.js'
import { TapList, taps, TAPS_PADDING } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { eachRow, type NdAxis, ndAxes, placeOf } from './nd-axis.js'
import { fillGaps, withoutGaps } from './nd-gaps.js'

/** The options of `convolveNd`. */
export interface ConvolveNdOptions {
  /** The lengths of the signal's axes. The last axis runs fastest. */
  readonly shape: readonly number[]
  /** The lengths of the kernel's axes, as many as `shape` has. */
  readonly kernelShape: readonly number[]
  /** Which part of the full result is returned. Default 'full'. */
  readonly mode?: Mode
  /** The method of computation: by the definition, or by transforms. Default 'auto': the one with the lower estimated cost. */
  readonly method?: 'auto' | 'direct' | 'fft'
}

const CONVOLVE_ND_OPTIONS: OptionNames<ConvolveNdOptions> = {
  shape: true,
  kernelShape: true,
  mode: true,
  method: true,
}

/** Numbers along one or more axes, the last of which runs fastest. */
export interface NdArray<Data extends SignalLike = SignalLike> {
  readonly data: Data
  readonly shape: readonly number[]
}

/** Nanoseconds per tap and sample. Only their ratio to the costs of `chooseMethod` matters. */
const TAP_COST = { float32: 0.06, float64: 0.12 } as const

/**
 * Convolves along any number of axes: volumes, or blocks of frames along x, y and time.
 *
 * out[n] = Σₖ kernel[k]·signal[n − k] for vectors n and k, with zeros beyond all edges. There is no scaling. The results equal
 * those of scipy.signal.convolve for arrays of these shapes.
 *
 * Shapes: along each axis, N and K numbers give N + K − 1 (`full`), N from ⌊(K − 1)/2⌋ on (`same`), or N − K + 1 (`valid`)
 * results. Computed and returned in float32 if the signal is a `Float32Array`, else in float64. A non-finite number makes NaN
 * of exactly the results whose sums contain it.
 *
 * Cost: one multiplication per non-zero tap and sample (`direct`), or that of `convolve` (`fft`). Rows laid end to end with
 * zeros between them form one long signal, and the kernel's rows, spaced alike, one long kernel; the sample count includes
 * these zeros. Allocates the result, and temporary memory for the rows.
 *
 * @param signal The numbers of the signal; their count is the product of `shape`.
 * @param kernel The numbers of the kernel; their count is the product of `kernelShape`.
 * @param options Both shapes, mode and method.
 * @throws TypeError if an input is not an array of numbers. RangeError if a shape and its data do not match, the numbers of axes
 *   differ, the kernel is larger than the signal along an axis in mode 'valid', or an option is unknown.
 * @example
 * // Two frames of 2 x 2, and their differences in time.
 * const frames = Float32Array.of(1, 2, 3, 4, 11, 12, 13, 14)
 * convolveNd(frames, [1, -1], { shape: [2, 2, 2], kernelShape: [2, 1, 1], mode: 'valid' })
 * // { data: Float32Array [10, 10, 10, 10], shape: [1, 2, 2] }
 * @see convolve2d
 */
export function convolveNd(
  signal: Float32Array,
  kernel: SignalLike,
  options: ConvolveNdOptions,
): NdArray<Float32Array>
export function convolveNd(
  signal: Float64Array | readonly number[],
  kernel: SignalLike,
  options: ConvolveNdOptions,
): NdArray<Float64Array>
export function convolveNd(
  signal: SignalLike,
  kernel: SignalLike,
  options: ConvolveNdOptions,
): NdArray<Samples>
export function convolveNd(
  signal: SignalLike,
  kernel: SignalLike,
  options: ConvolveNdOptions,
): NdArray<Samples> {
  const given = readOptions(options, CONVOLVE_ND_OPTIONS)
  const { mode = 'full', method = 'auto' } = given
  const samples = readSignal(signal, 'signal')
  const kernelTaps = readSignal(kernel, 'kernel')
  const signalShape = readShape(samples, given.shape, 'signal', 'shape')
  const kernelShape = readShape(kernelTaps, given.kernelShape, 'kernel', 'kernelShape')
  requireOneOf(mode, MODES, 'mode')
  requireOneOf(method, ['auto', 'direct', 'fft'], 'method')
  requireFit(signalShape, kernelShape, mode)
  const precision = precisionOf(samples)
  requireRepresentable(kernelTaps, precision, 'kernel')
  const [numbers, weights] = [samples, kernelTaps].map((input) => {
    const own = zeros(input.length, precision)
    own.set(input)
    return withoutGaps(own)
  })
  const axes = ndAxes(mode, signalShape, kernelShape)
  const shape = axes.map(({ count }) => count)
  const result = zeros(
    shape.reduce((product, n) => product * n, 1),
    precision,
  )
  const chosen = method === 'auto' ? fasterMethod(axes, weights.finite) : method
  const compute = chosen === 'direct' ? byTaps : byTransforms
  compute(axes, numbers.finite, weights.finite, result)
  fillGaps(result, axes, numbers.gaps, false)
  fillGaps(result, axes, weights.gaps, true)
  return { data: result, shape }
}

function readShape(
  data: TypedSignal,
  shape: readonly number[],
  name: string,
  shapeName: string,
): readonly number[] {
  const lengths = readList(shape, shapeName, 'lengths, one for each axis')
  if (lengths.length === 0) throw new RangeError(`${shapeName} must have at least one axis, got none`)
  for (const [axis, length] of lengths.entries()) requireCount(length, 1, `${shapeName}[${axis}]`)
  const product = lengths.reduce((a, b) => a * b, 1)
  if (data.length === product) return lengths
  throw new RangeError(
    `${name} must have ${product} numbers, as ${shapeName} [${lengths.join(', ')}] says, got ${data.length}`,
  )
}

function requireFit(shape: readonly number[], kernelShape: readonly number[], mode: Mode): void {
  if (shape.length !== kernelShape.length) {
    throw new RangeError(
      `kernelShape must have ${shape.length} axes, as shape has, got ${kernelShape.length}: put 1 for an axis of one number`,
    )
  }
  const axis = shape.findIndex((length, i) => kernelShape[i] > length)
  if (mode !== 'valid' || axis < 0) return
  throw new RangeError(
    `kernelShape[${axis}] must be at most shape[${axis}], ${shape[axis]}, in mode 'valid', got ${kernelShape[axis]}: ` +
      "choose 'same' or 'full'",
  )
}

function fasterMethod(axes: readonly NdAxis[], kernel: Samples): 'direct' | 'fft' {
  const precision = precisionOf(kernel)
  const [first, last] = outputEnds(axes)
  const tapCount = kernel.filter((weight) => weight !== 0).length
  const direct = TAP_COST[precision] * tapCount * (last - first + 1)
  const { costs } = chooseMethod(endOf(axes, 'length'), endOf(axes, 'taps'), { precision })
  return direct <= Math.min(costs.fft, costs['overlap-add']) ? 'direct' : 'fft'
}

/** Computes every result from the taps at their distances, and the gaps between the rows as well. */
function byTaps(axes: readonly NdAxis[], signal: Samples, kernel: Samples, out: Samples): void {
  const precision = precisionOf(out)
  const rowLength = axes[axes.length - 1].taps
  const [offsets, weights]: [number[], number[]] = [[], []]
  eachRow(
    axes,
    (axis) => axis.taps,
    (row, place) => {
      for (let k = 0; k < rowLength; k++) {
        const weight = kernel[row * rowLength + k]
        if (weight === 0) continue
        offsets.push(-place - k)
        weights.push(weight)
      }
    },
  )
  if (offsets.length === 0) return
  const [first, last] = outputEnds(axes)
  // How far the taps reach back from the first result.
  const lead = Math.max(endOf(axes, 'taps') - 1 - first, 0)
  const target = lead + Math.max(last + 1, endOf(axes, 'length')) + TAPS_PADDING
  const list = new TapList(offsets, weights, precision)
  try {
    withWorkspace(target + last - first + 1 + TAPS_PADDING, precision, (block) => {
      block.samples.fill(0, 0, target)
      lay(axes, 'length', signal, block.samples, lead)
      taps(block, target, block, lead + first, list, 0, last - first + 1)
      gather(axes, block.samples, target, out)
    })
  } finally {
    list.free()
  }
}

/** Convolves the rows laid end to end, by the transforms that streams use. */
function byTransforms(axes: readonly NdAxis[], signal: Samples, kernel: Samples, out: Samples): void {
  const precision = precisionOf(out)
  const [longer, shorter] = (['length', 'taps'] as const)
    .map((which) => {
      const laid = zeros(endOf(axes, which), precision)
      lay(axes, which, which === 'length' ? signal : kernel, laid, 0)
      return new Source(laid, precision)
    })
    .sort((a, b) => b.length - a.length)
  const { costs, fftSize } = chooseMethod(longer.length, shorter.length, { precision })
  const size = costs.fft <= costs['overlap-add'] ? fftSize.fft : fftSize['overlap-add']
  const [start, last] = outputEnds(axes)
  const result = zeros(last - start + 1, precision)
  segmentedConvolution(longer, shorter, { start, length: result.length }, result, size)
  gather(axes, result, 0, out)
}

/** target[at..] = the rows of an array, spaced as the axes say. */
function lay(
  axes: readonly NdAxis[],
  which: 'length' | 'taps',
  source: Samples,
  target: Samples,
  at: number,
): void {
  const rowLength = axes[axes.length - 1][which]
  eachRow(
    axes,
    (axis) => axis[which],
    (row, place) => target.set(source.subarray(row * rowLength, (row + 1) * rowLength), at + place),
  )
}

/** out = the rows of results; the first begins at source[at]. */
function gather(axes: readonly NdAxis[], source: Samples, at: number, out: Samples): void {
  const { count } = axes[axes.length - 1]
  eachRow(
    axes,
    (axis) => axis.count,
    (row, place) => out.set(source.subarray(at + place, at + place + count), row * count),
  )
}

/** The length of an array laid end to end. */
function endOf(axes: readonly NdAxis[], which: 'length' | 'taps'): number {
  return placeOf(axes, (axis) => axis[which] - 1) + 1
}

/** The positions of the first and the last result. */
function outputEnds(axes: readonly NdAxis[]): [number, number] {
  return [placeOf(axes, ({ start }) => start), placeOf(axes, ({ start, count }) => start + count - 1)]
}
