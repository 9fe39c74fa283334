// The measures of `matchTemplate2d` by OpenCV's formulas, as plain loops in float64.

interface Grid {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

export type NaiveMeasure = 'zncc' | 'ncc' | 'covariance' | 'correlation' | 'ssd' | 'nssd'

/** The measure of every window, row by row. */
export function naiveMatch(image: Grid, template: Grid, measure: NaiveMeasure, mask?: Grid): number[] {
  const scores: number[] = []
  for (let y = 0; y + template.height <= image.height; y++) {
    for (let x = 0; x + template.width <= image.width; x++) {
      scores.push(naiveMatchAt(image, template, x, y, measure, mask))
    }
  }
  return scores
}

/** The measure of the window at column x of row y. */
export function naiveMatchAt(
  image: Grid,
  template: Grid,
  x: number,
  y: number,
  measure: NaiveMeasure,
  mask?: Grid,
): number {
  return naiveMeasure(windowAt(image, x, y, template), template, measure, mask)
}

function windowAt(image: Grid, x: number, y: number, { width, height }: Grid): Float64Array {
  const pixels = new Float64Array(width * height)
  for (let l = 0; l < height; l++) {
    for (let k = 0; k < width; k++) pixels[l * width + k] = image.data[(y + l) * image.width + x + k]
  }
  return pixels
}

function naiveMeasure(
  window: Float64Array,
  template: Grid,
  measure: NaiveMeasure,
  mask: Grid | undefined,
): number {
  const m = Float64Array.from(mask?.data ?? new Float64Array(window.length).fill(1))
  const isCentered = measure === 'zncc' || measure === 'covariance'
  const t = weighted(Float64Array.from(template.data), m, isCentered)
  const x = weighted(window, m, isCentered)
  let [products, squares, ofTemplate, ofWindow] = [0, 0, 0, 0]
  for (let i = 0; i < m.length; i++) {
    products += t[i] * x[i]
    squares += (t[i] - x[i]) ** 2
    ofTemplate += t[i] ** 2
    ofWindow += x[i] ** 2
  }
  const scale = Math.sqrt(ofTemplate * ofWindow)
  switch (measure) {
    case 'covariance':
    case 'correlation':
      return products
    case 'ssd':
      return squares
    case 'nssd':
      return scale > 0 || Number.isNaN(scale) ? Math.min(squares / scale, 1) : 1
    case 'zncc':
    case 'ncc':
      return scale > 0 || Number.isNaN(scale) ? products / scale : 0
  }
}

/** m·x, or m·(x − Σm·x/Σm); exactly 0 if it is only rounding. */
function weighted(x: Float64Array, m: Float64Array, isCentered: boolean): Float64Array {
  if (!isCentered) return x.map((value, i) => m[i] * value)
  const origin = x[m.findIndex((weight) => weight > 0)]
  let [sum, weight] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    sum += m[i] * (x[i] - origin)
    weight += m[i]
  }
  const rest = x.map((value, i) => m[i] * (value - origin - sum / weight))
  const greatest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return rest.every((value) => Math.abs(value) <= 1e-13 * greatest) ? rest.fill(0) : rest
}
