import { mulberry32 } from '../../test/support/mulberry32.js'

/** Seeded uniform noise in [-1, 1): the same numbers in every run, and no special values. */
export function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(length)
  const random = mulberry32(seed)
  for (let i = 0; i < length; i++) samples[i] = 2 * random() - 1
  return samples
}

/** Noise of unit energy that decays by 60 dB over its length, like the response of a hall. */
export function hall(length: number, seed: number): Float32Array<ArrayBuffer> {
  const samples = noise(length, seed)
  let energy = 0
  for (let i = 0; i < length; i++) {
    samples[i] *= 10 ** ((-3 * i) / length)
    energy += samples[i] ** 2
  }
  const gain = 1 / Math.sqrt(energy)
  return samples.map((sample) => sample * gain)
}

/** Cuts a signal into chunks of `size`, copies that do not share memory; the rest is dropped. */
export function chunksOf(signal: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: Math.floor(signal.length / size) }, (_, i) =>
    signal.slice(i * size, (i + 1) * size),
  )
}

/** Real and imaginary parts in turn, as other libraries have complex samples. */
export function interleaved<Part extends Float32Array | Float64Array>({ re, im }: Parts<Part>): Part {
  const all = new (re.constructor as new (length: number) => Part)(2 * re.length)
  for (let i = 0; i < re.length; i++) {
    all[2 * i] = re[i]
    all[2 * i + 1] = im[i]
  }
  return all
}

interface Parts<Part> {
  readonly re: Part
  readonly im: Part
}

/** One array of many. */
export function joined(chunks: readonly ArrayLike<number>[]): Float64Array {
  const whole = new Float64Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** The greatest difference between two results, relative to the greatest magnitude; Infinity if their lengths differ. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let difference = 0
  let greatest = 0
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs(actual[i] - expected[i])
    if (!(d <= difference)) difference = d
    greatest = Math.max(greatest, Math.abs(expected[i]))
  }
  return difference / greatest
}
