/** The bands that a filter passes: [from, to] as fractions of the Nyquist frequency, 0 to 1. */
export type Passbands = readonly (readonly [from: number, to: number])[]

/**
 * Returns the windowed ideal response of the bands. If `isScaled`, the gain is exactly 1 in the first band: at 0 if the band
 * begins there, at the Nyquist frequency if it ends there, else in its middle.
 *
 * h[n] = w[n]·Σ (to·sinc(to·m) − from·sinc(from·m)), m = n − (L − 1)/2, which for a band of a width around a center is
 * width·cos(π·center·m)·sinc(width·m/2). In this form nothing cancels, however narrow the band is.
 */
export function windowedSinc(passbands: Passbands, window: Float64Array, isScaled: boolean): Float64Array {
  const { length } = window
  const middle = (length - 1) / 2
  const bands = passbands.map(([from, to]) => ({ width: to - from, center: from + (to - from) / 2 }))
  // To avoid underflow, widths are fractions of the widest until the taps are scaled.
  const widest = Math.max(...bands.map(({ width }) => width))
  const taps = window.map((weight, n) => {
    // Use the lesser index, so that both halves have the same bits.
    const m = middle - Math.min(n, length - 1 - n)
    let sum = 0
    for (const { width, center } of bands) {
      sum += (width / widest) * Math.cos(Math.PI * center * m) * sinc((width * m) / 2)
    }
    return weight * sum
  })
  if (!isScaled) return taps.map((tap) => tap * widest)
  const gain = gainAt(taps, referenceOf(passbands))
  const scaled = taps.map((tap) => tap / gain)
  if (scaled.every(Number.isFinite)) return scaled
  throw new RangeError(`window must have a non-zero gain in the passband, got ${gain * widest}`)
}

/** sin(πx)/(πx). */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function referenceOf([[from, to]]: Passbands): number {
  if (from === 0) return 0
  return to === 1 ? 1 : (from + to) / 2
}

/** The gain of symmetric taps at a frequency, given as a fraction of the Nyquist frequency. */
function gainAt(taps: Float64Array, frequency: number): number {
  const middle = (taps.length - 1) / 2
  return taps.reduce((sum, tap, n) => sum + tap * Math.cos(Math.PI * (n - middle) * frequency), 0)
}
