import type { Precision } from '../../samples.js'
import { transformPlan } from '../../transform/block-transform.js'
import { Block } from '../../wasm/heap.js'
import { clear } from '../../wasm/samples.js'
import { convolve, forwardFolded, type TransformPlan } from '../../wasm/transform.js'
import { withWorkspace } from '../../wasm/workspace.js'
import { reachOf, spanOf } from '../plane/axis.js'
import type { Tiling } from '../plane/tiling.js'
import type { Plan, Sink, Task } from './plan.js'
import type { Raster } from './raster.js'

/**
 * Convolves tile by tile with transforms. The rows of a tile, each with the pixels that the kernel reaches beyond it, are laid
 * end to end as one long signal. The kernel's rows, spaced alike, form one long kernel. Their convolution in one dimension is
 * the one in two, so the transforms of streams serve here as well.
 *
 * A transform of N points convolves 2N samples modulo t²ᴺ + 1, which spoils the first of them. These are whole rows that belong
 * to the tile above as well (overlap-save).
 */
export class SpectralPlan implements Plan {
  readonly #task: Task
  readonly #tiling: Tiling
  readonly #channels: number
  readonly #transform: TransformPlan
  readonly #kernel: Block

  constructor(task: Task, tiling: Tiling, channels: number, precision: Precision) {
    this.#task = task
    this.#tiling = tiling
    this.#channels = channels
    this.#transform = transformPlan(tiling.size, precision)
    this.#kernel = new Block(2 * tiling.size, precision)
    this.#prepareKernel(precision)
  }

  run(raster: Raster, sink: Sink): void {
    const { x, y } = this.#task
    const { size, columns, rows } = this.#tiling
    withWorkspace(4 * size, raster.precision, (block) => {
      for (let column = 0; column < x.count; column += columns) {
        for (let row = 0; row < y.count; row += rows) {
          this.#compute(raster, block, column, row)
          this.#emit(block, sink, column, row)
        }
      }
    })
  }

  free(): void {
    this.#kernel.free()
  }

  /** Lays the taps out as in the rows laid end to end, last tap first, divided by N, and transforms them. */
  #prepareKernel(precision: Precision): void {
    const { x, y, coefficients } = this.#task
    const { size } = this.#tiling
    const last = this.#lastTap
    withWorkspace(2 * size, precision, (block) => {
      const { samples } = block
      samples.fill(0, 0, 2 * size)
      coefficients.forEach((value, i) => {
        const place = Math.floor(i / x.taps) * y.dilation * this.#pitch + (i % x.taps) * x.dilation
        samples[last - place] = value / size
      })
      forwardFolded(this.#kernel, 0, block, 0, this.#transform)
    })
  }

  /** block[last tap..] = the tile's outputs, with rows `width` pixels apart. */
  #compute(raster: Raster, block: Block, column: number, row: number): void {
    const { x, y } = this.#task
    const { size, width, rows } = this.#tiling
    const length = 2 * size
    const pitch = this.#pitch
    const [left, top] = [x.start + column * x.stride, y.start + row * y.stride]
    const count = spanOf(y, Math.min(rows, y.count - row))
    raster.load(block, 0, pitch, top, left, width, count)
    clear(block, count * pitch, length - count * pitch)
    convolve(block, 0, block, length, block, 0, this.#kernel, 0, this.#transform, false)
  }

  #emit(block: Block, sink: Sink, column: number, row: number): void {
    const { x, y } = this.#task
    const tiling = this.#tiling
    sink({
      row,
      rows: Math.min(tiling.rows, y.count - row),
      column,
      columns: Math.min(tiling.columns, x.count - column),
      block,
      at: this.#lastTap,
      step: x.stride,
      pitch: y.stride * this.#pitch,
      distance: tiling.width,
    })
  }

  /** The distance from a loaded row to the next, with all channels. */
  get #pitch(): number {
    return this.#tiling.width * this.#channels
  }

  get #lastTap(): number {
    const { x, y } = this.#task
    return (reachOf(y) - 1) * this.#pitch + reachOf(x) - 1
  }
}
