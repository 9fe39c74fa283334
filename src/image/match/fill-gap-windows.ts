import { GREATEST_SQUARED } from '../../patch-gaps.js'
import type { Samples, TypedSignal } from '../../samples.js'

/** Sets out = NaN for all windows of width x height pixels that contain a gap: a pixel that is not finite, or beyond `GREATEST_SQUARED`. Reads each pixel once. */
export function fillGapWindows(
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
      if (!(Math.abs(data[y * imageWidth + x]) <= GREATEST_SQUARED)) next = x
      if (x >= columns) continue
      if (next - x < width) nearest[x] = y
      const at = y * columns + x
      if (at < out.length && nearest[x] - y < height) out[at] = NaN
    }
  }
}
