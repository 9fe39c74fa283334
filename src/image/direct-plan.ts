import type { Precision } from '../samples.js'
import { TapList, taps, TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import { Band } from './band.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Raster } from './raster.js'

/** The definition: a multiplication for each tap and output, band after band. */
export class DirectPlan implements Plan {
  readonly #band: Band
  readonly #taps: TapList

  constructor({ x, y, coefficients }: Task, channels: number, precision: Precision) {
    this.#band = new Band(x, y, channels)
    const offsets = Array.from(coefficients, (_, i) => this.#band.offset(i % x.taps, Math.floor(i / x.taps)))
    this.#taps = new TapList(offsets, coefficients, precision)
  }

  run(raster: Raster, sink: Sink): void {
    const band = this.#band
    const { pitch } = band
    const target = band.length + TAPS_PADDING
    const work = target + band.rows * pitch + TAPS_PADDING
    withWorkspace(work + band.workLength + TAPS_PADDING, raster.precision, (block) => {
      for (let row = 0; row < band.y.count; row += band.rows) {
        const rows = Math.min(band.rows, band.y.count - row)
        band.load(raster, block, 0, work, row, rows)
        taps(block, target, block, 0, this.#taps, 0, (rows - 1) * pitch + band.x.count * band.channels)
        for (let i = 0; i < rows; i++) sink(row + i, 0, block, target + i * pitch, band.x.count, 1)
      }
    })
  }

  free(): void {
    this.#taps.free()
  }
}
