import type { Precision } from '../samples.js'
import { engine } from '../wasm/engine.js'
import type { Block } from '../wasm/heap.js'
import { add, TapList, taps, TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import { Band } from './band.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Raster } from './raster.js'

/**
 * A kernel whose taps are all the same, by sums over windows, with stride and dilation 1. Sums of two samples make those of
 * four, of eight and so on, so that the cost is an addition for each doubling of the size. Nothing is ever subtracted: what has
 * left a window leaves no trace, as it would in a running sum.
 */
export class BoxPlan implements Plan {
  readonly #task: Task
  readonly #band: Band
  readonly #scale: TapList

  constructor(task: Task, channels: number, precision: Precision) {
    this.#task = task
    this.#band = new Band(task.x, task.y, channels)
    this.#scale = new TapList([0], [task.coefficients[0]], precision)
  }

  run(raster: Raster, sink: Sink): void {
    const { x, y } = this.#task
    const band = this.#band
    const { pitch, channels, length } = band
    const sums = length + TAPS_PADDING
    withWorkspace(2 * (length + TAPS_PADDING), raster.precision, (block) => {
      for (let row = 0; row < y.count; row += band.rows) {
        const rows = Math.min(band.rows, y.count - row)
        band.load(raster, block, 0, 0, row, rows)
        const inRow = sumWindows(block, 0, sums, length, x.taps, channels)
        const both = sumWindows(block, inRow, sums - inRow, length, y.taps, pitch)
        taps(block, both, block, both, this.#scale, 0, rows * pitch)
        for (let i = 0; i < rows; i++) sink(row + i, 0, block, both + i * pitch, x.count, 1)
      }
    })
  }

  free(): void {
    this.#scale.free()
  }
}

/**
 * Sums of `count` numbers that are `step` apart, from each of the `length` numbers at block[from] on, as far as there are so
 * many. They go to where they come from or to `room`: returned is where.
 */
function sumWindows(
  block: Block,
  from: number,
  room: number,
  length: number,
  count: number,
  step: number,
): number {
  // At `from` are sums of 1, 2, 4 ... numbers, and at `room` sums of as many as the lower digits of `count` say.
  let [summed, summedLength] = [0, 0]
  for (let width = 1, doubledLength = length; ; width *= 2) {
    if ((count & width) !== 0) {
      if (summed === 0) {
        summedLength = doubledLength
        engine(block.precision).copy(block, room, block, from, summedLength)
      } else {
        summedLength -= width * step
        add(block, room, block, from, block, room + width * step, summedLength)
      }
      summed += width
      if (summed === count) return room
    }
    doubledLength -= width * step
    add(block, from, block, from, block, from + width * step, doubledLength)
  }
}
