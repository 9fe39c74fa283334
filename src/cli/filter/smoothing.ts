import { InvalidArgumentError } from 'commander'
import { gaussianKernel } from '../../filter/gaussian-kernel.js'
import { movingAverage } from '../../filter/moving-average.js'
import { savitzkyGolay } from '../../filter/savitzky-golay.js'
import { count, positive, wholeNumber } from '../inputs/quantities.js'
import { UsageError } from '../terminal/errors.js'

/** A smoothing kernel, which needs no sample rate. */
export interface Smoothing {
  /** The length of the window, and the degree of the polynomial. */
  readonly savitzkyGolay?: readonly [length: number, degree: number]
  /** The order of the derivative. */
  readonly derivative?: number
  readonly movingAverage?: number
  /** The standard deviation, in samples. */
  readonly gaussian?: number
}

/** The flags, as in messages. */
export const SMOOTHINGS = ['--savitzky-golay', '--moving-average', '--gaussian'] as const

/**
 * The requested kernels, one for each flag.
 *
 * @param sampleRate That of the signal. If it is unknown, derivatives are per sample.
 * @throws UsageError if the options of a kernel are invalid.
 */
export function smoothingKernels(smoothing: Smoothing, sampleRate: number | undefined): Float64Array[] {
  const { derivative = 0, gaussian } = smoothing
  if (derivative > 0 && smoothing.savitzkyGolay === undefined) {
    throw new UsageError('--derivative works only with --savitzky-golay: pass both or neither')
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
    throw new InvalidArgumentError('Pass the window and the order of the polynomial, such as 21,3.')
  }
  return [oddCount(parts[0]), wholeNumber(parts[1])]
}

/** For `argParser`: a window that has a middle. */
export function oddCount(text: string): number {
  const value = count(text)
  if (value % 2 === 1 && value < 2 ** 18) return value
  throw new InvalidArgumentError('Pass an odd number of samples, so that the window has a middle.')
}

/** For `argParser`: a standard deviation in samples. */
export function deviation(text: string): number {
  const value = positive(text)
  if (value <= 2 ** 14) return value
  throw new InvalidArgumentError('Pass a number of samples above 0 and at most 16384.')
}
