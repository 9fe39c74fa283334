import type { Band, BandRange } from './mel-bands.js'

/** The ratio of an octave in IEC 61260-1. */
const OCTAVE = 10 ** 0.3

const REFERENCE_HZ = 1000

/** Bands of a fraction of an octave whose centers lie in the range. */
export function octaveBands({ minHz, maxHz, binHz, binCount }: BandRange, fraction: number): Band[] {
  const shift = fraction % 2 === 0 ? 0.5 : 0
  const positionOf = (hz: number): number =>
    (fraction * Math.log(hz / REFERENCE_HZ)) / Math.log(OCTAVE) - shift
  // A center at an end of the range belongs to it, however the logarithm is rounded.
  const from = Math.ceil(positionOf(minHz) - ROUNDING)
  const to = Math.floor(positionOf(maxHz) + ROUNDING)
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => {
    const centerHz = REFERENCE_HZ * OCTAVE ** ((from + i + shift) / fraction)
    const [lowHz, highHz] = [-0.5, 0.5].map((half) => centerHz * OCTAVE ** (half / fraction))
    const first = Math.round(lowHz / binHz)
    const last = Math.min(Math.round(highHz / binHz), binCount - 1)
    const weights = Float64Array.from({ length: Math.max(last - first + 1, 0) }, (_, j) => {
      const bin = first + j
      return Math.max(Math.min(highHz / binHz, bin + 0.5) - Math.max(lowHz / binHz, bin - 0.5), 0)
    })
    return { lowHz, centerHz, highHz, first, weights }
  })
}

const ROUNDING = 1e-9
