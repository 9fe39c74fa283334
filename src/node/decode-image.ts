import type { Frame } from '../image/frame.js'
import { loadSharp } from './load-sharp.js'

/** The bytes of an image file as a frame: see `readImage`. Throws what sharp does. */
export async function decodeImage(bytes: Uint8Array): Promise<Frame> {
  const sharp = await loadSharp()
  const image = sharp(bytes).rotate().toColourspace('srgb').ensureAlpha()
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { data: Uint8ClampedArray.from(data), width: info.width, height: info.height }
}
