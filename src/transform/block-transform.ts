import type { Precision } from '../samples.js'
import { Block, lasting } from '../wasm/heap.js'
import type { TransformPlan } from '../wasm/transform.js'
import { twiddleLength, twiddles } from '../wasm/twiddles.js'

/** The range of sizes of a block transform. The greatest one gives a convolution of 2²¹ samples by a single transform. */
export const LEAST_SIZE = 16
export const GREATEST_SIZE = 2 ** 20

const plans: Record<Precision, Map<number, TransformPlan>> = { float32: new Map(), float64: new Map() }

/**
 * The plan of a transform of N = `size`, a power of two from 16 to 2²⁰. Plans are immutable; each is made once and then shared
 * (2N numbers in memory, about 0.1 µs per number to make).
 */
export function transformPlan(size: number, precision: Precision): TransformPlan {
  return plans[precision].get(size) ?? lasting(makePlan.bind(undefined, size, precision))
}

function makePlan(size: number, precision: Precision): TransformPlan {
  const block = new Block(twiddleLength(size), precision)
  block.samples.set(twiddles(size, precision))
  return keepPlan(block, size, precision)
}

/** Whether a plan of this size exists already. */
export function hasPlan(size: number, precision: Precision): boolean {
  return plans[precision].has(size)
}

/** Makes a plan from twiddle factors that were computed elsewhere, such as on another thread. */
export function keepPlan(twiddles: Block, size: number, precision: Precision): TransformPlan {
  const plan = { size, twiddles }
  plans[precision].set(size, plan)
  return plan
}
