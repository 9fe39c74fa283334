import type { Samples, TypedSignal } from '../../samples.js'

/** Sets out = NaN for all windows of width x height pixels that contain a pixel which is not good. Reads each pixel once. */
export function spoilWindows(
  out: Samples,
  data: TypedSignal,
  imageWidth: number,
  width: number,
  height: number,
): void {
  const columns = imageWidth - width + 1
  // For each column, the first row, from the current one on, where a window that starts in this column contains such a pixel.
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

/** Greater numbers count as not finite: the sum of their squares over a tile would overflow. */
export const GREATEST = 1e140

/** Whether a pixel is good: finite and not beyond `GREATEST`. */
export function isGood(pixel: number): boolean {
  return Math.abs(pixel) <= GREATEST
}
