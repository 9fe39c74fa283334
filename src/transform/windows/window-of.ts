import { type OptionNames, readOptions, requireBoolean, requireCount } from '../../require.js'
import { zeros } from '../../samples.js'
import { halfWindowOf } from './half-window-of.js'
import type { WindowShape } from './window-shape.js'

/** The options of `windowOf`. */
export interface WindowOptions {
  /** Whether the window is symmetric, for filters. Default false: a periodic window, for spectra. */
  readonly symmetric?: boolean
}

const OPTIONS: OptionNames<WindowOptions> = { symmetric: true }

/**
 * Returns a window function of L samples, for `stft`, spectra and filters. It has all of SciPy's windows, under their names.
 *
 * Windows are periodic by default: the next sample, w[L], would equal w[0]. Overlapping frames need this, and SciPy's
 * `get_window` returns it. Symmetric windows, with w[L − 1] = w[0], are for filters, like those of `scipy.signal.windows`. Let
 * M = L for a symmetric window, else L + 1, and let x = n − (M − 1)/2 be the distance from the middle:
 *
 * | name, parameters | w[n] |
 * |---|---|
 * | `boxcar` or `rectangular` | 1 |
 * | `triang` | 1 − abs(x)/(M/2), or divided by (M + 1)/2 if M is odd: the zeros lie outside |
 * | `bartlett` | 1 − abs(x)/((M − 1)/2): zero at both ends |
 * | `hann`, `hamming`, `blackman`, `nuttall`, `blackmanharris`, `flattop` | Σₖ (−1)ᵏ·aₖ·cos(2πkn/(M − 1)); Hann: 0.5, 0.5 |
 * | `generalHamming`, `alpha`; `generalCosine`, `coefficients` | the same, with a₀ = α and a₁ = 1 − α, or the aₖ that are given |
 * | `barthann`, `bohman`, `cosine`, `parzen` | as in SciPy |
 * | `lanczos` | sinc(2n/(M − 1) − 1) |
 * | `tukey`, `alpha` = 0.5 | 1, with edges that are halves of a Hann window and take α·(M − 1) samples together |
 * | `exponential`, `tau` = 1, `center` | exp(−abs(n − center)/τ) |
 * | `gaussian`, `std` | exp(−(x/std)²/2) |
 * | `generalGaussian`, `p`, `sig` | exp(−abs(x/sig)²ᵖ/2) |
 * | `kaiser`, `beta` | I₀(β·√(1 − (2x/(M − 1))²))/I₀(β) |
 * | `kaiserBesselDerived`, `beta` | √(running sum of a Kaiser window); of even length, and symmetric |
 * | `taylor`, `nbar` = 4, `sidelobeDb` = 30, `normalize` = true | `nbar` level side lobes, then falling ones |
 * | `chebwin`, `attenuationDb` | Dolph-Chebyshev: all side lobes at −attenuationDb |
 * | `dpss`, `nw` | the first Slepian sequence; its greatest value is 1, or less if M is even |
 *
 * A window of one sample is [1]. Values agree with SciPy's to 10⁻¹². The halves of a symmetric window are the same bits.
 *
 * Cost: a few function calls per sample; a transform of 2L points for `chebwin`; about 60 passes over L numbers for `dpss`.
 *
 * @param window A name, or an object of a name and parameters, such as `{ name: 'kaiser', beta: 8 }`.
 * @param length L, from 1 to 2²⁸; below 2¹⁹ for `chebwin`.
 * @param options Whether it is symmetric.
 * @returns The window, as a new array.
 * @throws TypeError if the window is neither a name nor an object, or a parameter is of the wrong kind or unknown. RangeError if
 *   the name is unknown, a parameter is out of range or missing, or the length is not allowed.
 * @example
 * windowOf('hann', 4) // Float64Array [0, 0.5, 1, 0.5]
 * windowOf('hann', 5, { symmetric: true }) // Float64Array [0, 0.5, 1, 0.5, 0]
 * windowOf({ name: 'tukey', alpha: 0 }, 3) // Float64Array [1, 1, 1]
 * windowOf({ name: 'kaiser', beta: 8 }, 512).length // 512
 * @see stft, windowCoverage, designFir
 */
export function windowOf(window: WindowShape, length: number, options?: WindowOptions): Float64Array {
  const { symmetric = false } = readOptions(options, OPTIONS)
  requireBoolean(symmetric, 'symmetric')
  requireCount(length, 1, 'length', GREATEST_LENGTH)
  return makeWindow(window, length, symmetric)
}

/** A greater length must be a mistake. */
export const GREATEST_LENGTH = 2 ** 28

/** `windowOf` after the check of the length; `name` is the window's name in messages. */
export function makeWindow(window: WindowShape, length: number, isSymmetric: boolean): Float64Array {
  const valueAt = halfWindowOf(window, length, isSymmetric)
  const out = zeros(length, 'float64') as Float64Array
  if (length === 1) return out.fill(1)
  const last = isSymmetric ? length - 1 : length
  const asked = valueAt.isWhole === true ? length - 1 : Math.floor(last / 2)
  for (let n = 0; n <= asked; n++) out[n] = valueAt(n, last + 1)
  for (let n = asked + 1; n < length; n++) out[n] = out[last - n]
  return out
}
