import type { HalfWindow } from './simple-windows.js'

/**
 * The Taylor window: on each side, `nbar` side lobes are nearly level, `sidelobeDb` below the main one, and the others fall. If
 * `normalize`, the window is scaled so that its middle is 1 (for an even length, the middle lies between two samples).
 *
 * References: W. Carrara, R. Goodman, R. Majewski, Spotlight Synthetic Aperture Radar (1995), app. D.
 */
export function taylor(nbar: number, sidelobeDb: number, normalize: boolean): HalfWindow {
  const factors = factorsOf(nbar, sidelobeDb)
  const valueAt: HalfWindow = (n, length) =>
    factors.reduce(
      (sum, factor, i) =>
        sum + 2 * factor * Math.cos((2 * Math.PI * (i + 1) * (n - (length - 1) / 2)) / length),
      1,
    )
  const middle = normalize ? valueAt(0.5, 2) : 1
  return (n, length) => valueAt(n, length) / middle
}

/** Fₘ for m = 1..nbar − 1. */
function factorsOf(nbar: number, sidelobeDb: number): Float64Array {
  const a = Math.acosh(10 ** (sidelobeDb / 20)) / Math.PI
  const dilation = nbar ** 2 / (a ** 2 + (nbar - 0.5) ** 2)
  return Float64Array.from({ length: nbar - 1 }, (_, i) => {
    const m = i + 1
    let factor = m % 2 === 1 ? 0.5 : -0.5
    for (let j = 1; j < nbar; j++) {
      factor *= 1 - m ** 2 / dilation / (a ** 2 + (j - 0.5) ** 2)
      if (j !== m) factor /= 1 - m ** 2 / j ** 2
    }
    return factor
  })
}
