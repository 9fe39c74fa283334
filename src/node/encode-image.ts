import { type Frame, requireFrame } from '../image/frame.js'
import { loadSharp } from './load-sharp.js'

/** The formats of image files that can be written, by the ends of their names. */
export const IMAGE_FORMATS = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
  tif: 'tiff',
  tiff: 'tiff',
} as const
export type ImageFormat = (typeof IMAGE_FORMATS)[keyof typeof IMAGE_FORMATS]

/** A frame as the bytes of an image file. Throws what sharp does, and as `writeImage` where it is no frame. */
export async function encodeImage(frame: Frame, format: ImageFormat): Promise<Uint8Array> {
  requireFrame(frame, 'frame')
  const sharp = await loadSharp()
  const { data, width, height } = frame
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  // By default a TIFF file holds JPEG, which loses detail.
  return (format === 'tiff' ? image.tiff({ compression: 'deflate' }) : image.toFormat(format)).toBuffer()
}
