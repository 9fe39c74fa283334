import { extname } from 'node:path'
import { type Frame, requireFrame } from '../image/plane/frame.js'
import { encodeImage, IMAGE_FORMATS } from './encode-image.js'
import { FileError, reasonOf } from './file-error.js'
import { loadSharp } from './load-sharp.js'
import { writeFileWhole } from './output-file.js'
import { requirePath } from './require-path.js'

/**
 * Writes a frame to an image file with the package sharp, which you install as well. The extension determines the format: .png is
 * lossless; .webp, .avif, .gif and .tif may lose detail, by sharp's defaults; .jpg does not have alpha, so colors are drawn on
 * black. The file is written whole or not at all: see `WavWriter`.
 *
 * @param path The file.
 * @param frame RGBA.
 * @throws TypeError or RangeError if the path is not a string or the frame is not valid; FileError if the file cannot be
 *   written; Error if sharp is not installed.
 * @example
 * await writeImage('dot.png', { data: Uint8ClampedArray.of(1, 2, 3, 255), width: 1, height: 1 })
 * @see readImage
 */
export async function writeImage(path: string, frame: Frame): Promise<void> {
  requirePath(path)
  requireFrame(frame, 'frame')
  // If sharp is missing, this is not a defect of the file.
  await loadSharp()
  await writeFileWhole(path, await encoded(path, frame))
}

async function encoded(path: string, frame: Frame): Promise<Uint8Array> {
  const extension = extname(path).slice(1).toLowerCase()
  const attempt = { verb: 'write', path } as const
  if (!Object.hasOwn(IMAGE_FORMATS, extension)) {
    throw new FileError(attempt, 'its name does not have the extension of a known format', REMEDY)
  }
  try {
    return await encodeImage(frame, IMAGE_FORMATS[extension as keyof typeof IMAGE_FORMATS])
  } catch (cause) {
    throw new FileError(attempt, reasonOf(cause), REMEDY, { cause })
  }
}

const REMEDY =
  'pass a path that ends in .png, .jpg, .webp, .avif, .gif or .tif, in an existing folder that can be written'
