import type { Precision, Samples } from '../samples.js'
import { cosineOfTurn, sineOfTurn } from '../wasm/cosine-of-turn.js'
import { Block } from '../wasm/heap.js'
import {
  forwardNatural,
  inverseNatural,
  type NaturalPlan,
  naturalPlan,
  wordBlock,
} from '../wasm/transform.js'
import { blockOrder } from '../wasm/twiddles.js'
import { transformPlan } from './block-transform.js'
import type { RealTransform } from './real-transform.js'

/** Samples that the engine transforms by definition, and the numbers in a row of its forward matrix. */
const BASE = 32
const ROW = 36

/** The transform of a power of two of at least 32, by the engine's transform in natural order. */
export function powerOfTwoFft(size: number, precision: Precision): RealTransform {
  const plan = makePlan(size, precision)
  const samples = new Block(size, precision)
  const bins = new Block(size + 2, precision)
  const work = new Block(Math.max(size / 2, ROW), precision)
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
  const levels = []
  const bytesOfBlock = 16 * 2 * (precision === 'float32' ? 4 : 8)
  for (let points = size / 4; points >= 16; points /= 2) {
    const order = wordBlock(blockOrder(points).map((block) => block * bytesOfBlock))
    levels.push({ plan: transformPlan(points, precision), order })
  }
  const matrix = new Block(matrixLength(), precision)
  fillMatrices(matrix.samples, size)
  return naturalPlan(size, matrix, levels)
}

function matrixLength(): number {
  return BASE * ROW + (BASE + 2) * BASE
}

/**
 * Fills in the matrix of the 17 bins of 32 samples, one row per sample; then that of the inverse, divided by the whole size.
 */
function fillMatrices(matrix: Samples, size: number): void {
  for (let k = 0; k <= BASE / 2; k++) {
    const isItsOwnConjugate = k === 0 || k === BASE / 2
    for (let n = 0; n < BASE; n++) {
      const turn = ((k * n) % BASE) / BASE
      const sine = isItsOwnConjugate ? 0 : sineOfTurn(turn)
      matrix[n * ROW + 2 * k] = cosineOfTurn(turn)
      matrix[n * ROW + 2 * k + 1] = -sine
      const weight = (isItsOwnConjugate ? 1 : 2) / size
      const inverse = BASE * ROW + 2 * k * BASE + n
      matrix[inverse] = weight * cosineOfTurn(turn)
      matrix[inverse + BASE] = -weight * sine
    }
  }
}
