import { nextPowerOfTwo } from '../next-power-of-two.js'
import type { Precision, Samples, SignalLike } from '../samples.js'
import { cosineOfTurn, sineOfTurn } from '../wasm/cosine-of-turn.js'
import { Block } from '../wasm/heap.js'
import { convolve, forwardFolded } from '../wasm/transform.js'
import { transformPlan } from './block-transform.js'
import type { RealTransform } from './real-transform.js'

/**
 * The transform of any size M as a convolution with a chirp: kn = (k² + n² − (k − n)²)/2, hence
 * X[k] = w[k]·Σₙ (x[n]·w[n])·w̄[k − n] with w[n] = exp(−πin²/M). L. I. Bluestein, A linear filtering approach to the
 * computation of discrete Fourier transform, IEEE Trans. Audio Electroacoust. 18 (1970).
 *
 * The convolution is one of complex numbers, modulo t^N − i with N ≥ 2M − 1. The engine's folded transform, whose input is low
 * + i·high, computes it. Negative powers of t wrap around multiplied by −i, which the prepared chirp takes into account.
 */
export function bluesteinFft(size: number, precision: Precision): RealTransform {
  const points = nextPowerOfTwo(2 * size - 1)
  const plan = transformPlan(points, precision)
  const chirp = makeChirp(size)
  const spectrum = new Block(2 * points, precision)
  const chirpSpectrum = new Block(2 * points, precision)
  const work = new Block(2 * points, precision)
  loadChirp(work.samples, chirp, size, points)
  forwardFolded(chirpSpectrum, 0, work, 0, plan)

  /** work = the convolution of work with the conjugate chirp, real parts and then the imaginary ones. */
  const convolveWork = (): void => {
    convolve(work, 0, spectrum, 0, work, 0, chirpSpectrum, 0, plan, false)
  }
  return {
    forward: (signal, out) => {
      const { samples } = work
      samples.fill(0)
      for (let n = 0; n < size; n++) putProduct(samples, n, points, chirp, signal[n], 0)
      convolveWork()
      for (let k = 0; k <= size / 2; k++) takeProduct(out, 2 * k, samples, k, points, chirp)
      out[1] = 0
      if (size % 2 === 0) out[size + 1] = 0
    },
    inverse: (bins, out) => {
      const { samples } = work
      samples.fill(0)
      for (let k = 0; k < size; k++) putConjugateBin(samples, k, points, chirp, bins, size)
      convolveWork()
      const bin = new Float64Array(2)
      for (let n = 0; n < size; n++) {
        takeProduct(bin, 0, samples, n, points, chirp)
        out[n] = bin[0] / size
      }
    },
  }
}

/** cos and −sin of πn²/M for n < M, interleaved. The square is reduced first, so that the angles stay exact. */
function makeChirp(size: number): Float64Array {
  const chirp = new Float64Array(2 * size)
  for (let n = 0; n < size; n++) {
    const turn = Number((BigInt(n) * BigInt(n)) % BigInt(2 * size)) / (2 * size)
    chirp[2 * n] = cosineOfTurn(turn)
    chirp[2 * n + 1] = -sineOfTurn(turn)
  }
  return chirp
}

/** The conjugate chirp at 0..M − 1 and at −1..−(M − 1), these times −i, all divided by N. */
function loadChirp(samples: Samples, chirp: Float64Array, size: number, points: number): void {
  samples.fill(0)
  for (let n = 0; n < size; n++) {
    const re = chirp[2 * n] / points
    const im = -chirp[2 * n + 1] / points
    samples[n] = re
    samples[points + n] = im
    if (n === 0) continue
    samples[points - n] = im
    samples[2 * points - n] = -re
  }
}

/** Puts (re + i·im)·w[n] as coefficient n: its real part low, its imaginary part high. */
function putProduct(
  samples: Samples,
  n: number,
  points: number,
  chirp: Float64Array,
  re: number,
  im: number,
): void {
  samples[n] = re * chirp[2 * n] - im * chirp[2 * n + 1]
  samples[points + n] = re * chirp[2 * n + 1] + im * chirp[2 * n]
}

/** The inverse is the forward transform of the conjugate bins; the upper bins are the conjugates of the lower ones. */
function putConjugateBin(
  samples: Samples,
  k: number,
  points: number,
  chirp: Float64Array,
  bins: SignalLike,
  size: number,
): void {
  const lower = Math.min(k, size - k)
  const isReal = k === 0 || 2 * k === size
  const im = isReal ? 0 : 2 * k < size ? -bins[2 * lower + 1] : bins[2 * lower + 1]
  putProduct(samples, k, points, chirp, bins[2 * lower], im)
}

/** out[at], out[at + 1] = coefficient k times w[k]. */
function takeProduct(
  out: Samples,
  at: number,
  samples: Samples,
  k: number,
  points: number,
  chirp: Float64Array,
): void {
  const re = samples[k]
  const im = samples[points + k]
  out[at] = re * chirp[2 * k] - im * chirp[2 * k + 1]
  out[at + 1] = re * chirp[2 * k + 1] + im * chirp[2 * k]
}
