import { describe } from '../describe.js'
import { type OptionNames, readSignal, requireCount, requireFinite, requirePrecision } from '../require.js'
import type { Precision, SignalLike } from '../samples.js'
import { GREATEST_SIZE } from './block-transform.js'
import { RealFft } from './real-fft.js'

/** How a signal is divided into frames: the options that `stft` and `istft` share. */
export interface FrameOptions {
  /** The window, L samples: any numbers, such as a result of `windowOf`. */
  readonly window: SignalLike
  /** The distance between the starts of neighbouring frames. */
  readonly hop: number
  /** The size of the transforms, at least L. Frames are padded with zeros at their ends. Default: L. */
  readonly fftSize?: number
  /**
   * The precision of the arithmetic. Default: float32 if the input is a `Float32Array`, else float64; for streams, float32.
   */
  readonly precision?: Precision
}

export const FRAME_OPTIONS: OptionNames<FrameOptions> = {
  window: true,
  hop: true,
  fftSize: true,
  precision: true,
}

/** Picks these options from a larger set. */
export function frameOptionsOf({ window, hop, fftSize, precision }: FrameOptions): FrameOptions {
  return {
    window,
    hop,
    ...(fftSize === undefined ? {} : { fftSize }),
    ...(precision === undefined ? {} : { precision }),
  }
}

/** The framing of a signal, checked. */
export interface Framing {
  readonly window: Float64Array
  readonly hop: number
  /** The number of samples by which the first frame begins before the signal: L − hop, or 0 if the hop is longer. */
  readonly lead: number
  readonly fft: RealFft
}

/**
 * Checks options that have been read.
 *
 * @throws TypeError, RangeError as `stft` says.
 */
export function framingOf(options: FrameOptions, defaultPrecision: Precision): Framing {
  const { hop, precision = defaultPrecision } = options
  const window = checkedWindow(options.window)
  requireCount(hop, 1, 'hop')
  const { fftSize = window.length } = options
  if (options.fftSize === undefined && window.length > GREATEST_SIZE) {
    throw new RangeError(`window must have at most ${GREATEST_SIZE} samples, got ${window.length}`)
  }
  requireFftSize(fftSize, window.length)
  requirePrecision(precision)
  const lead = Math.max(window.length - hop, 0)
  return { window, hop, lead, fft: new RealFft(fftSize, { precision }) }
}

/** The number of frames that contain a sample of the signal: those that begin before its end. */
export function frameCount(signalLength: number, { hop, lead }: Framing): number {
  return signalLength === 0 ? 0 : Math.ceil((signalLength + lead) / hop)
}

/** Returns a copy of the window. Throws if it is empty or not finite. */
export function checkedWindow(window: SignalLike): Float64Array {
  if (isNoWindow(window)) {
    throw new TypeError(
      `window must be an array of numbers, got ${describe(window)}: pass windowOf(${example(window)}, length)`,
    )
  }
  const samples = Float64Array.from(readSignal(window, 'window'))
  if (samples.length === 0) throw new RangeError('window must have at least one sample, got none')
  requireFinite(samples, 'window')
  return samples
}

/** Whether the value is missing, or an argument of `windowOf` rather than its result. */
function isNoWindow(window: unknown): boolean {
  if (window === undefined) return true
  return typeof window === 'string' || (typeof window === 'object' && window !== null && 'name' in window)
}

function example(window: unknown): string {
  if (window === undefined) return "'hann'"
  return typeof window === 'string' ? describe(window).replaceAll('"', "'") : '{ name: … }'
}

function requireFftSize(fftSize: number, windowLength: number): void {
  requireCount(fftSize, 1, 'fftSize', GREATEST_SIZE)
  if (fftSize >= windowLength) return
  throw new RangeError(
    `fftSize must be at least the window's length, ${windowLength}, got ${fftSize}: use a shorter window or a larger size`,
  )
}
