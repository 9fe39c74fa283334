import { type Frame, requireFrame } from '../image/plane/frame.js'
import { loadSharp } from './load-sharp.js'

/** The image formats that can be written, by file name extension. */
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

/** Encodes a frame as an image file. Throws the errors of sharp, and those of `writeImage` if it is not a frame. */
export async function encodeImage(frame: Frame, format: ImageFormat): Promise<Uint8Array> {
  requireFrame(frame, 'frame')
  const sharp = await loadSharp()
  const { data, width, height } = frame
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  // By default a TIFF file holds JPEG, which loses detail.
  return (format === 'tiff' ? image.tiff({ compression: 'deflate' }) : image.toFormat(format)).toBuffer()
}
