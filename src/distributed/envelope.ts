// The byte format of batches, records and snapshots of a job, little endian:
//
//   magic, length of the header, number of entries, checksum of everything that follows: four bytes each
//   the header: JSON in UTF-8, padded to eight bytes
//   the entries, each: index (float64); bytes of data, bytes of the name, kind, flag (uint32 each); the name; the data; both padded
//
// Data begins at a multiple of eight bytes, so that samples can be read in place.

import { fingerprint } from '../stream/snapshot/fingerprint.js'

/** The kind of an entry's data. */
export const KINDS = { float32: 1, float64: 2, json: 3, bytes: 4 } as const
export type Kind = (typeof KINDS)[keyof typeof KINDS]

/** The part of a batch, a record or a snapshot that belongs to one series. */
export interface Entry {
  readonly series: string
  /** The index of the first sample or value in the series. */
  readonly index: number
  readonly kind: Kind
  /** Whether the series ends with this entry. */
  readonly isEnd: boolean
  readonly data: Uint8Array
}

/** The contents of an envelope. */
export interface Envelope {
  readonly header: unknown
  readonly entries: readonly Entry[]
}

const HEAD_LENGTH = 16
const ENTRY_HEAD_LENGTH = 24
const WORDS = 8

/** Encodes a header and entries as bytes. */
export function encodeEnvelope(magic: number, header: object, entries: readonly Entry[]): Uint8Array {
  const headerBytes = encoder.encode(JSON.stringify(header))
  const names = entries.map(({ series }) => encodedName(series))
  let length = HEAD_LENGTH + padded(headerBytes.length)
  entries.forEach((entry, i) => (length += entryLength(names[i].length, entry.data.length)))
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, headerBytes.length, true)
  view.setUint32(8, entries.length, true)
  bytes.set(headerBytes, HEAD_LENGTH)
  let at = HEAD_LENGTH + padded(headerBytes.length)
  entries.forEach((entry, i) => (at = putEntry(bytes, view, at, entry, names[i])))
  view.setUint32(12, fingerprint(bytes.subarray(HEAD_LENGTH)), true)
  return bytes
}

/** The number of bytes that an entry takes in an envelope. */
export function entryLength(nameLength: number, dataLength: number): number {
  return ENTRY_HEAD_LENGTH + padded(nameLength) + padded(dataLength)
}

/**
 * Decodes bytes, which may be untrusted. The entries are views of a copy.
 *
 * @throws RangeError if the bytes are something else, or damaged.
 */
export function decodeEnvelope(magic: number, given: Uint8Array, what: string): Envelope {
  // Buffers of a network client are pooled and begin at any address; a copy is aligned for samples.
  const bytes = new Uint8Array(given)
  const view = new DataView(bytes.buffer)
  if (bytes.length < HEAD_LENGTH || view.getUint32(0, true) !== magic) {
    throw new RangeError(`the message must be ${what}, got ${bytes.length} bytes of something else`)
  }
  if (view.getUint32(12, true) !== fingerprint(bytes.subarray(HEAD_LENGTH))) throw damaged(what)
  const headerLength = view.getUint32(4, true)
  const count = view.getUint32(8, true)
  let at = HEAD_LENGTH + padded(headerLength)
  if (at > bytes.length || count > (bytes.length - at) / ENTRY_HEAD_LENGTH) throw damaged(what)
  const header = parsed(bytes.subarray(HEAD_LENGTH, HEAD_LENGTH + headerLength), what)
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    const entry = entryAt(bytes, view, at)
    if (entry === undefined) throw damaged(what)
    entries.push(entry)
    at += entryLength(view.getUint32(at + 12, true), entry.data.length)
  }
  if (at !== bytes.length) throw damaged(what)
  return { header, entries }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

function putEntry(bytes: Uint8Array, view: DataView, at: number, entry: Entry, name: Uint8Array): number {
  view.setFloat64(at, entry.index, true)
  view.setUint32(at + 8, entry.data.length, true)
  view.setUint32(at + 12, name.length, true)
  view.setUint32(at + 16, entry.kind, true)
  view.setUint32(at + 20, entry.isEnd ? 1 : 0, true)
  bytes.set(name, at + ENTRY_HEAD_LENGTH)
  bytes.set(entry.data, at + ENTRY_HEAD_LENGTH + padded(name.length))
  return at + entryLength(name.length, entry.data.length)
}

function entryAt(bytes: Uint8Array, view: DataView, at: number): Entry | undefined {
  if (at + ENTRY_HEAD_LENGTH > bytes.length) return undefined
  const index = view.getFloat64(at, true)
  const dataLength = view.getUint32(at + 8, true)
  const nameLength = view.getUint32(at + 12, true)
  const kind = view.getUint32(at + 16, true)
  if (at + entryLength(nameLength, dataLength) > bytes.length) return undefined
  if (!isKind(kind) || !(Number.isSafeInteger(index) && index >= 0)) return undefined
  const nameAt = at + ENTRY_HEAD_LENGTH
  const series = decodedName(bytes.subarray(nameAt, nameAt + nameLength))
  if (series === undefined) return undefined
  const data = bytes.subarray(nameAt + padded(nameLength), nameAt + padded(nameLength) + dataLength)
  return { series, index, kind, isEnd: view.getUint32(at + 20, true) === 1, data }
}

function isKind(value: number): value is Kind {
  return value >= KINDS.float32 && value <= KINDS.bytes
}

function padded(length: number): number {
  return Math.ceil(length / WORDS) * WORDS
}

/** The same names come with every chunk, so they are encoded once. The cache stays small. */
const MOST_NAMES = 2 ** 16
const encodedNames = new Map<string, Uint8Array>()

function encodedName(name: string): Uint8Array {
  const known = encodedNames.get(name)
  if (known !== undefined) return known
  if (encodedNames.size >= MOST_NAMES) encodedNames.clear()
  const bytes = encoder.encode(name)
  encodedNames.set(name, bytes)
  return bytes
}

/** Names are ASCII: see `requireSeriesName`. */
function decodedName(bytes: Uint8Array): string | undefined {
  let name = ''
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] > 0x7f) return undefined
    name += String.fromCharCode(bytes[i])
  }
  return name
}

function parsed(json: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(decoder.decode(json)) as unknown
  } catch {
    throw damaged(what)
  }
}

function damaged(what: string): RangeError {
  return new RangeError(`the message must be ${what}, got damaged bytes: send it again`)
}
