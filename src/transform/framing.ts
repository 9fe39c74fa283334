import { requireCount, requireOneOf, requireSignal } from '../require.js'
import { type Precision, type SignalLike } from '../samples.js'
import { GREATEST_SIZE } from './block-transform.js'
import { RealFft } from './real-fft.js'

/** How a signal is cut into frames: the options that `stft` and `istft` share. */
export interface FrameOptions {
  /** The window, L samples: any numbers, or what `windowOf` gives. */
  readonly window: SignalLike
  /** The distance between the starts of neighbouring frames. */
  readonly hop: number
  /** The size of the transforms, at least L, the default. A frame is filled up with zeros at its end. */
  readonly fftSize?: number
  /** The arithmetic. Default: float32 where the input is `Float32Array`, float64 otherwise. */
  readonly precision?: Precision
}

/** The same, checked. */
export interface Framing {
  readonly window: Float64Array
  readonly hop: number
  /** Where the first frame begins, counted back from the first sample: L − hop, or 0 where the hop is longer. */
  readonly lead: number
  readonly fft: RealFft
}

/**
 * Checks the options.
 *
 * @throws TypeError, RangeError as `stft` says.
 */
export function framingOf(options: FrameOptions, defaultPrecision: Precision): Framing {
  const { hop, precision = defaultPrecision } = options
  const window = checkedWindow(options.window)
  requireCount(hop, 1, 'hop')
  const { fftSize = window.length } = options
  requireFftSize(fftSize, window.length)
  requireOneOf(precision, ['float32', 'float64'], 'precision')
  const lead = Math.max(window.length - hop, 0)
  return { window, hop, lead, fft: new RealFft(fftSize, { precision }) }
}

/** How many frames hold a sample of a signal: those that begin before its end. */
export function frameCount(signalLength: number, { hop, lead }: Framing): number {
  return signalLength === 0 ? 0 : Math.ceil((signalLength + lead) / hop)
}

/** A copy of the window, which is not empty and finite. */
export function checkedWindow(window: SignalLike): Float64Array {
  requireSignal(window, 'window')
  if (window.length === 0) throw new RangeError('window is empty: give at least one sample')
  const samples = Float64Array.from(window)
  const wrong = samples.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) {
    throw new RangeError(`window[${wrong}] is ${window[wrong]}, not a finite number: mend or remove it`)
  }
  return samples
}

function requireFftSize(fftSize: number, windowLength: number): void {
  requireCount(fftSize, 1, 'fftSize')
  if (fftSize < windowLength) {
    throw new RangeError(
      `fftSize is ${fftSize}, but the window has ${windowLength} samples: give at least as many`,
    )
  }
  if (fftSize > GREATEST_SIZE) throw new RangeError(`fftSize is ${fftSize}: give at most ${GREATEST_SIZE}`)
}
