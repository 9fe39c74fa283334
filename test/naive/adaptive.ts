// Kernels that are learned, by the definitions, in float64.

/** What comes of two signals of one length. */
export interface NaiveAdaptation {
  readonly output: Float64Array
  readonly error: Float64Array
  readonly kernel: Float64Array
}

/** Normalised least mean squares: a step for each sample. */
export function naiveNlms(
  x: ArrayLike<number>,
  d: ArrayLike<number>,
  length: number,
  step: number,
): NaiveAdaptation {
  const kernel = new Float64Array(length)
  const output = new Float64Array(x.length)
  const error = new Float64Array(x.length)
  let greatest = 0
  for (let n = 0; n < x.length; n++) {
    const before = (k: number): number => (n - k < 0 ? 0 : x[n - k])
    let energy = 0
    for (let k = 0; k < length; k++) {
      output[n] += kernel[k] * before(k)
      energy += before(k) ** 2
    }
    error[n] = d[n] - output[n]
    greatest = Math.max(energy, greatest * (1 - 1 / (64 * length)))
    if (energy === 0) continue
    for (let k = 0; k < length; k++) kernel[k] += (step * error[n] * before(k)) / (energy + greatest / 100)
  }
  return { output, error, kernel }
}

interface Complex {
  readonly re: number
  readonly im: number
}

/**
 * The least mean squares of blocks of N samples, in the frequency domain, with the constraint that a segment has N taps: steps of a
 * Kalman filter for each frequency of each segment. See the documentation of `AdaptiveConvolver`.
 */
export function naiveBlocks(
  x: ArrayLike<number>,
  d: ArrayLike<number>,
  length: number,
  size: number,
  gain: number,
): NaiveAdaptation {
  const P = Math.ceil(length / size)
  const [memory, N] = [4 * P, size]
  let taps = new Float64Array(P * N)
  let earlierTaps = taps.slice()
  const shares = Array.from({ length: P }, (_, p) => (1 + 2.5 / P) ** -p)
  const sum = shares.reduce((a, b) => a + b)
  const variances = shares.map((share) => new Float64Array(N).fill((gain ** 2 * share) / sum))
  const noise = new Float64Array(N)
  const output = new Float64Array(x.length)
  const error = new Float64Array(x.length)
  let [gained, before, wanted] = [0, 0, 0]

  const at = (signal: ArrayLike<number>, n: number): number => (n < 0 ? 0 : signal[n])
  /** The two blocks that end with block b. */
  const spectrumOf = (b: number): Complex[] =>
    transform(Array.from({ length: 2 * N }, (_, n) => at(x, (b - 1) * N + n)))
  const filtered = (kernel: Float64Array, n: number): number => {
    let y = 0
    for (let k = 0; k < length; k++) y += kernel[k] * at(x, n - k)
    return y
  }
  const errorsOf = (kernel: Float64Array, b: number): number[] =>
    Array.from({ length: N }, (_, i) => d[b * N + i] - filtered(kernel, b * N + i))

  const step = (b: number, isNew: boolean): number[] => {
    const errors = transform([...new Array<number>(N).fill(0), ...errorsOf(taps, b)])
    const spectra = Array.from({ length: P }, (_, p) => spectrumOf(b - p))
    const divisors = errors.map((e, f) => {
      const square = e.re ** 2 + e.im ** 2
      if (isNew) noise[f] = 0.8 * noise[f] + 0.2 * square
      const rest = isNew ? Math.max(square, noise[f]) : 4 * square
      return spectra.reduce(
        (all, X, p) => all + 0.5 * (X[f].re ** 2 + X[f].im ** 2) * variances[p][f],
        rest + 1e-280,
      )
    })
    const next = taps.slice()
    for (let p = 0; p < P; p++) {
      const gradient = errors.map(({ re, im }, f) => {
        const X = spectra[p][f]
        const share = variances[p][f] / divisors[f]
        return { re: share * (X.re * re + X.im * im), im: share * (X.re * im - X.im * re) }
      })
      const change = inverse(gradient)
      for (let k = 0; k < N && p * N + k < length; k++) next[p * N + k] += change[k]
    }
    taps = next
    return divisors
  }

  const learn = (b: number): void => {
    const energy = (values: ArrayLike<number>): number =>
      Array.from(values).reduce((all, value) => all + value ** 2, 0)
    const [old, now] = [energy(errorsOf(earlierTaps, b)), energy(errorsOf(taps, b))]
    gained = 0.8 * gained + (old - now)
    before = 0.8 * before + old
    wanted = 0.8 * wanted + energy(Array.from({ length: N }, (_, i) => d[b * N + i]))
    const change = ramp(gained / before, 0.01, 0.06) * ramp(before / wanted, 0.03, 0.13)
    const kept = 1 / (1 + (2 * N * (change / 2 + (1 - change) / 256)) / length)
    earlierTaps = taps.slice()
    for (const [p, variance] of variances.entries()) {
      const growth = (1 - kept) * energy(taps.subarray(p * N, (p + 1) * N))
      for (let f = 0; f < N; f++) variance[f] = kept * variance[f] + growth + 1e-20 * gain ** 2
    }
    const divisors = step(b, true)
    for (let i = 0; i < 3 && b > 0; i++) {
      const fraction = ((((3 * b + i) % 65_536) * 40_503) % 65_536) / 65_536
      step(b - 1 - Math.floor(fraction * Math.min(b, memory)), false)
    }
    for (const [p, variance] of variances.entries()) {
      const X = spectrumOf(b - p)
      for (let f = 0; f < N; f++) {
        variance[f] *= 1 - (0.5 * variance[f] * (X[f].re ** 2 + X[f].im ** 2)) / divisors[f]
      }
    }
  }

  for (let n = 0; n < x.length; n++) {
    output[n] = filtered(taps, n)
    error[n] = d[n] - output[n]
    if ((n + 1) % N === 0) learn((n + 1) / N - 1)
  }
  return { output, error, kernel: taps.slice(0, length) }
}

function ramp(value: number, from: number, to: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max((value - from) / (to - from), 0), 1)
}

/** X[f] = Σₙ x[n]·exp(−iπ(2f + 1)n/2N) for 2N real numbers and f < N: the odd frequencies. */
function transform(x: readonly number[]): Complex[] {
  return Array.from({ length: x.length / 2 }, (_, f) => {
    const angle = (n: number): number => (-Math.PI * (2 * f + 1) * n) / x.length
    return {
      re: x.reduce((all, value, n) => all + value * Math.cos(angle(n)), 0),
      im: x.reduce((all, value, n) => all + value * Math.sin(angle(n)), 0),
    }
  })
}

/** The 2N real numbers of such a spectrum. */
function inverse(spectrum: readonly Complex[]): number[] {
  const count = 2 * spectrum.length
  return Array.from({ length: count }, (_, n) => {
    const angle = (f: number): number => (Math.PI * (2 * f + 1) * n) / count
    const part = ({ re, im }: Complex, f: number): number => re * Math.cos(angle(f)) - im * Math.sin(angle(f))
    return spectrum.reduce((all, value, f) => all + part(value, f), 0) / spectrum.length
  })
}
