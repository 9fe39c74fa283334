import { generate, noise } from './signals.js'

/** Signals that are hard on the arithmetic of sliding windows, by name. */
export function hardSignals(length: number): Readonly<Record<string, Float64Array>> {
  const x = noise('float64', length, 7)
  const u = noise('float64', length, 8)
  const made = (value: (i: number) => number): Float64Array =>
    Float64Array.from(generate('float64', length, value))
  let walk = 0
  return {
    noise: made((i) => x[i]),
    'a random walk': made((i) => (walk += x[i])),
    'an offset of 1e6': made((i) => x[i] + 1e6),
    'a drift': made((i) => x[i] + 1000 * i),
    'a steep drift': made((i) => x[i] + 1e9 * i),
    'spikes of 1e8': made((i) => (i % 151 === 70 ? 1e8 : x[i])),
    'spikes of any size': made((i) => (u[i] > 0.97 ? 1e8 * x[i] : x[i])),
    'flat runs': made((i) => (i % 120 < 60 ? 5 : x[i])),
    'flat runs and an offset': made((i) => (i % 120 < 60 ? 1e6 : 1e6 + x[i])),
    'one flat place near the end': made((i) => (i >= 0.88 * length && i < 0.98 * length ? 2 : x[i])),
    'a constant': made(() => 0.1),
    'a period, exactly': made((i) => x[i % 40]),
    'a period, nearly': made((i) => x[i % 40] + 1e-9 * u[i]),
    'a sine': made((i) => Math.sin(i / 7)),
    'a ramp': made((i) => 3 * i),
    'a ramp with a little noise': made((i) => i + 1e-4 * x[i]),
    'a ramp with a little noise and jumps': made((i) => i + 1e-4 * x[i] + (i % 199 === 0 ? 300 : 0)),
    'a growth with a little noise': made((i) => Math.exp(i / 50) * (1 + 1e-7 * x[i])),
    'a sine with a little noise': made((i) => Math.sin((2 * Math.PI * i) / 8) + 1e-7 * x[i]),
    steps: made((i) => Math.round(2 * x[i])),
    'bursts that die away': made((i) => x[i] * Math.exp(-(i % 90) / 4)),
    gaps: made((i) => (i % 211 === 77 ? NaN : i % 307 === 3 ? -Infinity : 1e6 + x[i])),
    'nothing but gaps': made(() => NaN),
    'the tiny': made((i) => 1e-130 * x[i]),
    'the huge': made((i) => 1e139 * x[i]),
  }
}
