import type { Precision } from '../../samples.js'
import { COPY_MARGIN, copyPlace } from '../../wasm/heap.js'
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
    const band = new Band(x, y, channels)
    this.#band = band
    // Rows of taps that lie in successive rows of a band share the samples that are loaded.
    this.#taps =
      x.stride * y.stride * y.dilation === 1
        ? new TapRows(x.taps, x.dilation, band.pitch, coefficients, precision)
        : new TapList(
            Array.from(
              coefficients,
              (_, i) => band.columnOffset(i % x.taps) + band.rowOffset(Math.floor(i / x.taps)),
            ),
            coefficients,
            precision,
          )
  }

  run(raster: Raster, sink: Sink): void {
    const band = this.#band
    const { count, distance, outputs } = band
    // Rows are left without a gap if they can be.
    const pitch = this.#taps instanceof TapRows ? outputs : band.pitch
    const target = band.length + TAPS_PADDING
    const length = target + COPY_MARGIN + band.rows * pitch + TAPS_PADDING
    withWorkspace(length, raster.precision, (block) => {
      const to = copyPlace(block, target)
      band.forEach(raster, block, (row, rows, from) => {
        if (this.#taps instanceof TapRows)
          tapsOfRows(block, to, pitch, block, from, this.#taps, outputs, rows)
        else taps(block, to, block, from, this.#taps, 0, (rows - 1) * pitch + outputs)
        sink({ row, rows, column: 0, columns: count, block, at: to, step: 1, pitch, distance })
      })
    })
  }

  free(): void {
    this.#taps.free()
  }
}
