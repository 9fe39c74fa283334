import { requireOneOf } from '../../require.js'
import { type PcmFormat, pcmFormats } from './pcm-format.js'

/** A sample format that can be read: those of `PcmFormat`, and the 8-bit A-law and mu-law of telephony (G.711). */
export type SoundFormat = PcmFormat | 'alaw' | 'mulaw'

/**
 * The names of all sample formats that can be read.
 *
 * @example
 * soundFormats.includes('mulaw') // true
 */
export const soundFormats: readonly SoundFormat[] = [...pcmFormats, 'alaw', 'mulaw']

/** What a header says about the samples after it. */
export interface SoundLayout {
  /** Sample rate in Hz. */
  readonly sampleRate: number
  /** Number of channels, interleaved. */
  readonly channels: number
  readonly format: SoundFormat
}

/** Throws unless `format` is one of them. */
export function requireSoundFormat(format: SoundFormat): void {
  requireOneOf(format, soundFormats, 'format')
}
