import type { OwnUint8Array } from '../../samples.js'
import { fingerprint } from './fingerprint.js'
import { savedSettings, type Settings } from './settings.js'
import { SnapshotWriter } from './snapshot-writer.js'

// The format of a snapshot: magic, version, checksum of everything that follows, and length of the header, four bytes each, little
// endian; then the header, JSON in ASCII, padded with spaces to a multiple of 8; then the fields of the state.
export const MAGIC = 0x4e4c5054 // 'TPLN'
export const VERSION = 2
export const CHECKED_FROM = 12
export const HEADER_FROM = 16

/**
 * Makes a snapshot.
 *
 * @param kind The name of the class.
 * @param settings What it must be restored with.
 * @param save Writes the state.
 */
export function encodeSnapshot(
  kind: string,
  settings: Settings,
  save: (writer: SnapshotWriter) => void,
): OwnUint8Array {
  const writer = new SnapshotWriter()
  save(writer)
  const header = headerOf(kind, settings)
  const bytes = new Uint8Array(HEADER_FROM + header.length + writer.bytes.length)
  for (let i = 0; i < header.length; i++) bytes[HEADER_FROM + i] = header.charCodeAt(i)
  bytes.set(writer.bytes, HEADER_FROM + header.length)
  const prefix = new DataView(bytes.buffer)
  prefix.setUint32(0, MAGIC, true)
  prefix.setUint32(4, VERSION, true)
  prefix.setUint32(12, header.length, true)
  prefix.setUint32(8, fingerprint(bytes.subarray(CHECKED_FROM)), true)
  return bytes
}

function headerOf(kind: string, settings: Settings): string {
  const json = JSON.stringify({ kind, settings: savedSettings(settings) })
  const ascii = json.replace(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return ascii.padEnd(8 * Math.ceil(ascii.length / 8))
}
