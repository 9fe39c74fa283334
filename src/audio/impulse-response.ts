import type { Samples } from '../samples.js'
import type { KernelMatrix } from '../stream/convolver/prepared-matrix.js'
import {
  CHANNEL_NAMES,
  type ChannelLayout,
  type ChannelName,
  kernelMatrix,
  layoutOf,
} from './channel-layout.js'
import { type DecayTime, decayTime } from './decay-time.js'
import { firstWithin, peakOf } from './first-within.js'
import { greatestGain } from './greatest-gain.js'
import { l1Bound, type Normalization, outputsOf } from './normalization.js'

/** Measurements of an impulse response. */
export interface ImpulseResponseReport {
  readonly sampleRate: number
  /** The length in samples. */
  readonly length: number
  readonly seconds: number
  readonly layout: ChannelLayout
  /** The number of samples before the first that is within 60 dB of the peak: those that `leadingSilence: 'remove'` removes. */
  readonly leadingSilence: number
  /** The number of samples before the direct sound, the first sample within 20 dB of its channel's peak (ISO 3382-1). */
  readonly leadingDelay: number
  /** The greatest amplification of a sine: the peak of the magnitude response, for the greatest number of inputs. */
  readonly greatestGain: number
  /** The greatest possible output for inputs within ±1: the sum of all magnitudes, the L1 norm. */
  readonly l1Bound: number
  readonly channels: readonly ChannelReport[]
}

/** Measurements of one channel. */
export interface ChannelReport {
  readonly name: ChannelName
  /** The greatest magnitude of a sample. */
  readonly peak: number
  /** The number of samples before the direct sound. */
  readonly leadingDelay: number
  /** The reverberation time, or undefined if it cannot be measured. */
  readonly decay: DecayTime | undefined
}

/** The data of an `ImpulseResponse`. */
type Parts = Pick<ImpulseResponse, 'channels' | 'sampleRate' | 'normalization' | 'scale' | 'shift'>

/**
 * An impulse response that `prepareImpulseResponse` has made: ready for use as a kernel, or as the response of a convolver node.
 */
export class ImpulseResponse {
  /** In the order of the layout: M; L, R; or LL, LR, RL, RR. */
  readonly channels: readonly Samples[]
  readonly sampleRate: number
  /** How it was normalized. */
  readonly normalization: Normalization
  /** The factor by which all samples were multiplied to normalize them. */
  readonly scale: number
  /** The number of samples by which everything is later than in the given response; negative if silence was removed. */
  readonly shift: number
  #report: ImpulseResponseReport | undefined

  /** @internal */
  constructor({ channels, sampleRate, normalization, scale, shift }: Parts) {
    this.channels = channels
    this.sampleRate = sampleRate
    this.normalization = normalization
    this.scale = scale
    this.shift = shift
  }

  get length(): number {
    return this.channels[0].length
  }

  get layout(): ChannelLayout {
    return layoutOf(this.channels.length)
  }

  /**
   * The matrix for a `ConvolverMatrix` with this number of inputs.
   *
   * mono: each input goes through the same response, to an output of its own (for one input, a `Convolver` of `channels[0]` does
   * the same). stereo: one input goes to both outputs, [[L, R]]; each of two inputs goes to its own, [[L, null], [null, R]].
   * true-stereo: two inputs give [[LL, LR], [RL, RR]]; a single one serves as both, [[LL + RL, LR + RR]].
   *
   * @throws RangeError if the layout does not allow this number of inputs.
   */
  kernels(inputCount: number): KernelMatrix {
    return kernelMatrix(this.channels, inputCount)
  }

  /** Length, delays, decay times and gains. Computed on first access, in some 100 ms per channel of 5 s. */
  get report(): ImpulseResponseReport {
    return (this.#report ??= this.#makeReport())
  }

  #makeReport(): ImpulseResponseReport {
    const { channels, sampleRate, length, layout } = this
    const reports = channels.map((channel, i) => ({
      name: CHANNEL_NAMES[layout][i],
      peak: peakOf(channel),
      leadingDelay: firstWithin(channel, 20),
      decay: decayTime(channel, sampleRate),
    }))
    return {
      sampleRate,
      length,
      seconds: length / sampleRate,
      layout,
      leadingSilence: leadingSilence(channels),
      leadingDelay: Math.min(...reports.map(({ leadingDelay }) => leadingDelay)),
      greatestGain: Math.max(...outputsOf(channels).map(greatestGain)),
      l1Bound: l1Bound(channels),
      channels: reports,
    }
  }
}

/** The level relative to the peak, in decibels, below which samples count as silence. */
const SILENCE_DB = 60

/** The number of samples before the first that is within 60 dB of the peak of all channels. */
export function leadingSilence(channels: readonly Samples[]): number {
  const peak = Math.max(...channels.map(peakOf))
  return Math.min(...channels.map((channel) => firstWithin(channel, SILENCE_DB, peak)))
}
