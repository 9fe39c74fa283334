import { type OptionNames, readOptions, readSignal } from '../require.js'
import type { ResultOf, Samples, SignalLike, OwnFloat32Array, OwnFloat64Array } from '../samples.js'
import type { ComplexSamples, ComplexSignal } from '../complex.js'
import { type Method, requireMethod } from './choose-method.js'
import { complexExtent } from './complex-extent.js'
import { type ConvolutionTask, convolveExtent } from './convolve-extent.js'
import { type Edges, requireMode } from './edges.js'
import { extentOf, type Mode } from './mode.js'
import { isComplex, readComplex } from '../read-complex.js'

/** The options of `convolve`. */
export interface ConvolveOptions {
  /** Which part of the full result is returned. Default 'full'. */
  readonly mode?: Mode
  /** The method of computation. Default 'auto': the fastest by the estimates of `chooseMethod`. */
  readonly method?: Method
  /** What lies beyond the ends of the signal, in mode 'same'. Default 'zero'. */
  readonly edges?: Edges
}

export const CONVOLVE_OPTIONS: OptionNames<ConvolveOptions> = { mode: true, method: true, edges: true }

/**
 * Convolves two signals.
 *
 * y[n] = Σₖ kernel[k]·signal[n − k], with zeros beyond both ends of the signal. There is no scaling.
 *
 * Shapes: N and K samples give N + K − 1 (`full`), N from ⌊(K − 1)/2⌋ on (`same`), or |N − K| + 1 (`valid`) samples.
 * Computed and returned in float32 if the signal is a `Float32Array`, else in float64. An empty signal gives an empty result.
 *
 * Edges: in mode 'same', `edges` says what lies beyond both ends of the signal. 'zero': zeros, so that a smoothed level falls
 * to half its height at the ends. 'nearest': the first and the last sample, repeated. 'reflect': the mirror image, b a | a b c
 * | c b, repeated. They equal those of scipy.ndimage's `convolve1d` (for even K, with its origin at −1).
 *
 * With every method, a non-finite value makes NaN of exactly the outputs whose sums contain it. Finite inputs give no NaN. If
 * an intermediate sum overflows, the computation is repeated with scaled inputs, and only results beyond the greatest number
 * (about 3·10³⁸ in float32) are infinite.
 *
 * Complex signals, `{ re, im }`: either input, or both, can be complex, and so is the result then: `{ re, im }`. Its precision is
 * float32 if all parts of the signal are `Float32Array`s. Two complex signals cost as much as two real convolutions, not four:
 * each part is transformed once. A sample is not finite if one of its parts is not; where the other input is real, the parts are
 * apart.
 *
 * Whole numbers: if all values of both inputs are whole, so are the results, with every method. Method 'direct' is exact while
 * they stay below 2⁵³ (2²⁴ in float32). Transforms are exact while ε·log₂(N + K)·‖signal‖₂·‖kernel‖₂ < 1/2, where ε is 2⁻⁵²
 * (2⁻²³ in float32), as for a million 16-bit samples and a kernel of thousands.
 *
 * Cost: N·K multiplications (`direct`) or about N·log K (`fft`, `overlap-add`), plus about 2 ns per sample for whole numbers by
 * transforms. Allocates the result, temporary memory for the transforms, and a copy of the signal for edges other than 'zero'.
 * Rounding error: at most about ε·log₂(N)·‖signal‖₂·‖kernel‖₂. Near the least normal numbers (10⁻³⁸ in float32, 10⁻³⁰⁸ in
 * float64), add N times the smallest number, 10⁻⁴⁵ or 5·10⁻³²⁴.
 *
 * @param signal N samples, real or complex.
 * @param kernel K taps, at least one, real or complex.
 * @param options Mode, method and edges.
 * @param out Receives the result; must have exactly its length, and may be one of the inputs. Default: a new array. Complex results
 *   are new arrays always.
 * @returns The result, which is `out` if you passed it.
 * @throws TypeError if an input is not an array of numbers. RangeError if the kernel is empty, if a tap is beyond float32 while
 *   the signal is a `Float32Array`, if an option is unknown, if edges other than 'zero' are given in a mode other than 'same', if `out` has the
 *   wrong length, or if method 'fft' would need more than 2²¹ samples.
 * @example
 * convolve([0, 0, 0, 1, 2, 3, 2, 1, 0, 0], [1, 2, 3, 2, 1])
 * // Float64Array [0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0]
 * // Times i: a quarter of a turn.
 * convolve({ re: [1, 2], im: [0, 3] }, { re: [0], im: [1] }) // { re: Float64Array [0, -3], im: Float64Array [1, 2] }
 * @see correlate, Convolver
 */
export function convolve(signal: Float32Array, kernel: SignalLike, options?: ConvolveOptions): OwnFloat32Array
export function convolve(
  signal: Float64Array | readonly number[],
  kernel: SignalLike,
  options?: ConvolveOptions,
): OwnFloat64Array
export function convolve(signal: SignalLike, kernel: SignalLike, options?: ConvolveOptions): Samples
export function convolve<Out extends Samples>(
  signal: SignalLike,
  kernel: SignalLike,
  options: ConvolveOptions,
  out: Out,
): Out
export function convolve<Part extends Samples>(
  signal: ComplexSamples<Part>,
  kernel: SignalLike | ComplexSignal,
  options?: ConvolveOptions,
): ComplexSamples<ResultOf<Part>>
export function convolve(
  signal: ComplexSignal,
  kernel: SignalLike | ComplexSignal,
  options?: ConvolveOptions,
): ComplexSamples
export function convolve(signal: SignalLike, kernel: ComplexSignal, options?: ConvolveOptions): ComplexSamples
export function convolve(
  signal: SignalLike | ComplexSignal,
  kernel: SignalLike | ComplexSignal,
  options?: ConvolveOptions,
  out?: Samples,
): Samples | ComplexSamples {
  if (isComplex(signal) || isComplex(kernel)) return convolveComplex(signal, kernel, options, out)
  return convolveExtent(convolutionTask(signal, kernel, options, out))
}

/** What `convolve` computes for real inputs. @throws TypeError, RangeError as it does */
export function convolutionTask(
  signal: SignalLike,
  kernel: SignalLike,
  options?: ConvolveOptions,
  out?: Samples,
): ConvolutionTask {
  const samples = readSignal(signal, 'signal')
  const taps = readSignal(kernel, 'kernel')
  const { mode = 'full', method = 'auto', edges = 'zero' } = readOptions(options, CONVOLVE_OPTIONS)
  requireMethod(method)
  requireMode(mode, edges)
  const extent = extentOf(mode, samples.length, taps.length)
  const what = `as mode '${mode}' gives`
  return { signal: samples, kernel: taps, extent, edges, method, out, name: 'kernel', what }
}

function convolveComplex(
  signal: SignalLike | ComplexSignal,
  kernel: SignalLike | ComplexSignal,
  options: ConvolveOptions | undefined,
  out: Samples | undefined,
): ComplexSamples {
  const samples = readComplex(signal, 'signal')
  const taps = readComplex(kernel, 'kernel')
  const { mode = 'full', method = 'auto', edges = 'zero' } = readOptions(options, CONVOLVE_OPTIONS)
  requireMethod(method)
  requireMode(mode, edges)
  requireNoOutput(out)
  const extent = extentOf(mode, samples.re.length, taps.re.length)
  return complexExtent({ signal: samples, kernel: taps, extent, edges, method, name: 'kernel' })
}

/** Throws if an output is given where the result is complex. */
export function requireNoOutput(out: unknown): void {
  if (out !== undefined)
    throw new TypeError('out must be left out for complex signals: the results are new arrays')
}
