// The definitions as plain loops, the reference for the package. It imports nothing of the package, and is itself checked against
// cases computed by hand in convolution.test.ts.

/** The part of the full result that is kept. */
export type NaiveMode = 'full' | 'same' | 'valid'

/**
 * y[n] = Σₖ kernel[k]·signal[n − k], or the part that a mode keeps. Outputs that read a non-finite value are NaN.
 */
export function naiveConvolution(
  signal: ArrayLike<number>,
  kernel: ArrayLike<number>,
  mode: NaiveMode = 'full',
): Float64Array {
  const full: number[] = []
  for (let n = 0; n < fullLength(signal.length, kernel.length); n++) {
    const first = Math.max(n - signal.length + 1, 0)
    const last = Math.min(n, kernel.length - 1)
    full.push(innerProduct(signal, n - first, -1, kernel, first, last - first + 1))
  }
  return Float64Array.from(kept(full, signal.length, kernel.length, mode))
}

/** c[ℓ] = Σₖ template[k]·signal[ℓ + k] for the lags ℓ that `naiveLags` lists. */
export function naiveCorrelation(
  signal: ArrayLike<number>,
  template: ArrayLike<number>,
  mode: NaiveMode = 'full',
): Float64Array {
  const full: number[] = []
  for (const lag of allLags(signal.length, template.length)) {
    const first = Math.max(-lag, 0)
    const last = Math.min(signal.length - 1 - lag, template.length - 1)
    full.push(innerProduct(signal, lag + first, 1, template, first, last - first + 1))
  }
  return Float64Array.from(kept(full, signal.length, template.length, mode))
}

/** The lag of each value of the correlation. */
export function naiveLags(signalLength: number, templateLength: number, mode: NaiveMode = 'full'): number[] {
  return kept(allLags(signalLength, templateLength), signalLength, templateLength, mode)
}

/** Windows of `size` samples that start every `hop` samples; with `rest`, the last one is filled up with zeros. */
export function naiveWindows(
  samples: ArrayLike<number>,
  size: number,
  hop: number,
  rest: 'pad' | 'drop',
): number[][] {
  const windows: number[][] = []
  let covered = 0
  let start = 0
  for (; start + size <= samples.length; start += hop) {
    windows.push(Array.from({ length: size }, (_, i) => samples[start + i]))
    covered = start + size
  }
  // The rest consists of samples that no window contains and the next one would.
  if (rest === 'pad' && samples.length > Math.max(covered, start)) {
    windows.push(
      Array.from({ length: size }, (_, i) => (start + i < samples.length ? samples[start + i] : 0)),
    )
  }
  return windows
}

function fullLength(signalLength: number, kernelLength: number): number {
  return signalLength === 0 ? 0 : signalLength + kernelLength - 1
}

/** From the lag at which the template's last sample meets the signal's first, to that at which its first meets the last. */
function allLags(signalLength: number, templateLength: number): number[] {
  const lags: number[] = []
  if (signalLength === 0) return lags
  for (let lag = 1 - templateLength; lag < signalLength; lag++) lags.push(lag)
  return lags
}

function kept(
  full: readonly number[],
  signalLength: number,
  kernelLength: number,
  mode: NaiveMode,
): number[] {
  switch (mode) {
    case 'full':
      return full.slice()
    case 'same': {
      const start = Math.floor((kernelLength - 1) / 2)
      return full.slice(start, start + signalLength)
    }
    case 'valid':
      // Where the shorter one lies wholly within the longer one, so that all of its values are used.
      return full.filter(
        (_, n) => partners(n, signalLength, kernelLength) === Math.min(signalLength, kernelLength),
      )
  }
}

/** The number of taps that meet a sample in output n. */
function partners(n: number, signalLength: number, kernelLength: number): number {
  let count = 0
  for (let k = 0; k < kernelLength; k++) if (n - k >= 0 && n - k < signalLength) count++
  return count
}

/**
 * Σ a[fromA + i·step]·b[fromB + i] over i < count, as accurate as if computed with twice the digits and rounded once: the rounding
 * errors of products and sums are added up separately (Ogita, Rump and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput.
 * 26, 2005, algorithm 5.3).
 */
function innerProduct(
  a: ArrayLike<number>,
  fromA: number,
  step: 1 | -1,
  b: ArrayLike<number>,
  fromB: number,
  count: number,
): number {
  let sum = 0
  let error = 0
  for (let i = 0; i < count; i++) {
    const x = a[fromA + i * step]
    const y = b[fromB + i]
    if (!Number.isFinite(x) || !Number.isFinite(y)) return NaN
    const product = x * y
    const next = sum + product
    const partner = next - sum
    error += productError(x, y, product) + (sum - (next - partner)) + (product - partner)
    sum = next
  }
  return sum + error
}

/** x·y − product, exactly (Dekker). */
function productError(x: number, y: number, product: number): number {
  const xHigh = highPart(x)
  const yHigh = highPart(y)
  const xLow = x - xHigh
  const yLow = y - yHigh
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow)
}

/** The upper half of the digits (Veltkamp). */
function highPart(x: number): number {
  const scaled = (2 ** 27 + 1) * x
  return scaled - (scaled - x)
}
