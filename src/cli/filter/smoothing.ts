import { InvalidArgumentError } from 'commander'
import { gaussianKernel } from '../../filter/gaussian-kernel.js'
import { movingAverage } from '../../filter/moving-average.js'
import { savitzkyGolay } from '../../filter/savitzky-golay.js'
import { count, positive, wholeNumber } from '../inputs/quantities.js'
import { UsageError } from '../terminal/errors.js'

/** A kernel that smooths, and needs no sample rate. */
export interface Smoothing {
  /** The length of the window, and the degree of the polynomial. */
  readonly savitzkyGolay?: readonly [length: number, degree: number]
  /** Which derivative the polynomial gives. */
  readonly derivative?: number
  readonly movingAverage?: number
  /** The standard deviation, in samples. */
  readonly gaussian?: number
}

/** The flags, as messages call them. */
export const SMOOTHINGS = ['--savitzky-golay', '--moving-average', '--gaussian'] as const

/**
 * The kernels that were asked for, one for each flag.
 *
 * @param sampleRate That of the signal; derivatives are per sample where it is not known.
 * @throws UsageError if a kernel has no such form.
 */
export function smoothingKernels(smoothing: Smoothing, sampleRate: number | undefined): Float64Array[] {
  const { derivative = 0, gaussian } = smoothing
  if (derivative > 0 && smoothing.savitzkyGolay === undefined) {
    throw new UsageError('--derivative is of --savitzky-golay: give that, or leave it out')
  }
  const kernels: Float64Array[] = []
  try {
    if (smoothing.savitzkyGolay !== undefined) {
      const [length, degree] = smoothing.savitzkyGolay
      const rate = sampleRate === undefined ? {} : { sampleRate }
      kernels.push(savitzkyGolay({ length, degree, derivative, ...rate }))
    }
    if (smoothing.movingAverage !== undefined) kernels.push(movingAverage(smoothing.movingAverage))
    if (gaussian !== undefined) kernels.push(gaussianKernel(gaussian))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(error.message, { cause: error })
  }
  return kernels
}

/** For `argParser`: window and order, as 21,3. */
export function windowAndOrder(text: string): readonly [number, number] {
  const parts = text.split(',')
  if (parts.length !== 2) {
    throw new InvalidArgumentError('Give the window and the order of the polynomial, as 21,3.')
  }
  return [oddCount(parts[0]), wholeNumber(parts[1])]
}

/** For `argParser`: a window that has a middle. */
export function oddCount(text: string): number {
  const value = count(text)
  if (value % 2 === 1 && value < 2 ** 18) return value
  throw new InvalidArgumentError('Give an odd number of samples, so that the window has a middle.')
}

/** For `argParser`: a standard deviation in samples. */
export function deviation(text: string): number {
  const value = positive(text)
  if (value <= 2 ** 14) return value
  throw new InvalidArgumentError('Give a number of samples above 0, and at most 16384.')
}
