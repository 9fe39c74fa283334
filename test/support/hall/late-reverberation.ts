import { convolve } from 'tapline'
import { gaussianNoise } from '../gaussian-noise.js'

/** Where one frequency band ends and the next begins: quarter octaves from 250 Hz to 19 kHz, in Hz. */
const crossovers = Array.from({ length: 26 }, (_, i) => 250 * 2 ** (i / 4))

/** The time from the first sound until echoes are dense enough to be noise, in seconds. */
const buildUp = 0.09

/** The frequency from which the walls absorb strongly, in Hz. */
const softness = 1500

/**
 * The diffuse tail of a hall: Gaussian noise, in each frequency band f dying by 60 dB in its reverberation time T(f):
 *
 *     x[n] = ramp(n) · Σ_f noise_f[n] · (1 + (f / 1.5 kHz)²)^(-1/2) · 10^(-3 n / (T(f) · sampleRate))
 *
 * It sets in over the first 90 ms and has unit energy (Σ x² = 1).
 */
export function lateReverberation(sampleRate: number, length: number, seed: number): Float32Array {
  const tail = new Float32Array(length)
  for (const { frequency, samples } of bandsOf(gaussianNoise(length, seed), sampleRate)) {
    const decay = 10 ** (-3 / (reverberationTime(frequency) * sampleRate))
    let level = 1 / Math.hypot(1, frequency / softness)
    for (let n = 0; n < length; n++) {
      tail[n] += samples[n] * level
      level *= decay
    }
  }
  return withUnitEnergy(tail.map((value, n) => value * ramp(n / (buildUp * sampleRate))))
}

/**
 * The time in which a frequency (in Hz) dies by 60 dB, in seconds: 3 s for the lowest. Walls and air absorb the high ones: 1/T(f) =
 * (1 + (f / 8 kHz)^1.3) / 3 s, which is 2.8 s at 1 kHz, 2.1 s at 4 kHz, 1.5 s at 8 kHz.
 */
export function reverberationTime(frequency: number): number {
  return 3 / (1 + (frequency / 8000) ** 1.3)
}

/** Splits noise into bands that add up to it: each is what one low-pass filter lets through and the one below does not. */
function bandsOf(noise: Float32Array, sampleRate: number): { frequency: number; samples: Float32Array }[] {
  const edges = crossovers.filter((edge) => edge < 0.45 * sampleRate)
  const below = edges.map((edge) => convolve(noise, lowPass(edge / sampleRate), { mode: 'same' }))
  const cumulative = [...below, noise]
  return cumulative.map((samples, i) => ({
    frequency: i < edges.length ? edges[i] / 2 ** 0.125 : edges[i - 1] * 2 ** 0.125,
    samples: i === 0 ? samples : samples.map((value, n) => value - cumulative[i - 1][n]),
  }))
}

/** A linear-phase low-pass filter: 1023 taps of a sinc under a Blackman window. `edge` is in cycles per sample. */
function lowPass(edge: number): Float32Array {
  const half = 511
  return Float32Array.from({ length: 2 * half + 1 }, (_, i) => {
    const n = i - half
    const sinc = n === 0 ? 2 * edge : Math.sin(2 * Math.PI * edge * n) / (Math.PI * n)
    const phase = (Math.PI * n) / (half + 1)
    return sinc * (0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase))
  })
}

function ramp(x: number): number {
  return x < 1 ? Math.sin((Math.PI / 2) * x) ** 2 : 1
}

function withUnitEnergy(samples: Float32Array): Float32Array {
  const norm = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0))
  return samples.map((value) => value / norm)
}
