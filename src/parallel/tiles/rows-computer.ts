import type { Choice } from '../../image/convolve/choose-method-2d.js'
import { runPlan } from '../../image/convolve/convolve-2d.js'
import { planOf } from '../../image/convolve/make-plan.js'
import type { ConcreteMethod2d } from '../../image/convolve/method-2d.js'
import type { Axis } from '../../image/plane/axis.js'
import type { Boundary } from '../../image/plane/boundary.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'

/** What all tiles of a convolution in two dimensions share. */
export interface SharedRows extends Pick<Choice, 'factors' | 'tiling'> {
  readonly x: Axis
  readonly coefficients: Float64Array
  /** Of the image. */
  readonly width: number
  readonly precision: Precision
  readonly boundary: Boundary
  readonly fillValue: number
  readonly method: ConcreteMethod2d
}

/** Some rows of results, and the rows that they read. */
export interface RowsTile {
  readonly data: TypedSignal
  readonly y: Axis
  /** Receives the results. */
  readonly output: Samples
}

/** Convolves bands of rows. */
export class RowsComputer {
  readonly #shared: SharedRows

  constructor(shared: SharedRows) {
    this.#shared = shared
  }

  compute({ data, y, output }: RowsTile): { readonly output: Samples } {
    const { x, coefficients, method, precision, ...shared } = this.#shared
    const task = { x, y, coefficients }
    const plan = planOf(task, method, shared, 1, precision)
    const result = { data: output, width: x.count, height: y.count }
    try {
      runPlan(plan, { ...shared, precision, data, task, result })
    } finally {
      plan.free()
    }
    return { output }
  }

  dispose(): void {
    // A plan is made for each tile.
  }
}
