import { adaptive } from './adaptive-part.js'
import { addressOf, type Block, bytesPerSample } from './heap.js'

// Filters that learn, in terms of blocks and offsets in samples. Formulas are in assembly/adaptive.ts and assembly/nlms.ts. A
// spectrum has 2N samples; a variance, or another real number for each of its points, takes N samples. Nothing is checked here
// but that blocks are not free, and nothing is allocated.

/** A ring of spectra, and the slot of the newest one. */
export interface SpectrumRing {
  readonly spectra: Block
  readonly slots: number
}

/** target = Σ ring[newest − p]·weights[p] over p < count; `length` is that of a spectrum, 2N. */
export function respond(
  target: Block,
  { spectra, slots }: SpectrumRing,
  newest: number,
  weights: Block,
  fromWeights: number,
  count: number,
  length: number,
): void {
  adaptive()[target.precision].respond(
    addressOf(target, 0),
    addressOf(spectra, 0),
    newest,
    slots,
    addressOf(weights, fromWeights),
    count,
    length * bytesPerSample(target.precision),
  )
}

/** noise = keep·noise + (1 − keep)·|error|². */
export function trackNoise(noise: Block, error: Block, length: number, keep: number): void {
  const bytes = length * bytesPerSample(noise.precision)
  adaptive()[noise.precision].trackNoise(addressOf(noise, 0), addressOf(error, 0), bytes, keep)
}

/** What an error is divided by, besides the energy of the input. */
export interface ErrorNoise {
  readonly noise: Block
  readonly share: number
  readonly weight: number
  readonly least: number
}

/**
 * inverse = 1/(½·Σ |ring[newest − p]|²·variances[p] + weight·max(|error|², share·noise) + least), and drive = error·inverse.
 */
export function normalizeError(
  drive: Block,
  inverse: Block,
  error: Block,
  { noise, share, weight, least }: ErrorNoise,
  { spectra, slots }: SpectrumRing,
  newest: number,
  variances: Block,
  count: number,
  length: number,
): void {
  adaptive()[drive.precision].normalizeError(
    addressOf(drive, 0),
    addressOf(inverse, 0),
    addressOf(error, 0),
    addressOf(noise, 0),
    share,
    weight,
    least,
    addressOf(spectra, 0),
    newest,
    slots,
    addressOf(variances, 0),
    count,
    length * bytesPerSample(drive.precision),
  )
}

/** target = variance·conj(x)·drive. */
export function gradient(
  target: Block,
  x: Block,
  fromX: number,
  drive: Block,
  variances: Block,
  fromVariances: number,
  length: number,
): void {
  adaptive()[target.precision].gradient(
    addressOf(target, 0),
    addressOf(x, fromX),
    addressOf(drive, 0),
    addressOf(variances, fromVariances),
    length * bytesPerSample(target.precision),
  )
}

/** variance *= 1 − ½·variance·|x|²·inverse. */
export function shrink(
  variances: Block,
  at: number,
  x: Block,
  fromX: number,
  inverse: Block,
  length: number,
): void {
  adaptive()[variances.precision].shrink(
    addressOf(variances, at),
    addressOf(x, fromX),
    addressOf(inverse, 0),
    length * bytesPerSample(variances.precision),
  )
}

/** samples[at..at + count) = factor·samples + offset, for a multiple of 4 samples. */
export function rescale(samples: Block, at: number, count: number, factor: number, offset: number): void {
  adaptive()[samples.precision].rescale(addressOf(samples, at), count, factor, offset)
}

/** samples[at..at + count) = max(samples, least), for a multiple of 4 samples. */
export function raise(samples: Block, at: number, count: number, least: number): void {
  adaptive()[samples.precision].raise(addressOf(samples, at), count, least)
}

/** target[at..at + count) += factor·source[0..count), for a multiple of 4 samples. */
export function addScaled(target: Block, at: number, source: Block, count: number, factor: number): void {
  adaptive()[target.precision].addScaled(addressOf(target, at), addressOf(source, 0), count, factor)
}

/** target = desired − factor·response. Whole vectors are read and written, up to 3 samples beyond the end. */
export function errorOf(
  target: Block,
  at: number,
  desired: Block,
  fromDesired: number,
  response: Block,
  fromResponse: number,
  count: number,
  factor: number,
): void {
  adaptive()[target.precision].errorOf(
    addressOf(target, at),
    addressOf(desired, fromDesired),
    addressOf(response, fromResponse),
    count,
    factor,
  )
}

/** Σ a·b over a[fromA..fromA + count) and b[fromB..], for a multiple of 8 samples. */
export function dot(a: Block, fromA: number, b: Block, fromB: number, count: number): number {
  return adaptive()[a.precision].dot(addressOf(a, fromA), addressOf(b, fromB), count)
}

/** The sum of the squares of samples[from..from + count), for a multiple of 8 samples. */
export function energy(samples: Block, from: number, count: number): number {
  return dot(samples, from, samples, from, count)
}

/** How NLMS takes its steps. */
export interface NlmsSteps {
  readonly step: number
  readonly floor: number
  readonly fade: number
  readonly greatest: number
}

/**
 * Filters x[from..from + count) into output[at…], with the error in error[at…], and learns from each sample if `learns`. The taps are
 * in the order of the samples, the last one for the newest. Returns how many steps were left out. `peak` is a block of one sample.
 */
export function nlms(
  output: Block,
  error: Block,
  at: number,
  x: Block,
  from: number,
  desired: Block,
  taps: Block,
  tapCount: number,
  count: number,
  { step, floor, fade, greatest }: NlmsSteps,
  peak: Block,
  learns: boolean,
): number {
  return adaptive()[output.precision].nlms(
    addressOf(output, at),
    addressOf(error, at),
    addressOf(x, from),
    addressOf(desired, at),
    addressOf(taps, 0),
    tapCount,
    count,
    step,
    floor,
    fade,
    greatest,
    addressOf(peak, 0),
    learns,
  )
}
