import type { Frame } from '../image/plane/frame.js'
import { loadSharp } from './load-sharp.js'

interface DecodeOptions {
  /** Takes the values of red, green and blue unchanged, whatever the color profile. */
  readonly ignoreIcc?: boolean
}

/** Decodes an image file to a frame: see `readImage`. Throws the errors of sharp. */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Frame> {
  const sharp = await loadSharp()
  const image = sharp(bytes, options).rotate().toColourspace('srgb').ensureAlpha()
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { data: Uint8ClampedArray.from(data), width: info.width, height: info.height }
}
