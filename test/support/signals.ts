import type { Precision, Samples } from 'tapline'
import { mulberry32 } from './mulberry32.js'

export const PRECISIONS = ['float32', 'float64'] as const
export const MODES = ['full', 'same', 'valid'] as const

/** The given values in an array of the given precision. */
export function samplesOf(precision: Precision, values: ArrayLike<number>): Samples {
  return precision === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
}

/** `length` zeros. */
export function silence(precision: Precision, length: number): Samples {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/** `length` samples, computed from their indices. */
export function generate(precision: Precision, length: number, value: (index: number) => number): Samples {
  const samples = silence(precision, length)
  for (let i = 0; i < length; i++) samples[i] = value(i)
  return samples
}

/** Seeded noise, uniform in [−1, 1). */
export function noise(precision: Precision, length: number, seed: number): Samples {
  const random = mulberry32(seed)
  return generate(precision, length, () => 2 * random() - 1)
}

/** Seeded normal noise of variance 1, by Box and Muller's transform. */
export function normalNoise(length: number, seed: number): Float64Array {
  const uniform = noise('float64', 2 * length, seed)
  return Float64Array.from({ length }, (_, n) => {
    const [first, second] = [(1 - uniform[2 * n]) / 2, uniform[2 * n + 1]]
    return Math.sqrt(-2 * Math.log(first)) * Math.cos(Math.PI * second)
  })
}

/** Zeros except one value. */
export function impulse(precision: Precision, length: number, at: number, value = 1): Samples {
  const samples = silence(precision, length)
  samples[at] = value
  return samples
}

/** Zeros except the given values, which begin at index `at`. */
export function placed(precision: Precision, length: number, at: number, values: ArrayLike<number>): Samples {
  const samples = silence(precision, length)
  samples.set(values, at)
  return samples
}

/** All chunks, concatenated. */
export function joined(precision: Precision, chunks: readonly ArrayLike<number>[]): Samples {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const whole = silence(precision, length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** The signal in chunks of the given lengths, which are taken in turn until it ends. */
export function cut(signal: Samples, lengths: readonly number[]): Samples[] {
  const chunks: Samples[] = []
  for (let from = 0, i = 0; from < signal.length; i++) {
    const length = lengths[i % lengths.length]
    chunks.push(signal.slice(from, from + length))
    from += length
  }
  return chunks
}
