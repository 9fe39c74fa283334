import { type Frame, requireFrame } from '../image/frame.js'
import { FileError, reasonOf } from './file-error.js'
import { loadSharp } from './load-sharp.js'
import { requirePath } from './require-path.js'

/**
 * Writes a frame to an image file, by the package sharp, which you install beside this one. The end of its name says the
 * format: .png loses nothing, .webp, .avif, .gif and .tif may, as sharp has it, and .jpg has no alpha: its colours are put on
 * black. A file that is there is replaced.
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
  const sharp = await loadSharp()
  const { data, width, height } = frame
  try {
    await sharp(data, { raw: { width, height, channels: 4 } }).toFile(path)
  } catch (cause) {
    const remedy =
      'give the path of a file .png, .jpg, .webp, .avif, .gif or .tif, in an existing folder that can be written'
    throw new FileError({ verb: 'write', path }, reasonOf(cause), remedy, { cause })
  }
}
