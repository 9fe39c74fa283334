import { type OptionNames, readList, readOptions, readSignal, requireCount } from '../require.js'
import {
  copyInto,
  type Precision,
  precisionOf,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../samples.js'
import { binaryScale } from './binary-scale.js'
import { FRAME_OPTIONS, frameCount, type FrameOptions, type Framing, framingOf } from './framing.js'
import { coverageOf, frameWeights } from './window-coverage.js'

/** The options of `istft`. */
export interface InverseFrameOptions extends FrameOptions {
  /** How many samples the signal has. Default: as many as can be, that is all that fill the frames. */
  readonly length?: number
}

const OPTIONS: OptionNames<InverseFrameOptions> = { ...FRAME_OPTIONS, length: true }

/**
 * The signal of which `stft` gave the frames; for frames that were changed since, the signal whose frames come nearest
 * to them (in the sum of squares: Griffin and Lim, 1984).
 *
 * x[n] = Σₘ window[i]·frame[m][i] / Σₘ window[i]² with i = n − m·hop + lead, over the frames in which 0 ≤ i < L; the first L
 * samples of the inverse transforms are looked at, and `lead` is that of `stft`. Give the same options as there.
 *
 * Shapes: M frames give up to M·hop − lead samples, the default. The last ones of these, fewer than `hop`, are zeros that
 * `stft` added where the signal did not fill its frames: `length` leaves them out.
 *
 * The window permits it where `windowCoverage` is at least ε (2⁻²³ for float32, 2⁻⁵² for float64): no sample may weigh less
 * than that beside the others, and the hop must not be longer than the window.
 *
 * Cost: a transform of F samples for each frame, and a plan for all. Allocates the result, and nothing for each frame.
 * Error: some ε·√log₂ F of the signal's norm where the coverage is near 1, and 1/√coverage times that at most.
 *
 * @param frames Spectra, as `stft` returns them.
 * @param options Those of `stft`, and `length`. The precision is by default float32 where all frames are
 *   `Float32Array`s, else float64.
 * @returns The signal, as a new array.
 * @throws TypeError if the frames or the window are no arrays of numbers. RangeError as `stft`; if the window and the hop
 *   do not permit it; if a frame has another length than a spectrum of this FFT size; if there are fewer frames than any
 *   signal has; or if the length is none from 0 to M·hop − lead.
 * @example
 * const options = { window: windowOf('hamming', 512), hop: 128 }
 * const signal = Float32Array.from({ length: 1000 }, (_, n) => Math.sin(0.1 * n))
 * const frames = stft(signal, options)
 * for (const frame of frames) frame.fill(0, 60) // keep the 30 lowest bins
 * const filtered = istft(frames, { ...options, length: signal.length })
 * filtered.length // 1000
 * @see stft, windowCoverage
 *
 * References: D. W. Griffin and J. S. Lim, Signal estimation from modified short-time Fourier transform, IEEE Trans.
 * Acoust. Speech Signal Process. 32 (1984).
 */
export function istft(frames: readonly SignalLike[], options: InverseFrameOptions): Samples {
  const spectra = readList(frames, 'frames', 'spectra, as stft returns it').map((frame, m) =>
    readSignal(frame, `frames[${m}]`),
  )
  const read = readOptions(options, OPTIONS)
  const framing = framingOf(read, precisionOfFrames(spectra))
  const { window, hop, lead, fft } = framing
  const dual = dualWindow(framing)
  requireSpectra(spectra, framing)
  const { length = Math.max(spectra.length * hop - lead, 0) } = read
  requireSignalLength(length, spectra.length, framing)
  const out = zeros(length, fft.precision)
  const frame = zeros(fft.size, fft.precision)
  // The samples that the last frame reached. The first `hop` of them are complete then.
  const sums = new Float64Array(window.length)
  for (let m = 0; m < frameCount(length, framing); m++) {
    fft.inverse(spectra[m], frame)
    for (let i = 0; i < dual.length; i++) sums[i] += dual[i] * frame[i]
    take(out, sums, m * hop - lead, hop)
  }
  return out
}

/** Puts the first `hop` sums where they belong, as far as that is in the output, and moves the others up. */
function take(out: Samples, sums: Float64Array, start: number, hop: number): void {
  const from = Math.max(-start, 0)
  const to = Math.min(out.length - start, hop)
  if (from < to) copyInto(out, start + from, sums, from, to)
  sums.copyWithin(0, hop)
  sums.fill(0, sums.length - hop)
}

/**
 * window[i]/Σⱼ window[i + j·hop]²: frames times this window add up to the signal.
 *
 * @throws RangeError if there is no such window.
 */
function dualWindow({ window, hop, fft }: Framing): Float64Array {
  const coverage = coverageOf(window, hop)
  const least = EPSILON[fft.precision]
  if (!(coverage >= least)) {
    throw new RangeError(
      `window and hop must have a windowCoverage of at least ${least} in ${fft.precision}, got ${coverage} ` +
        `(${window.length} samples, hop ${hop}): use a shorter hop, or a window without zeros`,
    )
  }
  const scale = binaryScale(window)
  const weights = frameWeights(window, hop, scale)
  return window.map((value, i) => value / scale / weights[i % hop] / scale)
}

/** Twice the rounding error of one operation. */
const EPSILON: Record<Precision, number> = { float32: 2 ** -23, float64: 2 ** -52 }

function precisionOfFrames(frames: readonly TypedSignal[]): Precision {
  const isFloat32 = frames.length > 0 && frames.every((frame) => precisionOf(frame) === 'float32')
  return isFloat32 ? 'float32' : 'float64'
}

function requireSpectra(frames: readonly TypedSignal[], { fft }: Framing): void {
  const wrong = frames.findIndex((frame) => frame.length !== fft.spectrumLength)
  if (wrong < 0) return
  throw new RangeError(
    `frames[${wrong}] must have ${fft.spectrumLength} numbers for fftSize ${fft.size}, got ${frames[wrong].length}: ` +
      'use the fftSize that stft had',
  )
}

function requireSignalLength(length: number, count: number, framing: Framing): void {
  const { hop, lead } = framing
  const least = frameCount(1, framing)
  if (count > 0 && count < least) {
    throw new RangeError(
      `frames must have at least ${least} spectra, as the shortest signal has with this window and hop, got ${count}`,
    )
  }
  requireCount(length, 0, 'length', Math.max(count * hop - lead, 0))
}
