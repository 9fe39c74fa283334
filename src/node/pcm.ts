import type { Samples } from '../samples.js'

/**
 * How a sample is stored in a WAV file: 16-bit or 24-bit integers, or 32-bit floating point.
 * Full scale is ±1 in all three.
 */
export type WavFormat = 'pcm16' | 'pcm24' | 'float32'

/** A run of samples of one channel: `count` of them, from `start`. */
interface Run {
  readonly samples: Samples
  readonly start: number
  readonly count: number
}

/** Where a run goes: the first sample at byte `offset`, each next one `stride` bytes on. */
interface Place {
  readonly bytes: DataView
  readonly offset: number
  readonly stride: number
}

interface PcmCode {
  readonly bytes: number
  readonly encode: (run: Run, place: Place) => void
}

/** Bytes of one sample, and the loop that stores a run of them little-endian, by format. */
export const pcmCodes: Readonly<Record<WavFormat, PcmCode>> = {
  pcm16: { bytes: 2, encode: encodePcm16 },
  pcm24: { bytes: 3, encode: encodePcm24 },
  float32: { bytes: 4, encode: encodeFloat32 },
}

function encodePcm16({ samples, start, count }: Run, { bytes, offset, stride }: Place): void {
  for (let i = 0; i < count; i++)
    bytes.setInt16(offset + i * stride, quantise(samples[start + i], 0x8000), true)
}

function encodePcm24({ samples, start, count }: Run, { bytes, offset, stride }: Place): void {
  for (let i = 0; i < count; i++) {
    const value = quantise(samples[start + i], 0x800000)
    const at = offset + i * stride
    bytes.setInt16(at, value, true)
    bytes.setInt8(at + 2, value >> 16)
  }
}

function encodeFloat32({ samples, start, count }: Run, { bytes, offset, stride }: Place): void {
  for (let i = 0; i < count; i++) bytes.setFloat32(offset + i * stride, samples[start + i], true)
}

/** The nearest integer to x·scale in [-scale, scale - 1]; 0 for NaN. */
function quantise(x: number, scale: number): number {
  const value = Math.round(x * scale)
  if (value >= scale) return scale - 1
  return value >= -scale ? value : Number.isNaN(value) ? 0 : -scale
}
