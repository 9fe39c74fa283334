// The definition of two-dimensional convolution as plain loops. It imports nothing of the package, and is itself checked against
// cases computed by hand in test/image/naive-image.test.ts.

export type NaiveBoundary = 'fill' | 'wrap' | 'symmetric' | 'reflect' | 'replicate'

export interface NaivePlane {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

export interface NaiveOptions {
  readonly mode: 'full' | 'same' | 'valid'
  readonly boundary: NaiveBoundary
  readonly fillValue: number
  readonly stride: number
  readonly dilation: number
}

/**
 * out[y][x] = Σₗ Σₖ kernel[l][k]·image[y − l·d][x − k·d], or the part that a mode keeps and every n-th row and column for a stride
 * of n. Outputs that read a non-finite value are NaN.
 */
export function naiveConvolution2d(
  image: NaivePlane,
  kernel: NaivePlane,
  { mode, boundary, fillValue, stride, dilation }: NaiveOptions,
): NaivePlane {
  const [rows, columns] = [image.height, image.width].map((length, i) =>
    kept(mode, length, ([kernel.height, kernel.width][i] - 1) * dilation + 1, stride),
  )
  const data: number[] = []
  for (const y of rows) {
    for (const x of columns) {
      let sum = 0
      for (let l = 0; l < kernel.height; l++) {
        for (let k = 0; k < kernel.width; k++) {
          const pixel = naivePixel(image, x - k * dilation, y - l * dilation, boundary, fillValue)
          sum += Number.isFinite(pixel) ? kernel.data[l * kernel.width + k] * pixel : NaN
        }
      }
      data.push(sum)
    }
  }
  return { data, width: columns.length, height: rows.length }
}

/** The pixel at any position, by the boundary mode. */
export function naivePixel(
  image: NaivePlane,
  x: number,
  y: number,
  boundary: NaiveBoundary,
  fillValue: number,
): number {
  const column = naiveInside(x, image.width, boundary)
  const row = naiveInside(y, image.height, boundary)
  return column === undefined || row === undefined ? fillValue : image.data[row * image.width + column]
}

/** Walks from i into the image, step by step, by the boundary mode. */
export function naiveInside(i: number, length: number, boundary: NaiveBoundary): number | undefined {
  if (boundary === 'fill') return i < 0 || i >= length ? undefined : i
  while (i < 0 || i >= length) {
    const edge = i < 0 ? 0 : length - 1
    if (boundary === 'replicate') i = edge
    else if (boundary === 'wrap') i += i < 0 ? length : -length
    else if (boundary === 'symmetric') i = (i < 0 ? -1 : 2 * length - 1) - i
    else if (length === 1) i = 0
    else i = 2 * edge - i
  }
  return i
}

/** The indices of the full result that are kept in one direction. */
function kept(mode: NaiveOptions['mode'], length: number, reach: number, stride: number): number[] {
  const full = Array.from({ length: length + reach - 1 }, (_, i) => i)
  const start = Math.floor((reach - 1) / 2)
  const part = {
    full,
    same: full.slice(start, start + length),
    valid: full.slice(reach - 1, length),
  }[mode]
  return part.filter((_, i) => i % stride === 0)
}
