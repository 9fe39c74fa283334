import { PADDING } from '../../wasm/fir.js'
import { bytesPerSample } from '../../wasm/heap.js'
import { type TableContents, tablePlaces } from '../../wasm/level-table.js'
import { isSpread } from './partition.js'
import type { Routing } from './routing.js'

/** Outputs may lag behind inputs by at least this many samples, so that long chunks are computed in long runs. */
const LEAST_LAG = 256

/** Where a `ConvolutionState` keeps its samples in one block, in samples: a table of the levels, inputs, tails, then what the levels keep. */
export class StateLayout {
  /** The number of outputs that may wait. */
  readonly lag: number
  /**
   * The length of an input's ring. It holds the past: what the head reads, a kernel that takes over, and a snapshot. It is a multiple
   * of every block length, so that no block is cut.
   */
  readonly ringLength: number
  /** Before each ring is room for the samples that the head reads before the first one. */
  readonly headRoom: number
  /** After this many samples, the tails move back to the start of their places. */
  readonly tailSpan: number
  /** From the next input on, this many outputs have a share already. */
  readonly reach: number
  /**
   * Inputs are taken in runs up to multiples of this. A run ends where a block of any level but the first ends. It is not longer than
   * a kernel, so that no output is known to be zero because of a silence within a run.
   */
  readonly longestRun: number
  /** The distance from one input to the next, and from one tail to the next. */
  readonly inputStride: number
  readonly tailStride: number
  readonly firstInput: number
  readonly firstTail: number
  readonly table: TableContents
  /** The length of the block. */
  readonly length: number

  constructor(routing: Routing) {
    const { inputCount, outputCount, kernel } = routing
    const { plan, blockSize } = kernel
    this.lag = Math.max(blockSize, LEAST_LAG)
    const longestBlock = plan.levels.at(-1)?.blockLength ?? 0
    const past = Math.max(plan.headLength + this.lag, kernel.length + longestBlock + blockSize)
    this.ringLength = wholes(past, longestBlock === 0 ? LEAST_LAG : longestBlock)
    this.headRoom = rounded(plan.headLength - 1)
    const step = plan.levels.at(0)?.blockLength ?? this.ringLength
    const whole = step * Math.max(Math.floor(kernel.length / step), 1)
    this.longestRun = plan.levels.at(1)?.blockLength ?? whole
    this.reach = Math.max(0, ...plan.levels.map((level) => level.start + level.blockLength))
    this.tailSpan = Math.max(this.lag, this.reach)
    this.inputStride = rounded(this.headRoom + this.ringLength + PADDING)
    this.tailStride = rounded(this.lag + this.tailSpan + this.reach + PADDING)
    const inputs = routing.usedInputs.map((input) => input * this.inputStride)
    const outputs = routing.byOutput.map((_, output) => output * this.tailStride)
    const places = tablePlaces(
      inputs.length,
      routing.schedules.map((tasks) => tasks.flat().length),
    )
    this.firstInput = rounded((4 * places.end) / bytesPerSample(kernel.precision))
    this.firstTail = this.firstInput + this.inputStride * inputCount
    let at = this.firstTail + this.tailStride * outputCount
    const levels = plan.levels.map((level, i) => {
      const { start, blockLength, count } = level
      const spectrum = 2 * blockLength
      const rings = at
      const sums = rings + spectrum * count * inputs.length
      at = sums + spectrum * outputCount * (isSpread(level) ? 2 : 1)
      const tasks = routing.schedules[i]
      return { size: blockLength, start, count, rings, sums, isSpread: isSpread(level), tasks }
    })
    this.table = { inputs, outputs, levels, places }
    this.length = at
  }
}

const layouts = /* @__PURE__ */ new WeakMap<Routing, StateLayout>()

/** The layout of the streams with this routing, made once for all of them. */
export function layoutOf(routing: Routing): StateLayout {
  const known = layouts.get(routing) ?? new StateLayout(routing)
  layouts.set(routing, known)
  return known
}

/** To whole cache lines, 64 bytes. */
function rounded(length: number): number {
  return wholes(length, 16)
}

/** The least multiple that is not below the length. */
function wholes(length: number, unit: number): number {
  return unit * Math.ceil(length / unit)
}
