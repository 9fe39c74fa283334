import { precisionOf, type Samples, zeros } from '../../samples.js'
import { UsageError } from '../terminal/errors.js'

/** How what is convolved is mixed with what came. */
export interface Mix {
  /** What the input itself is multiplied by. */
  readonly dry: number
  /** What the convolved sound is multiplied by. */
  readonly wet: number
  /** Samples by which the convolved sound comes later. */
  readonly delay: number
  /** Samples by which all outputs are late, the input itself too. */
  readonly shift: number
}

/** kernels[input][output] */
type Kernels = readonly (readonly (Samples | null)[])[]

/**
 * Kernels that give the mix: wet·h, later by the delay, and in outputs to which the input belongs a tap of `dry`. The only input belongs
 * to all outputs.
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

/** Levels may be too great for the numbers that are computed with, which are of float32 for most outputs. */
function requireFinite(taps: Samples): void {
  if (taps.every((value: number) => Number.isFinite(Math.fround(value)))) return
  throw new UsageError('the kernel has taps beyond all numbers: give less with --gain, --dry and --wet')
}
