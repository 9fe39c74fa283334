import { precisionOf, type Samples, zeros } from '../../samples.js'
import { UsageError } from '../terminal/errors.js'

/** How the convolved signal is mixed with the input. */
export interface Mix {
  /** The factor of the input itself. */
  readonly dry: number
  /** The factor of the convolved signal. */
  readonly wet: number
  /** The delay of the convolved signal, in samples. */
  readonly delay: number
  /** The delay of all outputs, in samples, including the input itself. */
  readonly shift: number
}

/** kernels[input][output] */
type Kernels = readonly (readonly (Samples | null)[])[]

/**
 * Kernels that compute the mix: wet·h after the delay, plus a tap of `dry` in outputs to which the input belongs. A single input
 * belongs to all outputs.
 */
export function mixed(kernels: Kernels, { dry, wet, delay, shift }: Mix): (Samples | null)[][] {
  return kernels.map((outputs, input) =>
    outputs.map((kernel, output) => {
      const through = kernels.length === 1 || input === output ? dry : 0
      if (kernel === null && through === 0) return null
      const source = kernel ?? new Float32Array(0)
      const result = zeros(Math.max(source.length + delay, shift + 1), precisionOf(source))
      for (let n = 0; n < source.length; n++) result[n + delay] = wet * source[n]
      result[shift] += through
      requireFinite(result)
      return result
    }),
  )
}

/** Levels may be too large for the arithmetic, which is float32 for most outputs. */
function requireFinite(taps: Samples): void {
  if (taps.every((value: number) => Number.isFinite(Math.fround(value)))) return
  throw new UsageError('the levels make taps too large: use lower --gain, --dry and --wet')
}
