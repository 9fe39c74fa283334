import type { Samples, TypedSignal } from '../samples.js'

/** out = NaN for all windows, of width x height pixels, that hold a pixel which is not good. Costs a look at each pixel. */
export function spoilWindows(
  out: Samples,
  data: TypedSignal,
  imageWidth: number,
  width: number,
  height: number,
): void {
  const columns = imageWidth - width + 1
  // For each column, the topmost row from the present one on in which a window holds such a pixel.
  const nearest = new Float64Array(columns).fill(Infinity)
  for (let y = data.length / imageWidth - 1; y >= 0; y--) {
    let next = Infinity
    for (let x = imageWidth - 1; x >= 0; x--) {
      if (!isGood(data[y * imageWidth + x])) next = x
      if (x >= columns) continue
      if (next - x < width) nearest[x] = y
      const at = y * columns + x
      if (at < out.length && nearest[x] - y < height) out[at] = NaN
    }
  }
}

/** Squares of greater numbers, summed over a tile, would overflow: they count as not finite. */
export const GREATEST = 1e140

/** Whether a pixel is a number to compute with. */
export function isGood(pixel: number): boolean {
  return Math.abs(pixel) <= GREATEST
}
