/**
 * A symmetric window of M ≥ 2 samples as a function of the index n. It is evaluated from 0 to the middle, (M − 1)/2; the other
 * half mirrors it.
 */
export interface HalfWindow {
  (n: number, length: number): number
  /** Set if the window is not symmetric and is evaluated at every n. */
  readonly isWhole?: true
}

/** The windows without parameters that are not sums of cosines alone. */
export const SIMPLE_WINDOWS = {
  boxcar: () => 1,
  triang: (n, length) => (length % 2 === 0 ? (2 * n + 1) / length : (2 * n + 2) / (length + 1)),
  bartlett: (n, length) => (2 * n) / (length - 1),
  barthann: (n, length) => {
    const x = 0.5 - n / (length - 1)
    return 0.62 - 0.48 * x + 0.38 * Math.cos(2 * Math.PI * x)
  },
  bohman: (n, length) => {
    if (n === 0) return 0
    const x = 1 - (2 * n) / (length - 1)
    return (1 - x) * Math.cos(Math.PI * x) + Math.sin(Math.PI * x) / Math.PI
  },
  cosine: (n, length) => Math.sin((Math.PI * (n + 0.5)) / length),
  lanczos: (n, length) => sinc(1 - (2 * n) / (length - 1)),
  parzen: (n, length) => {
    const distance = (length - 1) / 2 - n
    const x = distance / (length / 2)
    return distance > (length - 1) / 4 ? 2 * (1 - x) ** 3 : 1 - 6 * x ** 2 + 6 * x ** 3
  },
} as const satisfies Readonly<Record<string, HalfWindow>>

/** A rectangle whose edges are halves of a Hann window: `alpha` is the fraction of the length that both edges take together. */
export function tukey(alpha: number): HalfWindow {
  return (n, length) => {
    const x = (2 * n) / (alpha * (length - 1))
    // The part of an edge is rounded down to whole samples. Written so that alpha 0 has no edges.
    return n <= Math.floor((alpha * (length - 1)) / 2) && alpha > 0
      ? 0.5 * (1 + Math.cos(Math.PI * (x - 1)))
      : 1
  }
}

/** exp(−|x/σ|^(2p)/2), where x counts from the middle. A Gaussian for p = 1. */
export function generalGaussian(p: number, sigma: number): HalfWindow {
  return (n, length) => Math.exp(-0.5 * (((length - 1) / 2 - n) / sigma) ** (2 * p))
}

/** exp(−|n − center|/τ). */
export function exponential(tau: number, center?: number): HalfWindow {
  return (n, length) => Math.exp(-Math.abs(n - (center ?? (length - 1) / 2)) / tau)
}

/** sin(πx)/(πx). */
function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}
