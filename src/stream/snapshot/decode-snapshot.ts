import { readBytes } from '../../require.js'
import { shown } from '../../shown.js'
import { CHECKED_FROM, HEADER_FROM, MAGIC, VERSION } from './encode-snapshot.js'
import { fingerprint } from './fingerprint.js'
import { requireSameSettings, type SavedSettings, type Settings } from './settings.js'
import { SnapshotReader } from './snapshot-reader.js'

/** A parsed snapshot. */
export interface Snapshot {
  readonly kind: string
  readonly settings: SavedSettings
  /** The fields of the state, unread. */
  readonly state: Uint8Array
}

/**
 * Reads a snapshot.
 *
 * @param kind The name of the class.
 * @param settings The current settings, in the form that `encodeSnapshot` takes.
 * @param load Reads the whole state.
 * @throws TypeError if these are not bytes. RangeError if they are not a snapshot of this kind and version, are damaged, were taken
 *   with other settings, or hold fields that `load` refuses or does not read.
 */
export function decodeSnapshot(
  bytes: Uint8Array,
  kind: string,
  settings: Settings,
  load: (reader: SnapshotReader) => void,
): void {
  loadSnapshot(openSnapshot(bytes, kind), settings, load)
}

/** The second half of `decodeSnapshot`, for callers that use the settings in the snapshot itself. */
export function loadSnapshot<Loaded>(
  snapshot: Snapshot,
  settings: Settings,
  load: (reader: SnapshotReader) => Loaded,
): Loaded {
  requireSameSettings(snapshot.settings, settings)
  const reader = new SnapshotReader(snapshot.state)
  const loaded = load(reader)
  reader.end()
  return loaded
}

/** The first half of `decodeSnapshot`. */
export function openSnapshot(given: Uint8Array, kind: string): Snapshot {
  const bytes = readBytes(given, 'bytes')
  if (bytes.length < HEADER_FROM || wordAt(bytes, 0) !== MAGIC) {
    throw new RangeError('bytes must be a snapshot, got something else: pass what snapshot() returned')
  }
  const version = wordAt(bytes, 4)
  if (version !== VERSION) {
    throw new RangeError(
      `bytes must be a snapshot of version ${VERSION}, got version ${version}: take the snapshot with this version of the package`,
    )
  }
  if (wordAt(bytes, 8) !== fingerprint(bytes.subarray(CHECKED_FROM))) {
    throw new RangeError(
      'bytes must be an intact snapshot, got one whose checksum does not match: use an intact copy',
    )
  }
  const headerEnd = HEADER_FROM + wordAt(bytes, 12)
  if (headerEnd > bytes.length) throw unreadable()
  const header = readHeader(textOf(bytes, HEADER_FROM, headerEnd))
  if (header.kind !== kind) {
    throw new RangeError(
      `bytes must be a snapshot of a ${kind}, got one of a ${shown(header.kind, 40)}: restore it with that class`,
    )
  }
  return { ...header, state: bytes.subarray(headerEnd) }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  // In pieces, as the number of arguments of a call is limited.
  for (let at = from; at < to; at += 1024) {
    text += String.fromCharCode.apply(
      null,
      bytes.subarray(at, Math.min(at + 1024, to)) as unknown as number[],
    )
  }
  return text
}

function readHeader(json: string): Pick<Snapshot, 'kind' | 'settings'> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw unreadable()
  }
  const { kind, settings } = fieldsOf(value)
  if (
    typeof kind !== 'string' ||
    !Object.values(fieldsOf(settings)).every((one) => typeof one === 'string')
  ) {
    throw unreadable()
  }
  return { kind, settings: settings as SavedSettings }
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable()
  return { ...value }
}

function unreadable(): RangeError {
  return new RangeError(
    'bytes must be a snapshot with a valid header, got one whose header cannot be read: use an intact copy',
  )
}
