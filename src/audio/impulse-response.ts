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

/** What there is to know about an impulse response. */
export interface ImpulseResponseReport {
  readonly sampleRate: number
  /** In samples. */
  readonly length: number
  readonly seconds: number
  readonly layout: ChannelLayout
  /** How many samples precede the first that is within 60 dB of the peak: what `leadingSilence: 'remove'` removes. */
  readonly leadingSilence: number
  /** How many samples precede the direct sound: the first that is within 20 dB of its channel's peak (ISO 3382-1). */
  readonly leadingDelay: number
  /** How much a sine can be amplified at most: the greatest magnitude of the response, where it has most inputs. */
  readonly greatestGain: number
  /** How great a sample can come out at most if none is greater than 1: the sum of all magnitudes, L1. */
  readonly l1Bound: number
  readonly channels: readonly ChannelReport[]
}

/** What there is to know about one channel. */
export interface ChannelReport {
  readonly name: ChannelName
  /** The greatest magnitude of a sample. */
  readonly peak: number
  /** How many samples precede the direct sound. */
  readonly leadingDelay: number
  /** How long it rings; undefined where that cannot be told. */
  readonly decay: DecayTime | undefined
}

/** What an `ImpulseResponse` is made of. */
type Parts = Pick<ImpulseResponse, 'channels' | 'sampleRate' | 'normalization' | 'scale' | 'shift'>

/** An impulse response as `prepareImpulseResponse` makes it: ready to be a kernel, or the response of a convolver node. */
export class ImpulseResponse {
  /** In the order of the layout: M; L, R; or LL, LR, RL, RR. */
  readonly channels: readonly Samples[]
  readonly sampleRate: number
  /** How it was normalised. */
  readonly normalization: Normalization
  /** The factor by which all samples were multiplied to normalise them. */
  readonly scale: number
  /** How many samples later all is than in the response that was given: negative where silence was removed. */
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
   * The matrix for a `ConvolverMatrix` of so many inputs.
   *
   * mono: every input through the same response, to an output of its own (for one input, a `Convolver` of `channels[0]` does
   * the same). stereo: one input to both outputs, [[L, R]]; two each to its own, [[L, null], [null, R]]. true-stereo: two
   * inputs, [[LL, LR], [RL, RR]]; one is taken for both of them, [[LL + RL, LR + RR]].
   *
   * @throws RangeError if the layout does not take so many inputs.
   */
  kernels(inputCount: number): KernelMatrix {
    return kernelMatrix(this.channels, inputCount)
  }

  /** Length, delays, decay times and gains; computed when it is first asked for, some 100 ms for each 5 s of a channel. */
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

/** How far below the peak silence begins. */
const SILENCE_DB = 60

/** How many samples precede the first that is within 60 dB of the greatest of all channels. */
export function leadingSilence(channels: readonly Samples[]): number {
  const peak = Math.max(...channels.map(peakOf))
  return Math.min(...channels.map((channel) => firstWithin(channel, SILENCE_DB, peak)))
}
