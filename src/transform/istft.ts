import { type OptionNames, readList, readOptions, readSignal, requireCount, withNames } from '../require.js'
import {
  type Precision,
  precisionOf,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../samples.js'
import { FrameSynthesis } from './frame-synthesis.js'
import { FRAME_OPTIONS, frameCount, type FrameOptions, type Framing, framingOf } from './framing.js'
import { requireSpectrum } from './require-spectrum.js'

/** The options of `istft`. */
export interface InverseFrameOptions extends FrameOptions {
  /** The number of samples of the signal. Default: the most possible, which fill all frames. */
  readonly length?: number
}

const OPTIONS: OptionNames<InverseFrameOptions> = /* @__PURE__ */ withNames(FRAME_OPTIONS, { length: true })

/**
 * Returns the signal from which `stft` made the frames. If the frames were changed since, it returns the signal whose frames
 * are nearest to them in the least-squares sense (Griffin and Lim, 1984).
 *
 * x[n] = Σₘ window[i]·frame[m][i] / Σₘ window[i]² with i = n − m·hop + lead, over the frames in which 0 ≤ i < L. It reads the
 * first L samples of each inverse transform, and `lead` is that of `stft`. Pass the options that you passed to `stft`.
 *
 * Shapes: M frames give up to M·hop − lead samples, the default. The last of these, fewer than `hop`, are zeros that `stft`
 * added if the signal did not fill its frames. Pass `length` to leave them out.
 *
 * The inverse exists if `windowCoverage` is at least ε (2⁻²³ for float32, 2⁻⁵² for float64). No sample may weigh less than that
 * relative to the others, and the hop must not be longer than the window.
 *
 * Cost: one transform of F samples per frame, and one plan. Allocates the result, and nothing per frame. Error: about ε·√log₂ F
 * of the signal's norm for a coverage near 1, and at most 1/√coverage times that.
 *
 * @param frames Spectra, as `stft` returns them.
 * @param options The options of `stft`, and `length`. The default precision is float32 if all frames are `Float32Array`s, else
 *   float64.
 * @returns The signal, as a new array.
 * @throws TypeError if the frames or the window are not arrays of numbers. RangeError as `stft`; if the window and the hop do
 *   not permit an inverse; if the length of a frame is not that of a spectrum of this FFT size; if there are fewer frames than
 *   any signal has; or if the length is not from 0 to M·hop − lead.
 * @example
 * const options = { window: windowOf('hamming', 512), hop: 128 }
 * const signal = Float32Array.from({ length: 1000 }, (_, n) => Math.sin(0.1 * n))
 * const frames = stft(signal, options)
 * for (const frame of frames) frame.fill(0, 60) // keep the 30 lowest bins
 * const filtered = istft(frames, { ...options, length: signal.length })
 * filtered.length // 1000
 * @see stft, windowCoverage, Istft for streams
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
  const { hop, lead, fft } = framing
  const synthesis = new FrameSynthesis(framing)
  try {
    for (const [m, spectrum] of spectra.entries()) requireSpectrum(spectrum, framing, `frames[${m}]`)
    const { length = Math.max(spectra.length * hop - lead, 0) } = read
    requireSignalLength(length, spectra.length, framing)
    const out = zeros(length, fft.precision)
    for (let m = 0; m < frameCount(length, framing); m++) {
      const start = m * hop - lead
      const from = Math.max(-start, 0)
      synthesis.add(spectra[m], out, start + from, from, Math.min(length - start, hop))
    }
    return out
  } finally {
    synthesis.dispose()
  }
}

function precisionOfFrames(frames: readonly TypedSignal[]): Precision {
  const isFloat32 = frames.length > 0 && frames.every((frame) => precisionOf(frame) === 'float32')
  return isFloat32 ? 'float32' : 'float64'
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
