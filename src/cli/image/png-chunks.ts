import { crc32, deflateSync } from 'node:zlib'

// sharp keeps the metadata that it reads from a file, but does not accept any with raw pixels. So the pixels go into a PNG file,
// and the metadata into its chunks (W3C PNG, 3rd edition, 11.3.2.3 and 11.3.4.5).

interface Kept {
  readonly exif?: Uint8Array | undefined
  readonly icc?: Uint8Array | undefined
}

/** A PNG file with an EXIF block, in which the orientation is upright, and a color profile. */
export function withColorAndExif(png: Uint8Array, { exif, icc }: Kept): Uint8Array {
  const chunks: Uint8Array[] = []
  if (icc !== undefined) chunks.push(chunk('iCCP', Buffer.concat([Buffer.from('icc\0\0'), deflateSync(icc)])))
  if (exif !== undefined) chunks.push(chunk('eXIf', upright(exif)))
  return Buffer.concat([png.subarray(0, END_OF_HEADER), ...chunks, png.subarray(END_OF_HEADER)])
}

/** Eight bytes of signature and the chunk IHDR, which is the first. */
const END_OF_HEADER = 33

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + data.length)
  return bytes
}

const ORIENTATION = 0x0112
const ENTRY_SIZE = 12

/** A copy of an EXIF block without the header that JPEG adds, and with orientation 1: the pixels have already been rotated. */
function upright(exif: Uint8Array): Uint8Array {
  const isFromJpeg = Buffer.from(exif.subarray(0, 4)).toString('latin1') === 'Exif'
  const block = Buffer.from(isFromJpeg ? exif.subarray(6) : exif)
  const isLittle = block[0] === 0x49
  const read16 = (at: number): number => (isLittle ? block.readUInt16LE(at) : block.readUInt16BE(at))
  if (block.length < 8) return block
  const first = isLittle ? block.readUInt32LE(4) : block.readUInt32BE(4)
  for (let at = first + 2; at + ENTRY_SIZE <= block.length; at += ENTRY_SIZE) {
    if (at >= first + 2 + ENTRY_SIZE * read16(first)) break
    if (read16(at) !== ORIENTATION) continue
    if (isLittle) block.writeUInt16LE(1, at + 8)
    else block.writeUInt16BE(1, at + 8)
  }
  return block
}
