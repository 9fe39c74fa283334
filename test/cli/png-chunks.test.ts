import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { withColorAndExif } from '../../src/cli/image/png-chunks.js'

/** An EXIF block with two tags, the second of which is the orientation; `byteOrder` is II or MM. */
function block(byteOrder: 'II' | 'MM', orientation: number): Buffer {
  const isLittle = byteOrder === 'II'
  const bytes = Buffer.alloc(8 + 2 + 2 * 12 + 4)
  const write16 = (value: number, at: number): number =>
    isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at)
  const write32 = (value: number, at: number): number =>
    isLittle ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at)
  bytes.write(byteOrder, 0)
  write16(42, 2)
  write32(8, 4)
  write16(2, 8)
  for (const [i, [tag, value]] of [
    [0x0106, 2],
    [0x0112, orientation],
  ].entries()) {
    write16(tag, 10 + 12 * i)
    write16(3, 12 + 12 * i)
    write32(1, 14 + 12 * i)
    write16(value, 18 + 12 * i)
  }
  return bytes
}

async function exifOf(exif: Uint8Array): Promise<Buffer | undefined> {
  const pixels = sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
  return (await sharp(withColorAndExif(await pixels.png().toBuffer(), { exif })).metadata()).exif
}

describe('An EXIF block in a PNG file', () => {
  it.each(['II', 'MM'] as const)('has an upright orientation, in the byte order %s', async (byteOrder) => {
    expect(await exifOf(block(byteOrder, 8))).toEqual(block(byteOrder, 1))
  })

  it('loses the header of JPEG', async () => {
    const exif = Buffer.concat([Buffer.from('Exif\0\0'), block('MM', 3)])
    expect(await exifOf(exif)).toEqual(block('MM', 1))
  })

  it.each([
    ['ends early', block('II', 6).subarray(0, 20)],
    ['leads beyond its end', Buffer.from('MM\0\x2a\xff\xff\xff\xff', 'latin1')],
  ])('is kept when it %s', async (_, exif) => {
    expect(await exifOf(exif)).toEqual(exif)
  })

  it('is ignored when it is too short', async () => {
    expect(await exifOf(Buffer.from('II'))).toBeUndefined()
  })
})
