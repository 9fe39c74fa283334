import type { OwnUint8Array } from '../samples.js'
import type { Trim } from './lame-tag.js'

/** An MP4 file (.m4a) in a form that a single-pass decoder can read. */
export interface Mp4File {
  /** With the index in front. */
  readonly content: OwnUint8Array
  /** The delay and padding that the edit list removes from the first track, at the time scale of the track. */
  readonly trim: (Trim & { readonly rate: number }) | undefined
}

/**
 * Moves the index (moov) before the sound (mdat), because many programs write it last, and reads the encoder's delay and padding.
 *
 * References: ISO/IEC 14496-12 (2015), 8.1.1 and 8.6.6.
 */
export function readMp4(content: OwnUint8Array): Mp4File {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const boxes = boxesIn(bytes, 0, bytes.length)
  const moov = boxes.find(({ type }) => type === 'moov')
  if (moov === undefined) return { content, trim: undefined }
  const trim = trimOf(bytes, moov)
  const mdat = boxes.find(({ type }) => type === 'mdat')
  if (mdat === undefined || mdat.start > moov.start) return { content, trim }
  return { content: indexFirst(bytes, boxes, moov), trim }
}

interface Box {
  readonly type: string
  readonly start: number
  /** The offset of its content. */
  readonly body: number
  readonly end: number
}

function boxesIn(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let start = from; start + 8 <= to;) {
    const short = bytes.readUInt32BE(start)
    const isLong = short === 1 && start + 16 <= to
    const size = isLong ? Number(bytes.readBigUInt64BE(start + 8)) : short === 0 ? to - start : short
    const body = start + (isLong ? 16 : 8)
    const end = start + size
    if (end < body || end > to) break
    boxes.push({ type: bytes.toString('latin1', start + 4, start + 8), start, body, end })
    start = end
  }
  return boxes
}

/** The first box at the end of a path of types, within a box. */
function within(bytes: Buffer, box: Box, path: readonly string[]): Box | undefined {
  const [type, ...rest] = path
  const found = boxesIn(bytes, box.body, box.end).find((inner) => inner.type === type)
  return found === undefined || rest.length === 0 ? found : within(bytes, found, rest)
}

/** The whole file with the index after `ftyp`, and the offsets in the index increased by its own length. */
function indexFirst(bytes: Buffer, boxes: readonly Box[], moov: Box): OwnUint8Array {
  const index = Buffer.from(bytes.subarray(moov.start, moov.end))
  const length = index.length
  const moved = (offset: number): number => (offset < moov.start ? offset + length : offset)
  for (const track of boxesIn(index, moov.body - moov.start, length)) {
    if (track.type !== 'trak') continue
    const table = within(index, track, ['mdia', 'minf', 'stbl'])
    if (table === undefined) continue
    for (const { type, body, end } of boxesIn(index, table.body, table.end)) {
      const width = type === 'stco' ? 4 : type === 'co64' ? 8 : 0
      if (width === 0) continue
      const count = Math.min(index.readUInt32BE(body + 4), Math.floor((end - body - 8) / width))
      for (let i = 0, at = body + 8; i < count; i++, at += width) {
        if (width === 4) index.writeUInt32BE(moved(index.readUInt32BE(at)) % 2 ** 32, at)
        else index.writeBigUInt64BE(BigInt(moved(Number(index.readBigUInt64BE(at)))), at)
      }
    }
  }
  const type = boxes.find(({ type }) => type === 'ftyp')
  const cut = type?.start === 0 ? type.end : 0
  const content = new Uint8Array(bytes.length)
  content.set(bytes.subarray(0, cut), 0)
  content.set(index, cut)
  content.set(bytes.subarray(cut, moov.start), cut + length)
  content.set(bytes.subarray(moov.end), moov.end)
  return content
}

/**
 * From the edit list, which is exact at the start but in units of the movie at the end, and from the sum of the samples' durations.
 */
function trimOf(bytes: Buffer, moov: Box): Mp4File['trim'] {
  const sound = boxesIn(bytes, moov.body, moov.end).find(
    ({ type, ...box }) => type === 'trak' && isSound(bytes, { type, ...box }),
  )
  const header = within(bytes, moov, ['mvhd'])
  const media = sound && within(bytes, sound, ['mdia', 'mdhd'])
  const times = sound && within(bytes, sound, ['mdia', 'minf', 'stbl', 'stts'])
  if (sound === undefined || header === undefined || media === undefined || times === undefined)
    return undefined
  const [movieRate, rate] = [scaleOf(bytes, header), scaleOf(bytes, media)]
  const edit = editOf(bytes, within(bytes, sound, ['edts', 'elst']))
  const delay = edit?.start ?? 0
  const rest = Math.max(totalOf(bytes, times) - delay, 0)
  const told = edit === undefined || edit.duration === 0 ? rest : (edit.duration * rate) / movieRate
  // A unit of the movie may be many samples, so only a larger difference means that padding was cut.
  const frames = told < rest - rate / movieRate ? Math.round(told) : rest
  return { delay, frames, rate }
}

function isSound(bytes: Buffer, track: Box): boolean {
  const handler = within(bytes, track, ['mdia', 'hdlr'])
  return handler !== undefined && bytes.toString('latin1', handler.body + 8, handler.body + 12) === 'soun'
}

/** Units per second of a movie or a track. */
function scaleOf(bytes: Buffer, { body }: Box): number {
  return bytes.readUInt32BE(body + (bytes[body] === 1 ? 20 : 12))
}

function totalOf(bytes: Buffer, { body, end }: Box): number {
  let total = 0
  const count = Math.min(bytes.readUInt32BE(body + 4), Math.floor((end - body - 8) / 8))
  for (let i = 0, at = body + 8; i < count; i++, at += 8)
    total += bytes.readUInt32BE(at) * bytes.readUInt32BE(at + 4)
  return total
}

/** The first edit that plays something. */
function editOf(bytes: Buffer, list: Box | undefined): { duration: number; start: number } | undefined {
  if (list === undefined) return undefined
  const isLong = bytes[list.body] === 1
  const width = isLong ? 20 : 12
  for (let at = list.body + 8; at + width <= list.end; at += width) {
    const start = isLong ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4)
    const duration = isLong ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at)
    if (start >= 0) return { duration, start }
  }
  return undefined
}
