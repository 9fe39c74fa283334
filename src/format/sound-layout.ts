import { requireOneOf } from '../require.js'
import { type PcmFormat, pcmFormats } from './pcm-format.js'

/** How a sample can be stored in what is read: as in `PcmFormat`, or in 8 bits by the A-law or mu-law of telephony (G.711). */
export type SoundFormat = PcmFormat | 'alaw' | 'mulaw'

/**
 * All of them.
 *
 * @example
 * soundFormats.includes('mulaw') // true
 */
export const soundFormats: readonly SoundFormat[] = [...pcmFormats, 'alaw', 'mulaw']

/** What a header says about the samples behind it. */
export interface SoundLayout {
  /** Samples a second of one channel, in Hz. */
  readonly sampleRate: number
  /** Number of channels, interleaved. */
  readonly channels: number
  readonly format: SoundFormat
}

/** Throws unless `format` is one of them. */
export function requireSoundFormat(format: SoundFormat): void {
  requireOneOf(format, soundFormats, 'format')
}
