import type { Precision } from '../samples.js'
import { TapList, taps, TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import { Band } from './band.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Factors } from './rank-one.js'
import type { Raster } from './raster.js'

/** A kernel that is a column times a row: first along the rows, then along the columns. */
export class SeparablePlan implements Plan {
  readonly #band: Band
  readonly #row: TapList
  readonly #column: TapList

  constructor({ x, y }: Task, { row, column }: Factors, channels: number, precision: Precision) {
    const band = new Band(x, y, channels)
    this.#band = band
    this.#row = new TapList(
      Array.from(row, (_, k) => band.columnOffset(k)),
      row,
      precision,
    )
    this.#column = new TapList(
      Array.from(column, (_, l) => band.rowOffset(l)),
      column,
      precision,
    )
  }

  run(raster: Raster, sink: Sink): void {
    const band = this.#band
    const { pitch } = band
    // The rows of the first column of planes, each number of which is a sum along its row.
    const sumsLength = band.planeLength * band.y.stride
    const sums = band.length + TAPS_PADDING
    const target = sums + sumsLength + TAPS_PADDING
    const work = target + band.rows * pitch + TAPS_PADDING
    withWorkspace(work + band.workLength + TAPS_PADDING, raster.precision, (block) => {
      for (let row = 0; row < band.y.count; row += band.rows) {
        const rows = Math.min(band.rows, band.y.count - row)
        band.load(raster, block, 0, work, row, rows)
        taps(block, sums, block, 0, this.#row, 0, sumsLength)
        const count = (rows - 1) * pitch + band.x.count * band.channels
        taps(block, target, block, sums, this.#column, 0, count)
        for (let i = 0; i < rows; i++) sink(row + i, 0, block, target + i * pitch, band.x.count, 1)
      }
    })
  }

  free(): void {
    this.#row.free()
    this.#column.free()
  }
}
