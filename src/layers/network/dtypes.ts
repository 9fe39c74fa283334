import type { Samples } from '../../samples.js'

/** How numbers of a type are stored, and how they are read. */
interface Stored {
  readonly bytes: number
  readonly read: (view: DataView, count: number) => Samples
}

/** The supported number types of safetensors files, all little-endian. */
export const DTYPES = {
  F64: stored(8, (view, at) => view.getFloat64(at, true)),
  F32: single(4, (view, at) => view.getFloat32(at, true)),
  F16: single(2, (view, at) => halfAt(view, at)),
  BF16: single(2, (view, at) => bfloatAt(view, at)),
  I64: stored(8, (view, at) => Number(view.getBigInt64(at, true))),
  U64: stored(8, (view, at) => Number(view.getBigUint64(at, true))),
  I32: stored(4, (view, at) => view.getInt32(at, true)),
  U32: stored(4, (view, at) => view.getUint32(at, true)),
  I16: stored(2, (view, at) => view.getInt16(at, true)),
  U16: stored(2, (view, at) => view.getUint16(at, true)),
  I8: stored(1, (view, at) => view.getInt8(at)),
  U8: stored(1, (view, at) => view.getUint8(at)),
  BOOL: stored(1, (view, at) => view.getUint8(at)),
} as const satisfies Readonly<Record<string, Stored>>

export type Dtype = keyof typeof DTYPES

type Read = (view: DataView, at: number) => number

function stored(bytes: number, read: Read): Stored {
  return {
    bytes,
    read: (view, count) => Float64Array.from({ length: count }, (_, i) => read(view, bytes * i)),
  }
}

function single(bytes: number, read: Read): Stored {
  return {
    bytes,
    read: (view, count) => Float32Array.from({ length: count }, (_, i) => read(view, bytes * i)),
  }
}

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
function halfAt(view: DataView, at: number): number {
  const bits = view.getUint16(at, true)
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  const sign = bits >> 15 === 0 ? 1 : -1
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

/** The upper half of a float32. */
function bfloatAt(view: DataView, at: number): number {
  const word = new DataView(new ArrayBuffer(4))
  word.setUint16(0, view.getUint16(at, true))
  return word.getFloat32(0)
}
