// Operations on frames, as plain loops. It imports only other definitions, and is itself checked against cases computed by hand in
// test/image/naive-frame.test.ts.
import { type NaiveBoundary, naiveConvolution2d, type NaivePlane } from './image.js'

/** RGBA, one byte each. */
export interface NaiveFrame {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

/** The sums for each number of the frame, before conversion to bytes. Those of alpha are alpha itself. */
export function naiveFrameSums(
  { data, width, height }: NaiveFrame,
  kernel: NaivePlane,
  boundary: NaiveBoundary,
  fillValue: number,
): number[] {
  const sums = Array.from(data)
  for (let channel = 0; channel < 3; channel++) {
    const plane = { data: everyFourth(data, channel), width, height }
    const options = { mode: 'same', boundary, fillValue, stride: 1, dilation: 1 } as const
    const filtered = naiveConvolution2d(plane, kernel, options)
    for (let i = 0; i < width * height; i++) sums[4 * i + channel] = filtered.data[i]
  }
  return sums
}

/** The same with colors weighted by opacity: Σ k·alpha·color/Σ k·alpha, and Σ k·alpha; nothing lies beyond 'fill'. */
export function naiveWeightedSums(
  { data, width, height }: NaiveFrame,
  kernel: NaivePlane,
  boundary: NaiveBoundary,
): number[] {
  const options = { mode: 'same', boundary, fillValue: 0, stride: 1, dilation: 1 } as const
  const alpha = everyFourth(data, 3)
  const alphas = naiveConvolution2d({ data: alpha, width, height }, kernel, options).data
  const sums = Array.from(data)
  for (let channel = 0; channel < 3; channel++) {
    const weighted = everyFourth(data, channel).map((value, i) => value * alpha[i])
    const filtered = naiveConvolution2d({ data: weighted, width, height }, kernel, options).data
    for (let i = 0; i < width * height; i++)
      sums[4 * i + channel] = alphas[i] > 0.5 ? filtered[i] / alphas[i] : 0
  }
  for (let i = 0; i < width * height; i++) sums[4 * i + 3] = alphas[i]
  return sums
}

/** Σₖ taps[k]·images[t − k][i] for each t and i, with copies of the first image before it. */
export function naiveTemporalSums(images: readonly ArrayLike<number>[], taps: readonly number[]): number[][] {
  return images.map((image, t) =>
    Array.from(image, (_, i) => {
      let sum = 0
      for (let k = 0; k < taps.length; k++) sum += taps[k] * images[t >= k ? t - k : 0][i]
      return sum
    }),
  )
}

/** The byte for a number: the nearest one, or the even one of two equally near. */
export function naiveByte(value: number): number {
  const below = Math.floor(value)
  const distance = value - below
  const isUp = distance > 0.5 || (distance === 0.5 && below % 2 !== 0)
  const nearest = isUp ? below + 1 : below
  return nearest < 0 ? 0 : nearest > 255 ? 255 : nearest
}

function everyFourth(data: ArrayLike<number>, first: number): number[] {
  return Array.from(data).filter((_, i) => i % 4 === first)
}
