import type { Plane } from '../../image/plane/plane.js'
import { DataError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import { readKernel } from '../convolve/kernel.js'

/**
 * Reads a table of taps, row by row from the top.
 *
 * @throws as `readKernel`; DataError if one of them is not a number
 */
export async function readPlane(path: string, io: Io): Promise<Plane<Float64Array>> {
  const { name, channels: columns } = await readKernel(path, io)
  const [width, height] = [columns.length, columns[0].length]
  const data = Float64Array.from(
    { length: width * height },
    (_, i) => columns[i % width][Math.floor(i / width)],
  )
  if (!data.every(Number.isFinite)) throw new DataError(`${name} has taps missing: pass a number for each`)
  return { data, width, height }
}
