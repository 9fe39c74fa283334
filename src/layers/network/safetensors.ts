import { describe } from '../../describe.js'
import { readBytes, readSignal, requireCount } from '../../require.js'
import type { OwnUint8Array, Samples, SignalLike } from '../../samples.js'
import { shown } from '../../shown.js'
import { requireShaped } from '../../image/plane/plane.js'
import type { Tensor } from '../layer.js'
import { DTYPES, type Dtype } from './dtypes.js'

const LENGTH_BYTES = 8
/** Longer headers are refused, as the reference implementation does. */
const MOST_HEADER_BYTES = 100e6
const MOST_DIMENSIONS = 16
const MOST_SHOWN = 60

/**
 * Reads tensors from the bytes of a file in the safetensors format, in which PyTorch and others keep weights.
 *
 * Reads F64, F32, F16, BF16, and integers of up to 64 bits and BOOL as numbers; F32, F16 and BF16 become a `Float32Array`, all
 * others a `Float64Array`. The header is checked before anything is read: every tensor must lie within the file, and have the
 * bytes that its shape accounts for. Cost: one copy. Runs no code from the file.
 *
 * @param bytes The whole file.
 * @returns The tensors by their names.
 * @throws TypeError if `bytes` is not a `Uint8Array`. RangeError if the file is damaged, or uses an unsupported number type;
 *   the message says what is wrong with which tensor.
 * @example
 * const bytes = writeSafetensors({ kernel: { data: Float32Array.of(1, 2), shape: [2] } })
 * readSafetensors(bytes).kernel // { data: Float32Array [1, 2], shape: [2] }
 * @see writeSafetensors, loadWeights
 */
export function readSafetensors(bytes: Uint8Array): Record<string, Tensor<Samples>> {
  const own = readBytes(bytes, 'bytes')
  const { header, begin } = readHeader(own)
  const tensors: Record<string, Tensor<Samples>> = Object.create(null) as Record<string, Tensor<Samples>>
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    tensors[name] = readTensor(shown(name, MOST_SHOWN), entry, own.subarray(begin))
  }
  return { ...tensors }
}

/**
 * Writes tensors as the bytes of a file in the safetensors format: F32 for a `Float32Array`, else F64. Names are sorted, so that
 * the same tensors give the same bytes.
 *
 * @throws TypeError if something is not a tensor. RangeError if a shape does not have the numbers of its data.
 * @example
 * writeSafetensors({ kernel: { data: Float32Array.of(1, 2), shape: [2] } }).length // 80
 * @see readSafetensors, saveWeights
 */
export function writeSafetensors(tensors: Readonly<Record<string, Tensor>>): OwnUint8Array {
  requireShaped(tensors, 'tensors', '{ [name]: { data, shape } }', 'tensors')
  const header: Record<string, object> = {}
  const parts: Uint8Array[] = []
  let length = 0
  for (const name of Object.keys(tensors).sort()) {
    const { data, shape } = readGiven(tensors[name], `tensors['${shown(name, MOST_SHOWN)}']`)
    const isSingle = data instanceof Float32Array
    const part = littleEndian(data, isSingle)
    header[name] = { dtype: isSingle ? 'F32' : 'F64', shape, data_offsets: [length, length + part.length] }
    parts.push(part)
    length += part.length
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = LENGTH_BYTES * Math.ceil(text.length / LENGTH_BYTES)
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + headerLength)
  bytes.set(text, LENGTH_BYTES)
  let at = LENGTH_BYTES + headerLength
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; begin: number } {
  if (bytes.length < LENGTH_BYTES)
    throw damaged(`at least ${LENGTH_BYTES} bytes, for the length of the header`, `${bytes.length}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Number(view.getBigUint64(0, true))
  const most = Math.min(MOST_HEADER_BYTES, bytes.length - LENGTH_BYTES)
  if (length > most) throw damaged(`a header of at most ${most} bytes, as there are`, `one of ${length}`)
  const begin = LENGTH_BYTES + length
  const header = parsed(bytes.subarray(LENGTH_BYTES, begin))
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw damaged('a JSON object as its header', describe(header))
  return { header: header as Record<string, unknown>, begin }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (cause) {
    throw new RangeError(
      'bytes must be a safetensors file with a JSON header, got something else: save PyTorch models with safetensors.torch',
      { cause },
    )
  }
}

function readTensor(name: string, entry: unknown, data: Uint8Array): Tensor<Samples> {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (typeof entry === 'object' && entry !== null ? entry : {}) as {
    readonly dtype?: unknown
    readonly shape?: unknown
    readonly data_offsets?: unknown
  }
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPES, dtype)) {
    const known = Object.keys(DTYPES).join(', ')
    const given = typeof dtype === 'string' ? `'${shown(dtype, MOST_SHOWN)}'` : describe(dtype)
    throw damaged(`numbers of one of the types ${known} in '${name}'`, given)
  }
  if (!isShape(shape))
    throw damaged(
      `an array of at most ${MOST_DIMENSIONS} whole numbers as the shape of '${name}'`,
      describe(shape),
    )
  const { bytes: size, read } = DTYPES[dtype as Dtype]
  const count = shape.reduce((product, length) => product * length, 1)
  const [from, to] = offsetsOf(name, offsets, data.length)
  if (to - from !== count * size) {
    throw damaged(
      `${count} numbers of ${size} bytes for the shape ${shapeText(shape)} of '${name}'`,
      `${to - from} bytes`,
    )
  }
  const part = data.subarray(from, to)
  return { data: read(new DataView(part.buffer, part.byteOffset, part.byteLength), count), shape }
}

function isShape(shape: unknown): shape is number[] {
  if (!Array.isArray(shape) || shape.length > MOST_DIMENSIONS) return false
  return shape.every((length) => Number.isSafeInteger(length) && (length as number) >= 0)
}

function offsetsOf(name: string, offsets: unknown, length: number): readonly [number, number] {
  const [from, to] = (Array.isArray(offsets) ? offsets : []) as readonly unknown[]
  const isWithin =
    Number.isSafeInteger(from) &&
    Number.isSafeInteger(to) &&
    (from as number) >= 0 &&
    (from as number) <= (to as number) &&
    (to as number) <= length
  if (isWithin) return [from as number, to as number]
  throw damaged(`two offsets up to ${length}, where it ends, for '${name}'`, describe(offsets))
}

function readGiven(value: Tensor, name: string): Tensor<ReturnType<typeof readSignal>> {
  requireShaped(value, name, '{ data, shape }', 'numbers and the length of each dimension')
  const data = readSignal(value.data, `${name}.data`)
  if (!Array.isArray(value.shape))
    throw new TypeError(`${name}.shape must be an array, got ${describe(value.shape)}`)
  const shape = [...(value.shape as readonly number[])]
  shape.forEach((length, i) => {
    requireCount(length, 0, `${name}.shape[${i}]`)
  })
  const count = shape.reduce((product, length) => product * length, 1)
  if (count === data.length) return { data, shape }
  throw new RangeError(
    `${name}.data must have ${count} numbers for the shape ${shapeText(shape)}, got ${data.length}`,
  )
}

function littleEndian(data: SignalLike, isSingle: boolean): Uint8Array {
  const size = isSingle ? 4 : 8
  const bytes = new Uint8Array(size * data.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < data.length; i++) {
    if (isSingle) view.setFloat32(size * i, data[i], true)
    else view.setFloat64(size * i, data[i], true)
  }
  return bytes
}

/** 64 x 3, or 'of one number'. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'of one number' : shape.join(' x ')
}

function damaged(must: string, got: string): RangeError {
  return new RangeError(`bytes must be a safetensors file with ${must}, got ${got}`)
}
