/** The bands that a filter passes: [from, to] in parts of the Nyquist frequency, 0 to 1. */
export type Passbands = readonly (readonly [from: number, to: number])[]

/**
 * The ideal response of the bands under a window, scaled so that the gain is just 1 where it matters: at 0 if the first
 * band begins there, at the Nyquist frequency if it ends there, else in its middle.
 *
 * h[n] = w[n]·Σ (to·sinc(to·m) − from·sinc(from·m)), m = n − (L − 1)/2.
 */
export function windowedSinc(passbands: Passbands, window: Float64Array): Float64Array {
  const { length } = window
  const middle = (length - 1) / 2
  const taps = window.map((weight, n) => {
    // By the lesser index, so that the halves are the same bits.
    const m = middle - Math.min(n, length - 1 - n)
    return weight * passbands.reduce((sum, [from, to]) => sum + to * sinc(to * m) - from * sinc(from * m), 0)
  })
  const gain = gainAt(taps, referenceOf(passbands))
  return taps.map((tap) => tap / gain)
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
