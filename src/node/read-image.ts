import { readFile } from 'node:fs/promises'
import type { Frame } from '../image/plane/frame.js'
import { decodeImage } from './decode-image.js'
import { FileError, reasonOf } from './file-error.js'
import { loadSharp } from './load-sharp.js'
import { requirePath } from './require-path.js'

/**
 * Reads an image file (PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG) as a frame, with the package sharp, which you install as well.
 * Colors are converted to 8-bit sRGB; the lower eight of 16 bits are lost. The orientation in the file is applied. Only the first
 * of several pages is read. EXIF and the color profile are not returned: `tapline image` keeps them.
 *
 * @param path The file.
 * @throws TypeError if the path is not a string; FileError if the file cannot be read or is not an image; Error if sharp is not installed.
 * @example
 * await writeImage('dot.png', { data: Uint8ClampedArray.of(1, 2, 3, 255), width: 1, height: 1 })
 * await readImage('dot.png') // { data: Uint8ClampedArray [1, 2, 3, 255], width: 1, height: 1 }
 * @see writeImage
 */
export async function readImage(path: string): Promise<Frame> {
  requirePath(path)
  return readImageWith(path, decodeImage)
}

/** Reads an image file with a decoder. Throws as `readImage`. */
export async function readImageWith<Image>(
  path: string,
  decode: (bytes: Uint8Array) => Promise<Image>,
): Promise<Image> {
  // If sharp is missing, this is not a defect of the file.
  await loadSharp()
  try {
    return await decode(await readFile(path))
  } catch (cause) {
    const remedy = 'pass the path of a PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG file'
    throw new FileError({ verb: 'read', path }, reasonOf(cause), remedy, { cause })
  }
}
