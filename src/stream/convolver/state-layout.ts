import { PADDING } from '../../wasm/fir.js'
import { levelLength } from './level-state.js'
import type { Routing } from './routing.js'

/** Outputs may lag behind inputs by at least this many samples, so that long chunks are computed in long runs. */
const LEAST_LAG = 256

/** Where a `ConvolutionState` keeps its samples in one block, in samples: inputs, then tails, then what the levels keep. */
export class StateLayout {
  /** The number of outputs that may wait. */
  readonly lag: number
  /** The number of past samples that are kept: for the head, for a kernel that takes over, and for a snapshot. */
  readonly past: number
  /** The longest block of a level. */
  readonly greatest: number
  /** After this many samples, inputs and tails move back to the start of their places. A multiple of every block length. */
  readonly span: number
  /** The length of the smallest blocks, at whose ends the levels work. */
  readonly step: number
  /**
   * Inputs are taken in runs up to multiples of this. A run ends where a block of any level but the first ends. It is not longer than
   * a kernel, so that no output is known to be zero because of a silence within a run.
   */
  readonly longestRun: number
  /** The distance from one input to the next, and from one tail to the next. */
  readonly inputStride: number
  readonly tailStride: number
  readonly firstTail: number
  /** Where each level begins. */
  readonly levels: readonly number[]
  /** The length of the block. */
  readonly length: number

  constructor(routing: Routing) {
    const { inputCount, outputCount, kernel } = routing
    const { plan, blockSize } = kernel
    this.lag = Math.max(blockSize, LEAST_LAG)
    const longestBlock = plan.levels.at(-1)?.blockLength ?? 0
    this.past = Math.max(plan.headLength + this.lag, kernel.length + longestBlock + blockSize)
    this.greatest = longestBlock === 0 ? LEAST_LAG : longestBlock
    // Short, to save memory, but not shorter, because the past is copied once per span.
    this.span = Math.ceil(this.past / 4 / this.greatest) * this.greatest
    this.step = plan.levels.at(0)?.blockLength ?? this.span
    const whole = this.step * Math.max(Math.floor(kernel.length / this.step), 1)
    this.longestRun = plan.levels.at(1)?.blockLength ?? whole
    const reach = Math.max(0, ...plan.levels.map((level) => level.start + level.blockLength))
    this.inputStride = rounded(this.past + this.span + PADDING)
    this.tailStride = rounded(this.lag + this.span + reach + PADDING)
    this.firstTail = this.inputStride * inputCount
    let at = this.firstTail + this.tailStride * outputCount
    this.levels = plan.levels.map((level) => {
      at += levelLength(level, routing)
      return at - levelLength(level, routing)
    })
    this.length = at
  }
}

/** To whole cache lines, 64 bytes. */
function rounded(length: number): number {
  return 16 * Math.ceil(length / 16)
}
