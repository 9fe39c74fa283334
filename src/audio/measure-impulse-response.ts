import { nextPowerOfTwo } from '../next-power-of-two.js'
import { readSignal, requireFinite } from '../require.js'
import {
  precisionOf,
  type Precision,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../samples.js'
import { binaryScale } from '../transform/binary-scale.js'
import { powerOfTwoFft } from '../transform/power-of-two.js'
import { GREATEST_FFT_SIZE } from './greatest-gain.js'

/**
 * Measures the impulse response of a room or a device from a recording of a sweep.
 *
 * H = Y·X̅·|X|²/(|X|⁴ + (S/100)²), where X and Y are the transforms of sweep and recording, and S is the envelope of |X|², which
 * falls no faster than 3 dB per octave. This equals Y/X to within 0.005 dB in the band of the sweep, half of it where the sweep is
 * 20 dB below its envelope, and almost 0 where the sweep has no power, so noise outside the band is not amplified. Dividing by the
 * spectrum, rather than convolving with the time-reversed sweep under an envelope (Farina's inverse filter), leaves no ripple at
 * the ends of the band. It also works for any other signal that contains all frequencies.
 *
 * The recording must start with the first sample of the sweep and continue after its end. Index 0 of the response is a delay of 0.
 * With an exponential sweep, distortion appears at negative times, which are left out, unless the room rings from there into the
 * response (see `exponentialSweep`).
 *
 * Each arrival in the response is a pulse limited to the sweep's band, which rings before its center as well as after it. If the
 * first arrival is within a few milliseconds of index 0, the ringing before index 0 is lost. From 20 Hz to 20 kHz at 48 kHz, the
 * error is −60 dB for an arrival after 10 ms, −56 dB after 2 ms and −32 dB at index 0; a sweep up to the Nyquist frequency reduces
 * the latter to −52 dB. For less error, prepend zeros to the recording.
 *
 * Noise: with a sweep of N samples and amplitude 1, white noise of standard deviation σ gives some σ·√(5/N) in each sample of the
 * response (for sweeps over three decades that end near the Nyquist frequency), with more of it at high frequencies than at low
 * ones.
 *
 * Computed in float64. Cost: three transforms whose size is the next power of two from the total length (0.2 s for a sweep of 10
 * s).
 *
 * @param sweep The signal that was played, M samples, such as `exponentialSweep` returns.
 * @param recording The recording of it, N samples.
 * @returns N − M + 1 samples, the delays for which the whole sweep was recorded; a `Float32Array` if the recording is one, else a
 *   `Float64Array`.
 * @throws TypeError if an input is not an array of numbers. RangeError if the sweep is empty or silent, if the recording is
 *   shorter than it, if either has a value that is not finite, or if they have more than 2²² samples together.
 * @example
 * const sweep = exponentialSweep({ fromHz: 20, toHz: 24000, seconds: 1, sampleRate: 48000 })
 * const room = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, -0.25]
 * const recording = convolve(sweep, room) // played and recorded
 * const response = measureImpulseResponse(sweep, recording)
 * response.length // 16
 * response[10].toFixed(2) // '0.50'
 * @see exponentialSweep, prepareImpulseResponse
 *
 * References: A. Farina, Simultaneous measurement of impulse response and distortion with a swept-sine technique, AES 108th
 * Convention (2000). O. Kirkeby, P. A. Nelson, Digital filter design for inversion problems in sound reproduction, J. Audio
 * Eng. Soc. 47 (1999).
 */
export function measureImpulseResponse(sweep: SignalLike, recording: SignalLike): Samples {
  const [played, recorded] = [readSignal(sweep, 'sweep'), readSignal(recording, 'recording')]
  requireRecording(played, recorded)
  return quotient(played, recorded, precisionOf(recording))
}

function quotient(sweep: TypedSignal, recording: TypedSignal, precision: Precision): Samples {
  const length = sweep.length + recording.length
  const size = Math.max(32, nextPowerOfTwo(length))
  const fft = powerOfTwoFft(size, 'float64')
  const samples = new Float64Array(size)
  const [sweepScale, recordingScale] = [scaleOf(sweep), scaleOf(recording)]
  const spectrumOf = (signal: SignalLike, scale: number): Float64Array => {
    const spectrum = new Float64Array(size + 2)
    samples.fill(0)
    for (let n = 0; n < signal.length; n++) samples[n] = signal[n] / scale
    fft.forward(samples, spectrum)
    return spectrum
  }
  const response = spectrumOf(recording, recordingScale)
  divide(response, spectrumOf(sweep, sweepScale))
  fft.inverse(response, samples)
  const result = zeros(recording.length - sweep.length + 1, precision)
  const scale = recordingScale / sweepScale
  for (let n = 0; n < result.length; n++) result[n] = samples[n] * scale
  return result
}

function scaleOf(signal: SignalLike): number {
  return hasSound(signal) ? binaryScale(signal) : 1
}

/** The power ratio by which the sweep may lie below the envelope of its spectrum before half of the response is lost: 20 dB. */
const REGULARIZATION = 0.01

/** response *= X̅·|X|²/(|X|⁴ + (S/100)²), bin by bin. */
function divide(response: Float64Array, sweep: Float64Array): void {
  const powers = new Float64Array(sweep.length / 2)
  for (let k = 0; k < powers.length; k++) powers[k] = sweep[2 * k] ** 2 + sweep[2 * k + 1] ** 2
  const envelope = pinkEnvelope(powers)
  for (let k = 0; k < powers.length; k++) {
    const [x, xi, y, yi] = [sweep[2 * k], sweep[2 * k + 1], response[2 * k], response[2 * k + 1]]
    const weight = powers[k] / (powers[k] ** 2 + (REGULARIZATION * envelope[k]) ** 2)
    response[2 * k] = (y * x + yi * xi) * weight
    response[2 * k + 1] = (yi * x - y * xi) * weight
  }
}

/** The least envelope of the powers that nowhere rises and falls by at most 3 dB per octave (as 1/k). */
function pinkEnvelope(powers: Float64Array): Float64Array {
  const envelope = powers.slice()
  for (let k = 2; k < envelope.length; k++) {
    envelope[k] = Math.max(envelope[k], (envelope[k - 1] * (k - 1)) / k)
  }
  for (let k = envelope.length - 2; k >= 0; k--) envelope[k] = Math.max(envelope[k], envelope[k + 1])
  return envelope
}

function requireRecording(sweep: SignalLike, recording: SignalLike): void {
  for (const [name, signal] of Object.entries({ sweep, recording })) {
    requireFinite(signal, name, 'record it again')
  }
  if (!hasSound(sweep)) throw new RangeError('sweep must be what was played, got silence')
  if (recording.length < sweep.length) {
    throw new RangeError(
      `recording must have at least the ${sweep.length} samples of the sweep, got ${recording.length}: keep recording after its ` +
        'end for as long as the room rings',
    )
  }
  const length = sweep.length + recording.length
  if (length > GREATEST_FFT_SIZE) {
    throw new RangeError(
      `sweep and recording must have at most ${GREATEST_FFT_SIZE} samples together, got ${length}: use a shorter sweep`,
    )
  }
}

function hasSound(signal: SignalLike): boolean {
  for (let n = 0; n < signal.length; n++) if (signal[n] !== 0) return true
  return false
}
