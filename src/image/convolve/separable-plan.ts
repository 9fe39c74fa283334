import type { Precision } from '../../samples.js'
import { TapList, TapRows, taps, TAPS_PADDING, tapsOfRows } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { Band } from './band.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Factors } from './rank-one.js'
import type { Raster } from './raster.js'

/** Convolves with a kernel that is a column times a row: first down the columns, then along the rows. */
export class SeparablePlan implements Plan {
  readonly #band: Band
  readonly #column: TapList | TapRows
  readonly #row: TapList

  constructor({ x, y }: Task, { row, column }: Factors, channels: number, precision: Precision) {
    const band = new Band(x, y, channels, x.stride + 1)
    this.#band = band
    this.#column =
      y.stride === 1 && y.dilation === 1
        ? new TapRows([0], band.pitch, column, precision)
        : new TapList(
            Array.from(column, (_, l) => band.rowOffset(l)),
            column,
            precision,
          )
    // The sums lie in separate planes, one for each column of a stride.
    const { stride, dilation } = x
    const columnOffsets = Array.from(row, (_, k) => {
      const distance = k * dilation
      return (distance % stride) * band.rows * band.pitch + Math.floor(distance / stride) * channels
    })
    this.#row = new TapList(columnOffsets, row, precision)
  }

  run(raster: Raster, sink: Sink): void {
    const band = this.#band
    const { pitch, channels, planeLength } = band
    const { count, stride } = band.x
    const sums = band.length + TAPS_PADDING
    const sumsLength = band.rows * pitch
    const target = sums + stride * sumsLength + TAPS_PADDING
    withWorkspace(target + sumsLength + TAPS_PADDING, raster.precision, (block) => {
      band.forEach(raster, block, (row, rows) => {
        for (let phase = 0; phase < stride; phase++) {
          const from = phase * band.y.stride * planeLength
          const to = sums + phase * sumsLength
          if (this.#column instanceof TapRows) tapsOfRows(block, to, block, from, this.#column, pitch, rows)
          else taps(block, to, block, from, this.#column, 0, rows * pitch)
        }
        taps(block, target, block, sums, this.#row, 0, (rows - 1) * pitch + count * channels)
        for (let i = 0; i < rows; i++) sink(row + i, 0, block, target + i * pitch, count, 1)
      })
    })
  }

  free(): void {
    this.#column.free()
    this.#row.free()
  }
}
