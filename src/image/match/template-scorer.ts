import type { Precision, Samples, TypedSignal } from '../../samples.js'
import type { Axis } from '../plane/axis.js'
import { DoubleScores } from './double-scores.js'
import type { Measure2d } from './measure-2d.js'
import { SingleScores } from './single-scores.js'
import type { Pixels } from './spectral-tile.js'
import type { Template2d } from './template-2d.js'
import { bestTiling, type Tiling } from '../plane/tiling.js'
import { fillGapWindows } from './fill-gap-windows.js'

/** The cost of a tile with a transform of N points. Its planes should fit into a cache of a megabyte. */
const COSTS = { point: 5, level: 0.35, beyondCache: 6, cached: 2 ** 16 } as const

/**
 * Scores all windows of any number of images of one size, tile by tile. Zero-mean normalized cross-correlation without a mask
 * is computed in float32 where that is accurate enough, everything else in float64.
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

  /**
   * out[y·columns + x] = the score of the window at column x of row y, or NaN if it contains a non-finite pixel. The last tiles
   * end at the edges and overlap their predecessors.
   */
  run(data: TypedSignal, out: Samples): void {
    const image = { data, width: this.#width }
    const { columns, rows } = this.#tiling
    let isFinite = true
    for (let i = 0; i < this.columns; i += columns) {
      const column = Math.min(i, this.columns - columns)
      for (let j = 0; j < this.rows; j += rows) {
        const row = Math.min(j, this.rows - rows)
        isFinite = this.#compute(image, row, column, out) && isFinite
      }
    }
    if (!isFinite) fillGapWindows(out, data, this.#width, this.#template.width, this.#template.height)
  }

  free(): void {
    this.#single?.free()
    this.#double?.free()
  }

  #compute(image: Pixels, row: number, column: number, out: Samples): boolean {
    if (this.#single?.compute(image, row, column, out) === true) return this.#single.isFinite
    this.#double ??= new DoubleScores(this.#template, this.#measure, this.#x, this.#y, this.#tiling)
    this.#double.compute(image, row, column, out)
    return this.#double.isFinite
  }
}

function validAxis(length: number, taps: number): Axis {
  return { start: 0, stride: 1, dilation: 1, taps, count: length - taps + 1 }
}

function requireFit(template: Template2d, width: number, height: number): void {
  if (template.width <= width && template.height <= height) return
  throw new RangeError(
    `template must fit into the image of ${width} x ${height} pixels, got ${template.width} x ${template.height}`,
  )
}

function tilingOf(x: Axis, y: Axis, { width, height }: Template2d): Tiling {
  const tiling = bestTiling(x, y, 1, (size) => {
    const perPoint = COSTS.point + COSTS.level * Math.log2(size)
    return size * (size > COSTS.cached ? perPoint + COSTS.beyondCache : perPoint)
  })
  if (tiling !== undefined) return tiling
  throw new RangeError(
    `template must fit into a transform, got ${width} x ${height} pixels: scale the template and the image down`,
  )
}
