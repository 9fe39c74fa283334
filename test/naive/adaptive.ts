// Kernels that are learned, by the definitions, in float64.

/** What comes of two signals of one length. */
export interface NaiveAdaptation {
  readonly output: Float64Array
  readonly error: Float64Array
  readonly kernel: Float64Array
}

/** Normalized least mean squares: a step for each sample. */
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
  const threshold = 0.5 + 4 / Math.sqrt(N)
  let taps = new Float64Array(P * N)
  let earlierTaps = taps.slice()
  let usable: number[] = []
  const leastErrors: number[] = []
  const shares = Array.from({ length: P }, (_, p) => (1 + 2.5 / P) ** -p)
  const sum = shares.reduce((a, b) => a + b)
  const firstVariances = shares.map((share) => (gain ** 2 * share) / sum)
  const variances = firstVariances.map((variance) => new Float64Array(N).fill(variance))
  const noise = new Float64Array(N)
  const output = new Float64Array(x.length)
  const error = new Float64Array(x.length)
  const none = { gained: 0, spread: 0, lost: 0, lostSpread: 0, error: 0, wanted: 0 }
  let sums = none

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
    const wanted = Array.from({ length: N }, (_, i) => d[b * N + i])
    const [old, now] = [errorsOf(earlierTaps, b), errorsOf(taps, b)]
    const [oldEnergy, nowEnergy, wantedEnergy] = [energy(old), energy(now), energy(wanted)]
    const moved = energy(old.map((value, i) => value - now[i]))
    const responded = energy(wanted.map((value, i) => value - now[i]))
    sums = {
      gained: 0.7 * sums.gained + oldEnergy - nowEnergy,
      spread: 0.49 * sums.spread + oldEnergy * moved,
      lost: 0.7 * sums.lost + nowEnergy - wantedEnergy,
      lostSpread: 0.49 * sums.lostSpread + wantedEnergy * responded,
      error: 0.7 * sums.error + nowEnergy,
      wanted: 0.7 * sums.wanted + wantedEnergy,
    }
    if (sums.lostSpread > 0 && sums.lost / Math.sqrt(sums.lostSpread) > threshold + 0.5) {
      taps.fill(0)
      noise.fill(0)
      for (const [p, variance] of variances.entries()) variance.fill(firstVariances[p])
      usable = []
      sums = none
    }
    const certainty = sums.spread > 0 ? ramp(sums.gained / Math.sqrt(sums.spread) / threshold - 1) : 0
    const misfit = certainty > 0 ? certainty * Math.min(sums.error / sums.wanted, 1) : 0
    const kept = 1 / (1 + (2 * N) / 4096 / length)
    for (const [p, variance] of variances.entries()) {
      const strength = energy(taps.subarray(p * N, (p + 1) * N))
      for (let f = 0; f < N; f++) {
        const grown = kept * variance[f] + (1 - kept) * strength + 1e-20 * gain ** 2
        variance[f] = Math.max(grown, 2 * misfit * strength)
      }
    }
    for (let i = 0; i < 3 && b > 0; i++) {
      const fraction = ((((3 * b + i) % 65_536) * 40_503) % 65_536) / 65_536
      const earlier = b - 1 - Math.floor(fraction * Math.min(b, memory))
      if (!usable.includes(earlier)) continue
      const error = energy(errorsOf(taps, earlier))
      const all = energy(Array.from({ length: N }, (_, k) => d[earlier * N + k]))
      if (error > 4 * leastErrors[earlier] && error > 0.03 * all) {
        usable = usable.filter((block) => block !== earlier)
        continue
      }
      leastErrors[earlier] = Math.min(leastErrors[earlier], error)
      step(earlier, false)
    }
    earlierTaps = taps.slice()
    leastErrors[b] = energy(errorsOf(taps, b))
    usable.push(b)
    const divisors = step(b, true)
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

function energy(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value ** 2, 0)
}

function ramp(value: number): number {
  return Math.min(Math.max(value, 0), 1)
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
