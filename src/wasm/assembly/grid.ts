// Copies rows and columns of numbers into a layout and out of it.

/**
 * y[j·yPitch + i·yStep] = x[j·xPitch + i·xStep] for i < columns and j < rows; pitches and steps in bytes. Nothing else is
 * touched.
 */
@inline
export function copyGrid<T>(
  y: usize,
  yPitch: usize,
  yStep: usize,
  x: usize,
  xPitch: usize,
  xStep: usize,
  columns: usize,
  rows: usize,
): void {
  const isDense = xStep == sizeof<T>() && yStep == sizeof<T>()
  const whole = isDense ? (columns * sizeof<T>()) & ~63 : 0
  const rest = columns - whole / sizeof<T>()
  for (; rows > 0; rows--, x += xPitch, y += yPitch) {
    for (let i: usize = 0; i < whole; i += 64) {
      const a = v128.load(x + i)
      const b = v128.load(x + i, 16)
      const c = v128.load(x + i, 32)
      const d = v128.load(x + i, 48)
      v128.store(y + i, a)
      v128.store(y + i, b, 16)
      v128.store(y + i, c, 32)
      v128.store(y + i, d, 48)
    }
    let p = x + whole
    let q = y + whole
    for (let i: usize = 0; i < rest; i++, p += xStep, q += yStep) store<T>(q, load<T>(p))
  }
}
