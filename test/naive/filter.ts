// The definitions of filters and of sample rate conversion, as plain loops. It imports nothing of the package, and is itself
// checked against cases computed by hand in filter.test.ts.

/** |Σₙ taps[n]·exp(−2πi·f·n/sampleRate)|. */
export function naiveGain(taps: ArrayLike<number>, frequencyHz: number, sampleRate: number): number {
  let re = 0
  let im = 0
  for (let n = 0; n < taps.length; n++) {
    const angle = (2 * Math.PI * frequencyHz * n) / sampleRate
    re += taps[n] * Math.cos(angle)
    im -= taps[n] * Math.sin(angle)
  }
  return Math.hypot(re, im)
}

/** A sum of sines, a sample at each multiple of 1/sampleRate. */
export function naiveTones(
  tones: readonly { readonly frequencyHz: number; readonly phase: number }[],
  sampleRate: number,
  length: number,
): Float64Array {
  const samples = new Float64Array(length)
  for (let n = 0; n < length; n++) {
    for (const { frequencyHz, phase } of tones) {
      samples[n] += Math.cos((2 * Math.PI * frequencyHz * n) / sampleRate + phase)
    }
  }
  return samples
}

/**
 * Conversion by up/down, by its definition: y[m] = Σₙ x[n]·g(m·down/up − n), with g a sinc (cutoff at 0.955 of the lower
 * Nyquist frequency) under a Kaiser window (123 dB, 92 periods of the lower rate to either side), and the weights of each
 * output scaled to a sum of 1, those of samples beyond the ends included.
 */
export function naiveResample(x: ArrayLike<number>, up: number, down: number): Float64Array {
  // Times are in periods of the lower rate, as quotients of whole numbers, so that the window ends where it ends.
  const period = Math.max(up, down)
  const beta = 0.1102 * (123 - 8.7)
  const scale = besselI0(beta)
  const y = new Float64Array(Math.ceil((x.length * up) / down))
  for (let m = 0; m < y.length; m++) {
    let sum = 0
    let weights = 0
    const [first, last] = [(m * down - 92 * period) / up, (m * down + 92 * period) / up]
    for (let n = Math.floor(first); n <= last + 1; n++) {
      const time = (m * down - n * up) / period
      if (Math.abs(time) >= 92) continue
      const window = besselI0(beta * Math.sqrt(1 - (time / 92) ** 2)) / scale
      const angle = Math.PI * 0.955 * time
      const weight = window * (time === 0 ? 1 : Math.sin(angle) / angle)
      weights += weight
      if (n >= 0 && n < x.length) sum += x[n] * weight
    }
    y[m] = sum / weights
  }
  return y
}

/**
 * The same at any times, in input samples, for a stopband and a period of the lower rate, at least 1: the filter reaches 60, 76 or
 * 92 periods to either side. Samples at its end, up to rounding, are beyond it.
 */
export function naiveResampleAt(
  x: ArrayLike<number>,
  times: readonly number[],
  period: number,
  stopbandDb: 80 | 100 | 120,
): Float64Array {
  const reach = { 80: 60, 100: 76, 120: 92 }[stopbandDb]
  const beta = 0.1102 * (stopbandDb + 3 - 8.7)
  const scale = besselI0(beta)
  return Float64Array.from(times, (at) => {
    let sum = 0
    let weights = 0
    for (let n = Math.floor(at - reach * period); n <= at + reach * period + 1; n++) {
      const time = (at - n) / period
      if (Math.abs(time) >= reach - 1e-11) continue
      const angle = Math.PI * 0.955 * time
      const window = besselI0(beta * Math.sqrt(1 - (time / reach) ** 2)) / scale
      const weight = window * (time === 0 ? 1 : Math.sin(angle) / angle)
      weights += weight
      if (n >= 0 && n < x.length) sum += x[n] * weight
    }
    return sum / weights
  })
}

/** I₀ by its integral, (1/π)·∫ exp(x·cos θ) dθ over [0, π], by the trapezoid rule, which is exact here up to rounding. */
export function besselI0(x: number): number {
  const steps = 60
  let sum = 0
  for (let i = 0; i < steps; i++) sum += Math.exp(x * Math.cos((Math.PI * (i + 0.5)) / steps))
  return sum / steps
}

/** The index of the sample that continues a signal of `length` samples at index i, one step at a time. */
export function naiveEdge(edges: 'nearest' | 'reflect', i: number, length: number): number {
  let at = i
  while (at < 0 || at >= length) {
    if (edges === 'nearest') at += at < 0 ? 1 : -1
    // Mirrored at the middle between the last sample and the first one beyond it.
    else at = at < 0 ? -1 - at : 2 * length - 1 - at
  }
  return at
}
