import { type OwnFloat64Array, type Precision, type Samples, zeros } from '../samples.js'
import { putTurn } from './cosine-of-turn.js'

/** The phase of c = i. */
const PHASE = 3 / 4

/** Numbers of the first level. Two of them are left out, so that all vectors are aligned. */
const FIRST = 8

/**
 * The twiddle factors of the order-free transform of a size, in the layout that assembly/transform.ts describes: level by level
 * from the whole down to blocks of 16, for each block ω, ω² and ω³; then the blocks of 4, vector by vector.
 *
 * A block stands for polynomials modulo tⁿ − c with c = exp(−2πiφ); its ω is exp(−2πiφ/4), and its four parts have the
 * phases (φ + j)/4. All phases are binary fractions and hence exact.
 */
export function twiddles(size: number, precision: Precision): Samples {
  const lanes = precision === 'float32' ? 4 : 2
  const table = zeros(twiddleLength(size), precision)
  const radix = Math.log2(size) % 2 === 1 ? 2 : 4
  putTurns(table, 0, 1, PHASE / radix, radix - 1)
  let phases = parts(Float64Array.of(PHASE), radix)
  let at = FIRST
  for (; 4 * phases.length < size; phases = parts(phases, 4)) {
    for (let block = 0; block < phases.length; block++, at += 6) putTurns(table, at, 1, phases[block] / 4, 3)
  }
  for (let block = 0; block < phases.length; block++) {
    const lane = block % lanes
    putTurns(table, at + 6 * (block - lane) + lane, lanes, phases[block] / 4, 3)
  }
  return table
}

/** The length of the result of `twiddles`: six numbers for each block of each level, and two that are left out. */
export function twiddleLength(size: number): number {
  let blocks = Math.log2(size) % 2 === 1 ? 2 : 4
  let length = FIRST
  for (; blocks < size; blocks *= 4) length += 6 * blocks
  return length
}

// A plan of 2¹⁶ numbers has 2¹⁷ of these factors, which a program waits for before they have ever been computed: hence plain loops.

/** The phases of the parts of blocks. */
function parts(phases: Float64Array, radix: number): OwnFloat64Array {
  const result = new Float64Array(radix * phases.length)
  for (let i = 0; i < result.length; i++) result[i] = (phases[Math.floor(i / radix)] + (i % radix)) / radix
  return result
}

/** Stores exp(−2πi·turn·k) for k = 1..count, all real and imaginary parts at this distance. */
function putTurns(table: Samples, at: number, distance: number, turn: number, count: number): void {
  for (let k = 1; k <= count; k++, at += 2 * distance) putTurn(table, at, at + distance, turn * k)
}
