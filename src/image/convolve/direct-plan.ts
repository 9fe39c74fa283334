import type { Precision } from '../../samples.js'
import { TapList, TapRows, taps, TAPS_PADDING, tapsOfRows } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { Band } from './band.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Raster } from './raster.js'

/** Computes the definition, band by band: one multiplication per tap and output. */
export class DirectPlan implements Plan {
  readonly #band: Band
  readonly #taps: TapList | TapRows

  constructor({ x, y, coefficients }: Task, channels: number, precision: Precision) {
    const band = new Band(x, y, channels, 1)
    this.#band = band
    const columns = Array.from({ length: x.taps }, (_, k) => band.columnOffset(k))
    // Rows of taps that lie in successive rows of a band share the samples that are loaded.
    this.#taps =
      y.stride === 1 && y.dilation === 1
        ? new TapRows(columns, band.pitch, coefficients, precision)
        : new TapList(
            Array.from(coefficients, (_, i) => columns[i % x.taps] + band.rowOffset(Math.floor(i / x.taps))),
            coefficients,
            precision,
          )
  }

  run(raster: Raster, sink: Sink): void {
    const band = this.#band
    const { pitch, channels } = band
    const { count } = band.x
    const target = band.length + TAPS_PADDING
    withWorkspace(target + band.rows * pitch + TAPS_PADDING, raster.precision, (block) => {
      band.forEach(raster, block, (row, rows) => {
        if (this.#taps instanceof TapRows)
          tapsOfRows(block, target, block, 0, this.#taps, count * channels, rows)
        else taps(block, target, block, 0, this.#taps, 0, (rows - 1) * pitch + count * channels)
        for (let i = 0; i < rows; i++) sink(row + i, 0, block, target + i * pitch, count, 1)
      })
    })
  }

  free(): void {
    this.#taps.free()
  }
}
