import type { Samples, SignalLike } from '../../samples.js'
import { companded } from './companded.js'
import { isLittleEndian, type PcmFormat } from './pcm-format.js'
import type { SoundFormat } from './sound-layout.js'

/** A run of samples of one channel: `count` of them, from `start`. */
export interface Run<Signal> {
  readonly samples: Signal
  readonly start: number
  readonly count: number
}

/** Where the bytes of a run are: the first sample at byte `offset`, each following one `stride` bytes later. */
export interface Place {
  readonly bytes: DataView
  readonly offset: number
  readonly stride: number
}

type Decode = (run: Run<Samples>, place: Place, littleEndian: boolean) => void
type Encode = (run: Run<SignalLike>, place: Place, littleEndian: boolean) => void

/** Decodes bytes to samples. */
export function decodeRun(format: SoundFormat, run: Run<Samples>, place: Place): void {
  if (format === 'alaw' || format === 'mulaw') lookUp(companded(format), run, place)
  else codes[kindOf(format)].decode(run, place, isLittleEndian(format))
}

/** Encodes samples as bytes. Integers are round(x·2ᵇ⁻¹), halves upwards, clipped to full scale; NaN is 0. */
export function encodeRun(format: PcmFormat, run: Run<SignalLike>, place: Place): void {
  codes[kindOf(format)].encode(run, place, isLittleEndian(format))
}

type Kind = 'u8' | 's8' | 's16' | 's24' | 's32' | 'f32' | 'f64'

function kindOf(format: PcmFormat): Kind {
  return format.replace(/[lb]e$/, '') as Kind
}

/** A loop for each format. A shared loop would make an indirect call for every sample. */
const codes: Readonly<Record<Kind, { readonly decode: Decode; readonly encode: Encode }>> = {
  u8: {
    decode: ({ samples, start, count }, { bytes, offset, stride }) => {
      for (let i = 0; i < count; i++) samples[start + i] = (bytes.getUint8(offset + i * stride) - 0x80) / 0x80
    },
    encode: ({ samples, start, count }, { bytes, offset, stride }) => {
      for (let i = 0; i < count; i++)
        bytes.setUint8(offset + i * stride, quantise(samples[start + i], 0x80) + 0x80)
    },
  },
  s8: {
    decode: ({ samples, start, count }, { bytes, offset, stride }) => {
      for (let i = 0; i < count; i++) samples[start + i] = bytes.getInt8(offset + i * stride) / 0x80
    },
    encode: ({ samples, start, count }, { bytes, offset, stride }) => {
      for (let i = 0; i < count; i++) bytes.setInt8(offset + i * stride, quantise(samples[start + i], 0x80))
    },
  },
  s16: {
    decode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0, at = offset; i < count; i++, at += stride)
        samples[start + i] = bytes.getInt16(at, littleEndian) / 0x8000
    },
    encode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0, at = offset; i < count; i++, at += stride)
        bytes.setInt16(at, quantise(samples[start + i], 0x8000), littleEndian)
    },
  },
  s24: { decode: decode24, encode: encode24 },
  s32: {
    decode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0; i < count; i++)
        samples[start + i] = bytes.getInt32(offset + i * stride, littleEndian) / 0x80000000
    },
    encode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0; i < count; i++)
        bytes.setInt32(offset + i * stride, quantise(samples[start + i], 0x80000000), littleEndian)
    },
  },
  f32: {
    decode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0; i < count; i++) samples[start + i] = bytes.getFloat32(offset + i * stride, littleEndian)
    },
    encode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0; i < count; i++) bytes.setFloat32(offset + i * stride, samples[start + i], littleEndian)
    },
  },
  f64: {
    decode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0; i < count; i++) samples[start + i] = bytes.getFloat64(offset + i * stride, littleEndian)
    },
    encode: ({ samples, start, count }, { bytes, offset, stride }, littleEndian) => {
      for (let i = 0; i < count; i++) bytes.setFloat64(offset + i * stride, samples[start + i], littleEndian)
    },
  },
}

function lookUp(
  values: Float32Array,
  { samples, start, count }: Run<Samples>,
  { bytes, offset, stride }: Place,
): void {
  for (let i = 0; i < count; i++) samples[start + i] = values[bytes.getUint8(offset + i * stride)]
}

/** The byte at the high end, and the two others, which are after or before it, as one number. */
function decode24(
  { samples, start, count }: Run<Samples>,
  { bytes, offset, stride }: Place,
  littleEndian: boolean,
): void {
  const high = offset + (littleEndian ? 2 : 0)
  const low = offset + (littleEndian ? 0 : 1)
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    const value = bytes.getInt8(high + at) * 0x10000 + bytes.getUint16(low + at, littleEndian)
    samples[start + i] = value / 0x800000
  }
}

function encode24(
  { samples, start, count }: Run<SignalLike>,
  { bytes, offset, stride }: Place,
  littleEndian: boolean,
): void {
  const high = offset + (littleEndian ? 2 : 0)
  const low = offset + (littleEndian ? 0 : 1)
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    const value = quantise(samples[start + i], 0x800000)
    bytes.setInt16(low + at, value, littleEndian)
    bytes.setInt8(high + at, value >> 16)
  }
}

/**
 * The nearest integer to x·scale, halves upwards, in [-scale, scale - 1]; 0 for NaN. `| 0` tells the compiler that it is an
 * integer: otherwise a `DataView` takes five times as long. `Math.round` is as much slower.
 */
function quantise(x: number, scale: number): number {
  const y = x * scale
  const value = y > scale - 1 ? scale - 1 : y >= -scale ? y : y < 0 ? -scale : 0
  return Math.floor(value + 0.5) | 0
}
