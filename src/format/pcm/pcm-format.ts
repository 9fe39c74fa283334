import { requireOneOf } from '../../require.js'
import { type Precision } from '../../samples.js'

/**
 * How a sample is stored: signed (s), unsigned (u) or floating point (f), its bits, and the order of its bytes, little-endian
 * (le) or big-endian (be). The names are FFmpeg's. Full scale is ±1 in all of them.
 */
export type PcmFormat = 'u8' | 's8' | `${'s16' | 's24' | 's32' | 'f32' | 'f64'}${'le' | 'be'}`

/**
 * The names of all PCM formats.
 *
 * @example
 * pcmFormats.includes('s24be') // true
 */
export const pcmFormats: readonly PcmFormat[] = [
  ...['u8', 's8', 's16le', 's16be', 's24le', 's24be'],
  ...['s32le', 's32be', 'f32le', 'f32be', 'f64le', 'f64be'],
] as PcmFormat[]

/** Bytes of one sample, also in A-law and mu-law. */
export function sampleBytes(format: PcmFormat | 'alaw' | 'mulaw'): number {
  return Number(/\d+/.exec(format)?.[0] ?? 8) / 8
}

/** Whether the format stores any number, as floating point does. Others clip to full scale. */
export function isFloat(format: PcmFormat): boolean {
  return format.startsWith('f')
}

export function isLittleEndian(format: string): boolean {
  return format.endsWith('le')
}

/** The precision that holds every value of the format exactly. */
export function precisionFor(format: PcmFormat | 'alaw' | 'mulaw'): Precision {
  return sampleBytes(format) === 8 || format.startsWith('s32') ? 'float64' : 'float32'
}

/** Throws unless `format` is one of them. */
export function requirePcmFormat(format: PcmFormat): void {
  requireOneOf(format, pcmFormats, 'format')
}
