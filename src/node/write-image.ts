import { extname } from 'node:path'
import { type Frame, requireFrame } from '../image/frame.js'
import { encodeImage, IMAGE_FORMATS } from './encode-image.js'
import { FileError, reasonOf } from './file-error.js'
import { loadSharp } from './load-sharp.js'
import { writeFileWhole } from './output-file.js'
import { requirePath } from './require-path.js'

/**
 * Writes a frame to an image file, by the package sharp, which you install beside this one. The end of its name says the
 * format: .png loses nothing, .webp, .avif, .gif and .tif may, as sharp has it, and .jpg has no alpha: its colours are put on
 * black. The file is written whole or not at all: see `WavWriter`.
 *
 * @param path The file.
 * @param frame RGBA.
 * @throws TypeError, RangeError if the path is no string or the frame none; FileError if the file cannot be written; Error if sharp is not installed.
 * @example
 * await writeImage('dot.png', { data: Uint8ClampedArray.of(1, 2, 3, 255), width: 1, height: 1 })
 * @see readImage
 */
export async function writeImage(path: string, frame: Frame): Promise<void> {
  requirePath(path)
  requireFrame(frame, 'frame')
  // If it is missing, that is not the file's fault.
  await loadSharp()
  await writeFileWhole(path, await encoded(path, frame))
}

async function encoded(path: string, frame: Frame): Promise<Uint8Array> {
  const extension = extname(path).slice(1).toLowerCase()
  const attempt = { verb: 'write', path } as const
  if (!Object.hasOwn(IMAGE_FORMATS, extension)) {
    throw new FileError(attempt, 'its name does not say which format it is to have', REMEDY)
  }
  try {
    return await encodeImage(frame, IMAGE_FORMATS[extension as keyof typeof IMAGE_FORMATS])
  } catch (cause) {
    throw new FileError(attempt, reasonOf(cause), REMEDY, { cause })
  }
}

const REMEDY =
  'give the path of a file .png, .jpg, .webp, .avif, .gif or .tif, in an existing folder that can be written'
