import type { Frame } from '../image/plane/frame.js'
import { loadSharp } from './load-sharp.js'

/** Decodes an image file to a frame: see `readImage`. Throws the errors of sharp. */
export async function decodeImage(bytes: Uint8Array): Promise<Frame> {
  const sharp = await loadSharp()
  const image = sharp(bytes).rotate().toColourspace('srgb').ensureAlpha()
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { data: Uint8ClampedArray.from(data), width: info.width, height: info.height }
}
