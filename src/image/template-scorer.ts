import type { Precision, Samples, TypedSignal } from '../samples.js'
import type { Axis } from './axis.js'
import { DoubleScores } from './double-scores.js'
import type { Measure2d } from './measure-2d.js'
import { Raster } from './raster.js'
import { SingleScores } from './single-scores.js'
import type { Template2d } from './template-2d.js'
import { bestTiling, type Tiling } from './tiling.js'

/** Nanoseconds a point of a transform of N points there and back and what else a tile takes. Only the ratio matters. */
const COSTS = { point: 8, level: 0.25 } as const

/**
 * Scores of all windows of any number of images of one size, tile after tile. Zero-mean normalised cross-correlation without a
 * mask is computed in float32 where that is good enough, everything else in float64.
 */
export class TemplateScorer {
  readonly columns: number
  readonly rows: number
  readonly #template: Template2d
  readonly #measure: Measure2d
  readonly #width: number
  readonly #x: Axis
  readonly #y: Axis
  readonly #tiling: Tiling
  readonly #single: SingleScores | undefined
  #double: DoubleScores | undefined

  /** @throws RangeError if the template is larger than the image, or than any transform. */
  constructor(template: Template2d, measure: Measure2d, width: number, height: number, precision: Precision) {
    requireFit(template, width, height)
    this.#template = template
    this.#measure = measure
    this.#width = width
    this.#x = validAxis(width, template.width)
    this.#y = validAxis(height, template.height)
    this.columns = this.#x.count
    this.rows = this.#y.count
    this.#tiling = tilingOf(this.#x, this.#y, template)
    if (measure === 'zncc' && template.mask === undefined && precision === 'float32') {
      this.#single = new SingleScores(template, this.#x, this.#y, this.#tiling)
    }
  }

  /** out[y·columns + x] = the score of the window at column x of row y; NaN where a pixel of it is not finite. */
  run(data: TypedSignal, out: Samples): void {
    const raster = this.#raster(data, this.#single === undefined ? 'float64' : 'float32')
    let exact: Raster | undefined
    try {
      for (let column = 0; column < this.columns; column += this.#tiling.columns) {
        for (let row = 0; row < this.rows; row += this.#tiling.rows) {
          if (this.#single?.compute(raster, row, column, out) === true) continue
          exact ??= this.#single === undefined ? raster : this.#raster(data, 'float64')
          this.#exactly().compute(exact, data, row, column, out)
        }
      }
      raster.poison(out, this.#x, this.#y)
    } finally {
      raster.free()
      exact?.free()
    }
  }

  free(): void {
    this.#single?.free()
    this.#double?.free()
  }

  #exactly(): DoubleScores {
    this.#double ??= new DoubleScores(this.#template, this.#measure, this.#x, this.#y, this.#tiling)
    return this.#double
  }

  #raster(data: TypedSignal, precision: Precision): Raster {
    // Tiles may reach beyond the right edge: there is nothing to see, and nothing loud.
    return new Raster(data, this.#width, 1, precision, 'replicate', 0)
  }
}

function validAxis(length: number, taps: number): Axis {
  return { start: 0, stride: 1, dilation: 1, taps, count: length - taps + 1 }
}

function requireFit(template: Template2d, width: number, height: number): void {
  if (template.width <= width && template.height <= height) return
  throw new RangeError(
    `template has ${template.width} x ${template.height} pixels, but image only ${width} x ${height}: give a template that fits in`,
  )
}

function tilingOf(x: Axis, y: Axis, { width, height }: Template2d): Tiling {
  const tiling = bestTiling(x, y, 1, (size) => size * (COSTS.point + COSTS.level * Math.log2(size)))
  if (tiling !== undefined) return tiling
  throw new RangeError(
    `template has ${width} x ${height} pixels, more than any transform takes: scale the template and the image down`,
  )
}
