import type { Precision } from '../../samples.js'
import { type Block, COPY_MARGIN, copyPlace } from '../../wasm/heap.js'
import { TapList, TapRows, taps, TAPS_PADDING, tapsOfRows } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { Band } from './band.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Factors } from './rank-one.js'
import type { Raster } from './raster.js'

/** Rows that are summed down their columns at a time: few, so that these sums are still in the nearest cache when they are used. */
const STEP = 4

/** Convolves with a kernel that is a column times a row: first down the columns, then along the rows. */
export class SeparablePlan implements Plan {
  readonly #band: Band
  readonly #column: TapList | TapRows
  readonly #row: TapList

  constructor({ x, y }: Task, { row, column }: Factors, channels: number, precision: Precision) {
    const band = new Band(x, y, channels)
    this.#band = band
    this.#column =
      y.stride * y.dilation === 1
        ? new TapRows(1, 0, band.pitch, column, precision)
        : new TapList(
            Array.from(column, (_, l) => band.rowOffset(l)),
            column,
            precision,
          )
    // The sums lie in separate planes, one for each column of a stride.
    const { stride, dilation } = x
    const columnOffsets = Array.from(row, (_, k) => {
      const distance = k * dilation
      return (distance % stride) * STEP * band.pitch + Math.floor(distance / stride)
    })
    this.#row = new TapList(columnOffsets, row, precision)
  }

  run(raster: Raster, sink: Sink): void {
    const band = this.#band
    const { pitch, count, outputs, distance } = band
    const sums = band.length + TAPS_PADDING
    const target = sums + band.x.stride * STEP * pitch + TAPS_PADDING
    const length = target + COPY_MARGIN + band.rows * outputs + TAPS_PADDING
    withWorkspace(length, raster.precision, (block) => {
      const to = copyPlace(block, target)
      band.forEach(raster, block, (row, rows, from) => {
        for (let i = 0; i < rows; i += STEP) {
          const summed = Math.min(STEP, rows - i)
          this.#sumColumns(block, sums, from + i * pitch, summed)
          // Each row runs over into the next, which is written later.
          for (let k = 0; k < summed; k++) {
            taps(block, to + (i + k) * outputs, block, sums + k * pitch, this.#row, 0, outputs)
          }
        }
        const place = { block, at: to, step: 1, pitch: outputs, distance }
        sink({ row, rows, column: 0, columns: count, ...place })
      })
    })
  }

  free(): void {
    this.#column.free()
    this.#row.free()
  }

  /** block[to..] = `rows` rows of sums down the columns, for each column of a stride. */
  #sumColumns(block: Block, to: number, from: number, rows: number): void {
    const { x, y, pitch, planeLength } = this.#band
    for (let phase = 0; phase < x.stride; phase++) {
      const source = from + phase * y.stride * planeLength
      const target = to + phase * STEP * pitch
      if (this.#column instanceof TapRows)
        tapsOfRows(block, target, pitch, block, source, this.#column, pitch, rows)
      else taps(block, target, block, source, this.#column, 0, rows * pitch)
    }
  }
}
