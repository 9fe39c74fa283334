import type { Precision, Samples } from '../samples.js'
import { cosineOfTurn, sineOfTurn } from '../wasm/cosine-of-turn.js'
import { Block } from '../wasm/heap.js'
import {
  forwardNatural,
  inverseNatural,
  type NaturalLevel,
  type NaturalPlan,
  naturalPlan,
  wordBlock,
} from '../wasm/natural.js'
import type { TransformPlan } from '../wasm/transform.js'
import { blockOrder, REAL_PHASE, twiddleLength, twiddles } from '../wasm/twiddles.js'
import { transformPlan } from './block-transform.js'
import type { RealTransform } from './real-transform.js'

/** The most samples that the engine transforms as one. */
const BASE = 512

/** The transform of a power of two of at least 32, by the engine's transform in natural order. */
export function powerOfTwoFft(size: number, precision: Precision): RealTransform {
  const plan = makePlan(size, precision)
  const samples = new Block(size, precision)
  const bins = new Block(size + 2, precision)
  const work = new Block(Math.max(size, 2 * Math.min(size, BASE)), precision)
  return {
    forward: (signal, out) => {
      samples.samples.set(signal)
      forwardNatural(bins, 0, samples, 0, work, plan)
      out.set(bins.samples)
    },
    inverse: (spectrum, out) => {
      bins.samples.set(spectrum)
      bins.samples[1] = 0
      bins.samples[size + 1] = 0
      inverseNatural(samples, 0, bins, 0, work, plan)
      out.set(samples.samples)
    },
  }
}

function makePlan(size: number, precision: Precision): NaturalPlan {
  const base = Math.min(size, BASE)
  const levels: NaturalLevel[] = []
  for (let points = size / 4; 4 * points > base; points /= 2) {
    const plan = transformPlan(points, precision)
    levels.push({ plan, order: orderBlock(points, precision) })
  }
  const plan = packedPlan(base / 2, precision)
  const order = orderBlock(base / 2, precision, REAL_PHASE)
  return naturalPlan(size, { plan, order }, factorsOf(base, precision), levels)
}

/** A plan modulo tᴺ − 1. */
function packedPlan(size: number, precision: Precision): TransformPlan {
  const table = new Block(twiddleLength(size), precision)
  table.samples.set(twiddles(size, precision, REAL_PHASE))
  return { size, twiddles: table }
}

function orderBlock(points: number, precision: Precision, phase?: number): Block {
  const bytes = 32 * (precision === 'float32' ? 4 : 8)
  return wordBlock(blockOrder(points, phase).map((block) => block * bytes))
}

/** −i/2·exp(−2πik/M) for k = q + r·M/32, block by block of 16 points: vectors of real and of imaginary parts. */
function factorsOf(size: number, precision: Precision): Block {
  const block = new Block(32 * (Math.floor(size / 64) + 1), precision)
  fillFactors(block.samples, size, precision === 'float32' ? 4 : 2)
  return block
}

function fillFactors(factors: Samples, size: number, lanes: number): void {
  for (let i = 0; i < factors.length / 2; i++) {
    const turn = Math.floor(i / 16) / size + (i % 16) / 32
    const at = 2 * i - (i % lanes)
    factors[at] = -sineOfTurn(turn) / 2
    factors[at + lanes] = -cosineOfTurn(turn) / 2
  }
}
