import type { Frame } from '../../image/plane/frame.js'
import { decodeImage } from '../../node/decode-image.js'
import { encodeImage, type ImageFormat } from '../../node/encode-image.js'
import { loadSharp } from '../../node/load-sharp.js'
import { withColorAndExif } from './png-chunks.js'

/** RGBA with 16 bits per value. */
export interface DeepFrame {
  readonly data: Uint16Array
  readonly width: number
  readonly height: number
}

/** An image, and the metadata that its result keeps. */
export interface Picture {
  readonly image: Frame | DeepFrame
  readonly exif?: Uint8Array | undefined
  /** The color profile of the values. Without one they are sRGB. */
  readonly icc?: Uint8Array | undefined
}

/** The formats that hold 16 bits per value. */
const deepFormats: readonly ImageFormat[] = ['png', 'tiff']

/**
 * Decodes an image for output in a given format: with 16 bits if both have them, and in the colors of the file if these are red,
 * green and blue. Throws the errors of sharp.
 */
export async function decodePicture(bytes: Uint8Array, format: ImageFormat): Promise<Picture> {
  const sharp = await loadSharp()
  const { depth, space, exif, icc } = await sharp(bytes).metadata()
  const isRgb = space === 'srgb' || space === 'rgb16'
  const kept = isRgb ? { exif, icc } : { exif }
  if (depth !== 'ushort' || !deepFormats.includes(format)) {
    return { image: await decodeImage(bytes, { ignoreIcc: isRgb }), ...kept }
  }
  const image = sharp(bytes, { ignoreIcc: isRgb }).rotate().toColourspace('rgb16').ensureAlpha()
  const { data, info } = await image.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true })
  const { width, height } = info
  // A copy, because the buffer may begin at an odd address.
  return { image: { data: new Uint16Array(Uint8Array.from(data).buffer), width, height }, ...kept }
}

/** Encodes the result of `decodePicture`. Throws the errors of sharp. */
export async function encodePicture({ image, exif, icc }: Picture, format: ImageFormat): Promise<Uint8Array> {
  const isKept = exif !== undefined || icc !== undefined
  if (!isDeep(image) && !isKept) return encodeImage(image, format)
  const png = isDeep(image) ? await deepPng(image) : await encodeImage(image, 'png')
  const sharp = await loadSharp()
  const carrier = sharp(withColorAndExif(png, { exif, icc }), { ignoreIcc: true }).keepMetadata()
  const colored = isDeep(image) ? carrier.toColourspace('rgb16') : carrier
  return (format === 'tiff' ? colored.tiff({ compression: 'deflate' }) : colored.toFormat(format)).toBuffer()
}

export function isDeep(image: Frame | DeepFrame): image is DeepFrame {
  return image.data instanceof Uint16Array
}

async function deepPng({ data, width, height }: DeepFrame): Promise<Uint8Array> {
  const sharp = await loadSharp()
  const image = sharp(data, { raw: { width, height, channels: 4 } }).toColourspace('rgb16')
  return image.png({ compressionLevel: 1 }).toBuffer()
}
