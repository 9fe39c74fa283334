import { readOptions, readSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'
import { FRAME_OPTIONS, frameCount, type FrameOptions, type Framing, framingOf } from './framing.js'

/**
 * The short-time Fourier transform: the spectra of windowed frames that follow one another every `hop` samples.
 *
 * X[m][k] = Σᵢ window[i]·signal[m·hop − lead + i]·exp(−2πik/F), i = 0..L − 1, with lead = max(L − hop, 0), zeros beyond both
 * ends of the signal, and F = `fftSize`. Not scaled. Each spectrum is an interleaved half-spectrum as `RealFft` gives it, of
 * ⌊F/2⌋ + 1 bins; phases count from the start of the frame.
 *
 * Edges: the frames are all those that hold a sample of the signal, ⌈(N + lead)/hop⌉ of N > 0. Where hop ≤ L, frame m
 * ends with sample (m + 1)·hop − 1, and so is known as soon as these have come; the first and the last samples are in as
 * many frames as all others, so that `istft` gives every one of them back. SciPy's `ShortTimeFFT` centres its frames on
 * multiples of the hop (the same grid where the hop divides L/2), with phases that count from the centre unless
 * `phase_shift` is None; its older `stft` begins L/2 before the signal and divides by Σ window.
 *
 * A value that is not finite makes NaN of the frames that hold it, and of no other. An empty signal has no frames.
 *
 * Cost: a transform of F samples for each frame, and a plan for all. Allocates the frames, and nothing else for each.
 *
 * @param signal N samples.
 * @param options Window, hop, FFT size and precision; any hop is allowed.
 * @returns The spectra, each a new array.
 * @throws TypeError if the signal or the window is no array of numbers. RangeError if the window is empty or holds a value
 *   that is not finite, if the hop is no positive whole number, if the FFT size is none from L to 2²⁰, or if the precision
 *   is unknown.
 * @example
 * const options = { window: windowOf('hann', 4), hop: 2 }
 * const frames = stft([1, 2, 3, 4], options)
 * frames // [Float64Array [2, 0, -1, 1, 0, 0], Float64Array [6, 0, -3, 1, 0, 0], Float64Array [2, 0, 0, -2, -2, 0]]
 * istft(frames, options) // Float64Array [1, 2, 3, 4]
 * @see istft, windowOf, RealFft
 */
export function stft(signal: SignalLike, options: FrameOptions): Samples[] {
  const samples = readSignal(signal, 'signal')
  const framing = framingOf(readOptions(options, FRAME_OPTIONS), precisionOf(samples))
  const { hop, lead, fft } = framing
  const frame = zeros(fft.size, fft.precision)
  return Array.from({ length: frameCount(samples.length, framing) }, (_, m) => {
    loadFrame(frame, samples, m * hop - lead, framing)
    return fft.forward(frame)
  })
}

/** The frame that begins at sample `start`, which may be negative, times the window; NaN for what is not finite. */
function loadFrame(frame: Samples, signal: SignalLike, start: number, { window }: Framing): void {
  const from = Math.max(-start, 0)
  const to = Math.min(signal.length - start, window.length)
  frame.fill(0)
  for (let i = from; i < to; i++) {
    const sample = signal[start + i]
    frame[i] = Number.isFinite(sample) ? sample * window[i] : NaN
  }
}
