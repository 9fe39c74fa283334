/** The bands that a filter passes: [from, to] in parts of the Nyquist frequency, 0 to 1. */
export type Passbands = readonly (readonly [from: number, to: number])[]

/**
 * The ideal response of the bands under a window. If `isScaled`, the gain is just 1 where it matters: at 0 if the first
 * band begins there, at the Nyquist frequency if it ends there, else in its middle.
 *
 * h[n] = w[n]·Σ (to·sinc(to·m) − from·sinc(from·m)), m = n − (L − 1)/2, which for a band of a width around a center is
 * width·cos(π·center·m)·sinc(width·m/2): nothing cancels, however narrow it is.
 */
export function windowedSinc(passbands: Passbands, window: Float64Array, isScaled: boolean): Float64Array {
  const { length } = window
  const middle = (length - 1) / 2
  const bands = passbands.map(([from, to]) => ({ width: to - from, center: from + (to - from) / 2 }))
  // Against underflow, widths count in parts of the widest until all is scaled.
  const widest = Math.max(...bands.map(({ width }) => width))
  const taps = window.map((weight, n) => {
    // By the lesser index, so that the halves are the same bits.
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
  throw new RangeError(
    `window must have a weight that is not 0 on the whole, got a gain of ${gain * widest} in the passband`,
  )
}

/** sin(πx)/(πx). */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function referenceOf([[from, to]]: Passbands): number {
  if (from === 0) return 0
  return to === 1 ? 1 : (from + to) / 2
}

/** The gain of symmetric taps at a frequency, in parts of the Nyquist frequency. */
function gainAt(taps: Float64Array, frequency: number): number {
  const middle = (taps.length - 1) / 2
  return taps.reduce((sum, tap, n) => sum + tap * Math.cos(Math.PI * (n - middle) * frequency), 0)
}
