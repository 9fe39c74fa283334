import type { OwnUint8Array } from '../../samples.js'
// The form of a snapshot: magic, version, checksum of all that follows, and length of the header, four bytes each, little
// endian; the header, JSON in ASCII; then the samples.

import { readBytes } from '../../require.js'
import { fingerprint } from '../snapshot/fingerprint.js'
import { isSnapshotHeader, type SnapshotHeader } from './snapshot-header.js'

const MAGIC = 0x4e4c5054 // 'TPLN'
const VERSION = 1
const CHECKED_FROM = 12
const HEADER_FROM = 16

/** Puts a header and samples into bytes. */
export function encodeSnapshot(header: SnapshotHeader, samples: Uint8Array): OwnUint8Array {
  const json = JSON.stringify(header)
  const bytes = new Uint8Array(HEADER_FROM + json.length + samples.length)
  for (let i = 0; i < json.length; i++) bytes[HEADER_FROM + i] = json.charCodeAt(i)
  bytes.set(samples, HEADER_FROM + json.length)
  const prefix = new DataView(bytes.buffer)
  prefix.setUint32(0, MAGIC, true)
  prefix.setUint32(4, VERSION, true)
  prefix.setUint32(12, json.length, true)
  prefix.setUint32(8, fingerprint(bytes.subarray(CHECKED_FROM)), true)
  return bytes
}

/** The two parts of a snapshot. */
export interface Snapshot {
  readonly header: SnapshotHeader
  readonly samples: Uint8Array
}

/**
 * Takes bytes apart again.
 *
 * @throws TypeError if these are not bytes, RangeError if they are not a snapshot, of another version, or damaged: the checksum is not
 *   right, or the header holds something else than it should.
 */
export function decodeSnapshot(given: Uint8Array): Snapshot {
  const bytes = readBytes(given, 'bytes')
  if (bytes.length < HEADER_FROM || wordAt(bytes, 0) !== MAGIC) {
    throw new RangeError('bytes must be a snapshot, got something else: pass what snapshot() returned')
  }
  const version = wordAt(bytes, 4)
  if (version !== VERSION) {
    throw new RangeError(
      `the snapshot must be of version ${VERSION}, got version ${version}: take it with this version of the package`,
    )
  }
  if (wordAt(bytes, 8) !== fingerprint(bytes.subarray(CHECKED_FROM))) {
    throw new RangeError(
      'the snapshot is damaged: its checksum does not match its bytes; take it from an intact copy',
    )
  }
  const headerEnd = HEADER_FROM + wordAt(bytes, 12)
  if (headerEnd > bytes.length) throw unreadable()
  return { header: readHeader(textOf(bytes, HEADER_FROM, headerEnd)), samples: bytes.subarray(headerEnd) }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i])
  return text
}

function readHeader(json: string): SnapshotHeader {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw unreadable()
  }
  if (!isSnapshotHeader(value)) throw unreadable()
  return value
}

function unreadable(): RangeError {
  return new RangeError('the snapshot has a header that cannot be read: take it from an intact copy')
}
