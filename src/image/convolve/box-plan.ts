import type { Precision } from '../../samples.js'
import { type Block, COPY_MARGIN, copyPlace } from '../../wasm/heap.js'
import { copy } from '../../wasm/samples.js'
import { add, TapList, taps, TAPS_PADDING } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { spanOf } from '../plane/axis.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Raster } from './raster.js'

/** Rows of results that are handed out at a time. */
const ROWS = 8

/**
 * Convolves with a kernel of equal taps by sums over windows, with stride and dilation 1. Nothing is ever subtracted, so a
 * pixel that has left a window leaves no rounding error behind, as it would in a running sum.
 *
 * Down the columns, rows form groups as long as the kernel is high. Each window spans at most two groups: its sum is the sum
 * from a row to the end of its group, plus the sum from the beginning of the next group to a row (van Herk 1992). This takes
 * three additions per pixel for any kernel size. Along a row, sums of two make sums of four, of eight and so on: one addition
 * per doubling, on whole vectors.
 */
export class BoxPlan implements Plan {
  readonly #task: Task
  readonly #channels: number
  readonly #scale: TapList

  constructor(task: Task, channels: number, precision: Precision) {
    this.#task = task
    this.#channels = channels
    this.#scale = new TapList([0], [task.coefficients[0]], precision)
  }

  run(raster: Raster, sink: Sink): void {
    const { x, y } = this.#task
    const width = spanOf(x, x.count)
    const length = width * this.#channels
    const pitch = length + TAPS_PADDING
    const outputs = length - width + x.count
    // The group and three rows: the sum since the group began, the sums of the windows, and a row of working memory.
    const since = y.taps * pitch
    const sums = since + pitch
    const target = sums + 2 * pitch
    const whole = target + COPY_MARGIN + ROWS * outputs + TAPS_PADDING
    withWorkspace(whole, raster.precision, (block) => {
      const to = copyPlace(block, target)
      const layout = { at: to, step: 1, pitch: outputs, distance: width }
      for (let i = 0; i < spanOf(y, y.count); i++) {
        const place = i % y.taps
        // This row's place still holds the previous group's sum from here to its end, which the window above has just used.
        const row = place * pitch
        raster.load(block, row, pitch, y.start + i, x.start, width, 1)
        if (place === 0) copy(block, since, block, row, length)
        else add(block, since, block, row, block, since, length)
        const isLast = place === y.taps - 1
        if (i >= y.taps - 1) {
          if (isLast) copy(block, sums, block, since, length)
          else add(block, sums, block, row + pitch, block, since, length)
          const at = sumWindows(block, sums, sums + pitch, length, x.taps)
          const output = i - y.taps + 1
          const done = (output % ROWS) + 1
          // Each row runs over into the next, which is written later.
          taps(block, to + (done - 1) * outputs, block, at, this.#scale, 0, outputs)
          if (done === ROWS || output === y.count - 1) {
            sink({ row: output + 1 - done, rows: done, column: 0, columns: x.count, block, ...layout })
          }
        }
        // From now on each place holds the sum from there to the end of the group.
        if (isLast)
          for (let at = row; at > 0; at -= pitch) add(block, at - pitch, block, at, block, at - pitch, length)
      }
    })
  }

  free(): void {
    this.#scale.free()
  }
}

/**
 * Sums `count` numbers from each of the `length` numbers at block[from] on, wherever all `count` exist. The
 * input is overwritten. Returns where the sums are: at `from` or at `room`.
 */
function sumWindows(block: Block, from: number, room: number, length: number, count: number): number {
  if (count === 1) return from
  // `from` holds sums of 1, 2, 4 ... numbers; `room` holds sums of as many numbers as the lower bits of `count` say.
  let [summed, summedLength] = [0, 0]
  for (let width = 1, doubledLength = length; ; width *= 2) {
    if ((count & width) !== 0) {
      if (summed === 0) {
        if (width === count) return from
        summedLength = doubledLength
        copy(block, room, block, from, summedLength)
      } else {
        summedLength -= width
        add(block, room, block, from, block, room + width, summedLength)
      }
      summed += width
      if (summed === count) return room
    }
    doubledLength -= width
    add(block, from, block, from, block, from + width, doubledLength)
  }
}
