import type { Measure2d } from './measure-2d.js'
import { measureOf } from './measure-of.js'
import type { Pixels } from './spectral-tile.js'
import { center, type Template2d } from './template-2d.js'

/** Computes the measure of single windows by its definition, in float64. */
export class DirectMeasure {
  readonly #template: Template2d
  readonly #measure: Measure2d
  readonly #pixels: Float64Array
  readonly #values: Float64Array

  constructor(template: Template2d, measure: Measure2d) {
    this.#template = template
    this.#measure = measure
    this.#pixels = new Float64Array(template.width * template.height)
    this.#values = new Float64Array(template.width * template.height)
  }

  /** The measure of the window at column x of row y. */
  at({ data, width: imageWidth }: Pixels, x: number, y: number): number {
    const { width, height, mask, centered } = this.#template
    for (let row = 0; row < height; row++) {
      const from = (y + row) * imageWidth + x
      this.#pixels.set(data.subarray(from, from + width), row * width)
    }
    const window = center(this.#pixels, mask, this.#values)
    if (this.#measure === 'zncc') {
      // Exact to the last digit even if the score is near 1.
      if (window.energy === 0) return 0
      return (
        1 - halfDistance(window.values, Math.sqrt(window.energy), centered.values, Math.sqrt(centered.energy))
      )
    }
    let [product, distance] = [0, 0]
    for (let i = 0; i < window.values.length; i++) {
      product += centered.values[i] * window.values[i]
      distance += (centered.values[i] - window.values[i]) ** 2
    }
    return measureOf(this.#measure, this.#template, { ...window, product, distance })
  }
}

/** ½Σ(a/‖a‖ − b/‖b‖)². */
function halfDistance(a: Float64Array, aNorm: number, b: Float64Array, bNorm: number): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] / aNorm - b[i] / bNorm) ** 2
  return Math.min(sum / 2, 2)
}
