import { readOptions, readSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike } from '../samples.js'
import { FrameAnalysis } from './frame-analysis.js'
import { FRAME_OPTIONS, frameCount, type FrameOptions, framingOf } from './framing.js'

/**
 * Computes the short-time Fourier transform: the spectra of windowed frames, one every `hop` samples.
 *
 * X[m][k] = Σᵢ window[i]·signal[m·hop − lead + i]·exp(−2πik/F), i = 0..L − 1, with lead = max(L − hop, 0), zeros beyond both
 * ends of the signal, and F = `fftSize`. It is not scaled. Each spectrum is an interleaved half-spectrum of ⌊F/2⌋ + 1 bins, as
 * `RealFft` returns it. Phases count from the start of the frame.
 *
 * Edges: the frames are all those that contain a sample of the signal, ⌈(N + lead)/hop⌉ for N > 0. If hop ≤ L, frame m ends
 * with sample (m + 1)·hop − 1, so it is complete once these samples have arrived. The first and the last samples are in as many
 * frames as all others, so that `istft` can reconstruct every one. SciPy's `ShortTimeFFT` centers its frames on multiples of the
 * hop (the same grid if the hop divides L/2). Its phases count from the center unless `phase_shift` is None. SciPy's older
 * `stft` begins L/2 before the signal and divides by Σ window.
 *
 * A non-finite value makes NaN of exactly the frames that contain it. An empty signal has no frames.
 *
 * Cost: one transform of F samples per frame, and one plan. Allocates the frames, and nothing else per frame.
 *
 * @param signal N samples.
 * @param options Window, hop, FFT size and precision; any hop is allowed.
 * @returns The spectra, each a new array.
 * @throws TypeError if the signal or the window is not an array of numbers. RangeError if the window is empty or not finite, if
 *   the hop is not a positive whole number, if the FFT size is not from L to 2²⁰, or if the precision is unknown.
 * @example
 * const options = { window: windowOf('hann', 4), hop: 2 }
 * const frames = stft([1, 2, 3, 4], options)
 * frames // [Float64Array [2, 0, -1, 1, 0, 0], Float64Array [6, 0, -3, 1, 0, 0], Float64Array [2, 0, 0, -2, -2, 0]]
 * istft(frames, options) // Float64Array [1, 2, 3, 4]
 * @see istft, Stft for streams, windowOf, RealFft
 */
export function stft(signal: SignalLike, options: FrameOptions): Samples[] {
  const samples = readSignal(signal, 'signal')
  const framing = framingOf(readOptions(options, FRAME_OPTIONS), precisionOf(samples))
  const { hop, lead } = framing
  const analysis = new FrameAnalysis(framing)
  try {
    return Array.from({ length: frameCount(samples.length, framing) }, (_, m) =>
      analysis.spectrum(samples, m * hop - lead),
    )
  } finally {
    analysis.dispose()
  }
}
