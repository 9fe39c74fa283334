import { describe } from '../describe.js'
import { readSignal, requireFinite, requirePositive } from '../require.js'
import { type SignalLike, type OwnFloat32Array } from '../samples.js'
import type { AudioBufferLike } from './web-audio.js'

/** Sound in memory: its channels, all of the same length, and its sample rate in Hz. */
export interface AudioData {
  readonly channels: readonly SignalLike[]
  readonly sampleRate: number
}

/** Sound in memory, as plain data or as an `AudioBuffer`. The result of `prepareImpulseResponse` also fits. */
export type AudioDataLike = AudioData | AudioBufferLike

/**
 * The channels of `source`, checked.
 *
 * @throws TypeError if `source` is something else. RangeError if the channels are empty, differ in length or have a value that is
 *   not finite, or if the sample rate is not above 0.
 */
export function audioDataOf(source: AudioDataLike, name: string): AudioData {
  const data = isAudioBuffer(source)
    ? { channels: copiedChannels(source), sampleRate: source.sampleRate }
    : source
  if (!Array.isArray((data as AudioData | null | undefined)?.channels)) {
    throw new TypeError(`${name} must be { channels, sampleRate } or an AudioBuffer, got ${describe(source)}`)
  }
  const { sampleRate } = data
  requirePositive(sampleRate, `${name}.sampleRate`)
  const channels = Array.from(data.channels, (channel, i) => readSignal(channel, `${name}.channels[${i}]`))
  for (const [i, channel] of channels.entries()) {
    requireChannel(channel, channels[0], `${name}.channels[${i}]`)
  }
  return { channels, sampleRate }
}

/** Whether this is an `AudioBuffer` of any host. */
export function isAudioBuffer(source: AudioDataLike | null | undefined): source is AudioBufferLike {
  return typeof (source as AudioBufferLike | null | undefined)?.getChannelData === 'function'
}

/** Copies of the channels of a buffer: in some hosts, the memory of `getChannelData` ends with the buffer. */
export function copiedChannels(buffer: AudioBufferLike): OwnFloat32Array[] {
  return Array.from({ length: buffer.numberOfChannels }, (_, i) => {
    const samples = new Float32Array(buffer.length)
    buffer.copyFromChannel(samples, i)
    return samples
  })
}

function requireChannel(channel: SignalLike, first: SignalLike, name: string): void {
  if (channel.length === 0) throw new RangeError(`${name} must have at least one sample, got none`)
  if (channel.length !== first.length) {
    throw new RangeError(
      `${name} must have ${first.length} samples, as the first channel has, got ${channel.length}: append zeros`,
    )
  }
  requireFinite(channel, name)
}
