import { requireSignal, type SignalLike } from '../samples.js'
import { requirePositive } from '../filter/require-positive.js'

/** Sound in memory: its channels, all of one length, and its samples a second in Hz. */
export interface AudioData {
  readonly channels: readonly SignalLike[]
  readonly sampleRate: number
}

/** What is looked at of an `AudioBuffer` of the Web Audio API. */
export interface AudioBufferLike {
  readonly numberOfChannels: number
  readonly sampleRate: number
  getChannelData(channel: number): Float32Array
}

/**
 * The channels of either, checked.
 *
 * @throws TypeError if this is neither, RangeError if the channels are none, are empty, differ in length or hold a value that
 *   is not finite, or if the sample rate is not above 0.
 */
export function audioDataOf(source: AudioData | AudioBufferLike, name: string): AudioData {
  const data = isAudioBuffer(source) ? dataOfBuffer(source) : source
  if (!Array.isArray((data as AudioData | null | undefined)?.channels)) {
    throw new TypeError(`${name} has no channels: give { channels, sampleRate } or an AudioBuffer`)
  }
  const { channels, sampleRate } = data
  requirePositive(sampleRate, `${name}.sampleRate`)
  for (const [i, channel] of channels.entries()) {
    requireChannel(channel, channels[0], `${name}.channels[${i}]`)
  }
  return { channels, sampleRate }
}

function isAudioBuffer(source: AudioData | AudioBufferLike | null | undefined): source is AudioBufferLike {
  return typeof (source as AudioBufferLike | null | undefined)?.getChannelData === 'function'
}

function dataOfBuffer(buffer: AudioBufferLike): AudioData {
  const { numberOfChannels, sampleRate } = buffer
  const channels = Array.from({ length: numberOfChannels }, (_, i) => buffer.getChannelData(i))
  return { channels, sampleRate }
}

function requireChannel(channel: SignalLike, first: SignalLike, name: string): void {
  requireSignal(channel, name)
  if (channel.length === 0) throw new RangeError(`${name} is empty: give at least one sample`)
  if (channel.length !== first.length) {
    throw new RangeError(
      `${name} has ${channel.length} samples, but the first channel has ${first.length}: give as many, with zeros at the end`,
    )
  }
  for (let n = 0; n < channel.length; n++) {
    if (Number.isFinite(channel[n])) continue
    throw new RangeError(`${name}[${n}] is ${channel[n]}, not a finite number: mend or remove it`)
  }
}
