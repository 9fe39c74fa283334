import { requireCount, requireOneOf } from '../../require.js'
import { sampleBytes } from './pcm-format.js'
import type { SoundFormat } from './sound-layout.js'

/** How a sample can be stored in a WAV file. */
export type WavFormat = 'u8' | 's16le' | 's24le' | 's32le' | 'f32le' | 'f64le'

/**
 * The names of all sample formats of WAV files.
 *
 * @example
 * wavFormats.includes('u8') // true
 */
export const wavFormats: readonly WavFormat[] = ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le']

/** What the header of a WAV file says about its samples. */
export interface WavLayout {
  /** Sample rate in Hz. */
  readonly sampleRate: number
  /** Number of channels, interleaved in the file. */
  readonly channels: number
  readonly format: WavFormat
}

const LARGEST_UINT32 = 0xffffffff
const LARGEST_UINT16 = 0xffff

/** Bytes of one frame: one sample of every channel. */
export function bytesPerFrame({ channels, format }: { channels: number; format: SoundFormat }): number {
  return channels * sampleBytes(format)
}

/**
 * @throws TypeError, RangeError if a WAV header cannot express `layout`: a sample rate or a number of channels that is not a
 *   positive integer, a frame of more than 65535 bytes, more than 2³² - 1 bytes a second
 */
export function checkLayout(layout: WavLayout): void {
  requireCount(layout.sampleRate, 1, 'sampleRate')
  requireCount(layout.channels, 1, 'channels')
  requireOneOf(layout.format, wavFormats, 'format')
  const frameBytes = bytesPerFrame(layout)
  if (frameBytes > LARGEST_UINT16) {
    throw new RangeError(`channels is ${layout.channels}: a WAV frame has at most ${LARGEST_UINT16} bytes`)
  }
  if (layout.sampleRate * frameBytes > LARGEST_UINT32) {
    throw new RangeError(`sampleRate is ${layout.sampleRate}: a WAV file has at most 2^32 - 1 bytes a second`)
  }
}
