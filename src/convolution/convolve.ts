import { requireOneOf, requireOutput, requireSignal } from '../require.js'
import {
  type Precision,
  precisionOf,
  type Samples,
  type SignalLike,
  typed,
  type TypedSignal,
  zeros,
} from '../samples.js'
import { chooseMethod, type Method } from './choose-method.js'
import { directConvolution } from './direct.js'
import { type Extent, extentOf, type Mode, MODES } from './mode.js'
import { segmentedConvolution } from './overlap-add.js'
import { Source } from './source.js'

/** The options of `convolve` and `correlate`. */
export interface ConvolveOptions {
  /** Which part of the full result is returned. Default 'full'. */
  readonly mode?: Mode
  /** How it is computed. Default 'auto': the fastest by the estimates of `chooseMethod`. */
  readonly method?: Method
}

const METHODS: readonly Method[] = ['auto', 'direct', 'fft', 'overlap-add']

/**
 * Convolves two signals.
 *
 * y[n] = Σₖ kernel[k]·signal[n − k], with zeros beyond both ends of the signal. No scaling.
 *
 * Shapes: N and K samples give N + K − 1 (`full`), N from ⌊(K − 1)/2⌋ on (`same`), or |N − K| + 1 (`valid`) samples.
 * Computed and returned in float32 if the signal is a `Float32Array`, else in float64. A value that is not finite makes
 * NaN of just the outputs in which it takes part, whatever the method. An empty signal gives an empty result.
 *
 * Cost: N·K multiplications (`direct`) or some N·log K (`fft`, `overlap-add`). Allocates the result, and memory for the
 * transforms that is given back. Rounding error of the transforms: some ε·log₂(N)·‖signal‖₂·‖kernel‖₂ at most. Sums over a
 * block beyond the greatest number, some 3·10³⁸ in float32, overflow in a transform: scale such data down.
 *
 * @param signal N samples.
 * @param kernel K taps, at least one.
 * @param options Mode and method.
 * @param out Where the result goes, of just its length; it may be one of the inputs. Default: a new array.
 * @returns The result, which is `out` where that was given.
 * @throws TypeError if an input is no array of numbers. RangeError if the kernel is empty, an option is unknown, `out`
 *   has another length, or method 'fft' is asked for more than 2²¹ samples.
 * @example
 * convolve([0, 0, 0, 1, 2, 3, 2, 1, 0, 0], [1, 2, 3, 2, 1])
 * // Float64Array [0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0]
 * @see correlate, Convolver
 */
export function convolve(signal: Float32Array, kernel: SignalLike, options?: ConvolveOptions): Float32Array
export function convolve(
  signal: Float64Array | readonly number[],
  kernel: SignalLike,
  options?: ConvolveOptions,
): Float64Array
export function convolve(signal: SignalLike, kernel: SignalLike, options?: ConvolveOptions): Samples
export function convolve<Out extends Samples>(
  signal: SignalLike,
  kernel: SignalLike,
  options: ConvolveOptions,
  out: Out,
): Out
export function convolve(
  signal: SignalLike,
  kernel: SignalLike,
  options: ConvolveOptions = {},
  out?: Samples,
): Samples {
  requireSignal(signal, 'signal')
  requireSignal(kernel, 'kernel')
  return convolveChecked(signal, kernel, options, out, 'kernel')
}

/** `convolve` after the check of the inputs' kinds; `kernelName` is what messages call the second input. */
export function convolveChecked(
  signal: SignalLike,
  kernel: SignalLike,
  options: ConvolveOptions,
  out: Samples | undefined,
  kernelName: string,
): Samples {
  const { mode = 'full', method = 'auto' } = options
  requireOneOf(mode, MODES, 'mode')
  requireOneOf(method, METHODS, 'method')
  if (kernel.length === 0) throw new RangeError(`${kernelName} is empty: give at least one tap`)
  const precision = precisionOf(signal)
  const first = new Source(unshared(typed(signal), out, precision), precision)
  const second = new Source(unshared(typed(kernel), out, precision), precision)
  const extent = extentOf(mode, first.length, second.length)
  requireRoom(out, extent, mode)
  const result = out ?? zeros(extent.length, precision)
  if (extent.length === 0) return result
  // The order of the inputs does not matter to the result, but to the cost: the shorter one is the kernel.
  const [longer, shorter] = first.length >= second.length ? [first, second] : [second, first]
  compute(longer, shorter, extent, result, mode, method)
  longer.poison(result, extent.start, shorter.length)
  shorter.poison(result, extent.start, longer.length)
  return result
}

function compute(
  signal: Source,
  kernel: Source,
  extent: Extent,
  out: Samples,
  mode: Mode,
  method: Method,
): void {
  const { precision } = signal
  const choice = chooseMethod(signal.length, kernel.length, { mode, precision })
  const chosen = method === 'auto' ? choice.method : method
  if (chosen === 'direct') {
    directConvolution(signal, kernel, extent, out)
    return
  }
  if (choice.costs[chosen] === Infinity) {
    throw new RangeError(
      `method '${chosen}' cannot take inputs of ${signal.length} and ${kernel.length} samples: ` +
        "its transforms give at most 2097152 samples; choose 'auto'",
    )
  }
  segmentedConvolution(signal, kernel, extent, out, choice.fftSize[chosen])
}

function requireRoom(out: Samples | undefined, extent: Extent, mode: Mode): void {
  if (out === undefined) return
  requireOutput(out)
  if (out.length !== extent.length) {
    throw new RangeError(
      `out has ${out.length} samples, but mode '${mode}' gives ${extent.length}: give that many`,
    )
  }
}

/** A copy of an input that shares its memory with the output, else the input itself. */
function unshared(signal: TypedSignal, out: Samples | undefined, precision: Precision): TypedSignal {
  if (signal.buffer !== out?.buffer) return signal
  const copy = zeros(signal.length, precision)
  copy.set(signal)
  return copy
}
