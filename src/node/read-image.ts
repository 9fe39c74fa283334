import { readFile } from 'node:fs/promises'
import type { Frame } from '../image/frame.js'
import { decodeImage } from './decode-image.js'
import { FileError, reasonOf } from './file-error.js'
import { loadSharp } from './load-sharp.js'
import { requirePath } from './require-path.js'

/**
 * Reads an image file as a frame: PNG, JPEG, WebP, AVIF, GIF, TIFF and SVG, by the package sharp, which you install beside this
 * one. Colours are converted to sRGB with 8 bits, an image that is to be shown turned is turned, and of several pages the
 * first is read.
 *
 * @param path The file.
 * @throws TypeError if the path is no string; FileError if it cannot be read or is no image; Error if sharp is not installed.
 * @example
 * await writeImage('dot.png', { data: Uint8ClampedArray.of(1, 2, 3, 255), width: 1, height: 1 })
 * await readImage('dot.png') // { data: Uint8ClampedArray [1, 2, 3, 255], width: 1, height: 1 }
 * @see writeImage
 */
export async function readImage(path: string): Promise<Frame> {
  requirePath(path)
  // If it is missing, that is not the file's fault.
  await loadSharp()
  try {
    return await decodeImage(await readFile(path))
  } catch (cause) {
    const remedy = 'give the path of a PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG file'
    throw new FileError({ verb: 'read', path }, reasonOf(cause), remedy, { cause })
  }
}
