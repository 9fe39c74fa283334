import {
  type OptionNames,
  readList,
  readOptions,
  requireBoolean,
  requireNumber,
  requireOneOf,
  requirePositive,
} from '../require.js'
import { precisionOf, type Samples } from '../samples.js'
import { type AudioData, type AudioDataLike, audioDataOf } from './audio-data.js'
import { CHANNEL_NAMES, type ChannelName, layoutOf, ordered } from './channel-layout.js'
import { convertRate } from './convert-rate.js'
import { GREATEST_FFT_SIZE } from './greatest-gain.js'
import { ImpulseResponse, leadingSilence } from './impulse-response.js'
import { type Normalization, NORMALIZATIONS, normalizationScale } from './normalization.js'

/** The options of `prepareImpulseResponse`. */
export interface PrepareOptions {
  /** The rate at which the response will be played, in Hz. Default: that of the response. */
  readonly sampleRate?: number
  /** Whether to convert a response of another rate. Default false: another rate is an error. */
  readonly resample?: boolean
  /** How the samples are scaled. Default 'none'. */
  readonly normalize?: Normalization
  /**
   * Cuts off the end, from where the remaining energy is this many decibels below the total; Infinity cuts off only zeros. Default:
   * nothing is cut off.
   */
  readonly trim?: number
  /**
   * 'remove' removes the samples before the first one within 60 dB of the peak, the same number from all channels. Default 'keep'.
   */
  readonly leadingSilence?: 'keep' | 'remove'
  /** The names of the channels, in the order in which they are given. Default: M; L, R; or LL, LR, RL, RR. */
  readonly channelOrder?: readonly ChannelName[]
}

/**
 * Prepares an impulse response for use as a kernel, and measures it.
 *
 * The steps, in order: the channels are sorted; a response of another rate is converted with `resample`, and scaled so that it
 * filters as before; silence at the front is removed; the end is trimmed; all channels are normalized by one factor. Each step is
 * done only on request. Without conversion, a response of another rate is an error: played unchanged, it would be shorter or longer
 * and sound higher or lower.
 *
 * If a response begins at once, conversion prepends up to 92 periods of the lower rate (2 ms) to it: the filter rings before the
 * sound as well, and without that part the gain would change. `shift` is the number of these samples; it is 0 if there was silence
 * before the sound.
 *
 * Computed in float64. Cost: that of `resample`, or some 10 ns per sample without conversion. The report is computed when it is
 * read.
 *
 * @param response `{ channels, sampleRate }` or an `AudioBuffer`, of 1, 2 or 4 channels, all finite.
 * @param options Rate, normalization, trimming and order of channels.
 * @returns The response, always copies: `Float32Array`s if all channels are, else `Float64Array`s.
 * @throws TypeError if the response is something else, or an option is of the wrong kind. RangeError if it does not have 1, 2 or 4
 *   channels, is empty, has a value that is not finite, or has more than 2²¹ samples afterwards; if it has another sample rate and
 *   `resample` is not set; if an option is out of range; or if it is silent, too loud or too faint to be normalized (other than by
 *   'webaudio').
 * @example
 * const recorded = { channels: [[0, 0, 0, 1, 0.5, 0.25, 0, 0]], sampleRate: 48000 }
 * const hall = prepareImpulseResponse(recorded, { trim: Infinity, leadingSilence: 'remove', normalize: 'l1' })
 * hall.channels // [Float64Array [0.5714285714285714, 0.2857142857142857, 0.14285714285714285]]
 * hall.shift // -3
 * hall.report.greatestGain.toFixed(6) // '1.000000'
 * const stereo = new ConvolverMatrix(hall.kernels(2))
 * @see ImpulseResponse, measureImpulseResponse
 */
export function prepareImpulseResponse(response: AudioDataLike, options?: PrepareOptions): ImpulseResponse {
  const data = audioDataOf(response, 'response')
  const isFloat32 = data.channels.every((channel) => precisionOf(channel) === 'float32')
  const {
    sampleRate,
    normalize,
    trim,
    leadingSilence: silence,
    names,
  } = checked(data, readOptions(options, OPTIONS))
  const given = ordered(data.channels, names).map((channel) => Float64Array.from(channel))
  const isConverted = sampleRate !== data.sampleRate
  const { channels, lead } = isConverted
    ? convertRate(given, data.sampleRate, sampleRate)
    : { channels: given, lead: 0 }
  const first = silence === 'remove' ? leadingSilence(channels) : 0
  const end = trim === undefined ? channels[0].length : endOfEnergy(channels, trim)
  const kept = channels.map((channel) => channel.subarray(first, Math.max(end, first + 1)))
  requireResponseLength(kept[0].length)
  const scale = normalizationScale(normalize, kept, sampleRate)
  return new ImpulseResponse({
    channels: kept.map((channel): Samples => {
      const scaled = channel.map((value) => value * scale)
      return isFloat32 ? Float32Array.from(scaled) : scaled
    }),
    sampleRate,
    normalization: normalize,
    scale,
    shift: lead - first,
  })
}

const OPTIONS: OptionNames<PrepareOptions> = {
  sampleRate: true,
  resample: true,
  normalize: true,
  trim: true,
  leadingSilence: true,
  channelOrder: true,
}

interface CheckedOptions {
  readonly sampleRate: number
  readonly normalize: Normalization
  readonly trim: number | undefined
  readonly leadingSilence: 'keep' | 'remove'
  readonly names: readonly ChannelName[]
}

function checked(data: AudioData, options: PrepareOptions): CheckedOptions {
  const { sampleRate = data.sampleRate, resample = false, normalize = 'none', trim } = options
  const { leadingSilence = 'keep', channelOrder = CHANNEL_NAMES[layoutOf(data.channels.length)] } = options
  requirePositive(sampleRate, 'sampleRate')
  requireOneOf(normalize, NORMALIZATIONS, 'normalize')
  requireOneOf(leadingSilence, ['keep', 'remove'], 'leadingSilence')
  if (trim !== undefined) requireTrim(trim)
  requireBoolean(resample, 'resample')
  if (sampleRate !== data.sampleRate && !resample) {
    throw new RangeError(
      `sampleRate must be that of the response, ${data.sampleRate} Hz, got ${sampleRate} Hz: pass { resample: true } to convert it`,
    )
  }
  return {
    sampleRate,
    normalize,
    leadingSilence,
    trim,
    names: readList(channelOrder, 'channelOrder', 'names of channels'),
  }
}

function requireTrim(trim: number): void {
  requireNumber(trim, 'trim')
  if (!(trim > 0)) {
    throw new RangeError(
      `trim must be a number of decibels above 0, or Infinity to cut off zeros only, got ${trim}`,
    )
  }
}

function requireResponseLength(length: number): void {
  const greatest = GREATEST_FFT_SIZE / 2
  if (length <= greatest) return
  throw new RangeError(`response must have at most ${greatest} samples, got ${length}: trim it`)
}

/** The number of samples after which the remaining energy of all channels is this many decibels below the total. */
function endOfEnergy(channels: readonly Float64Array[], decibels: number): number {
  const energyAt = (n: number): number => channels.reduce((sum, channel) => sum + channel[n] ** 2, 0)
  let whole = 0
  for (let n = 0; n < channels[0].length; n++) whole += energyAt(n)
  const least = whole * 10 ** (-decibels / 10)
  let end = channels[0].length
  for (let rest = energyAt(end - 1); end > 1 && rest <= least; rest += energyAt(end - 1)) end--
  return end
}
