import { type Precision, type Samples, zeros } from '../samples.js'
import { cosineOfTurn, sineOfTurn } from './cosine-of-turn.js'

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
  let at = 0
  let phases = [PHASE]
  let blockSize = size
  const radix = Math.log2(size) % 2 === 1 ? 2 : 4
  putTurns(table, at, phases[0] / radix, radix - 1)
  phases = parts(phases, radix)
  blockSize /= radix
  at = FIRST
  for (; blockSize > 4; blockSize /= 4) {
    for (const phase of phases) at = putTurns(table, at, phase / 4, 3)
    phases = parts(phases, 4)
  }
  for (let block = 0; block < phases.length; block += lanes) {
    for (let lane = 0; lane < lanes; lane++) putLane(table, at + lane, lanes, phases[block + lane] / 4)
    at += 6 * lanes
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

function parts(phases: readonly number[], radix: number): number[] {
  return phases.flatMap((phase) => Array.from({ length: radix }, (_, j) => (phase + j) / radix))
}

/** Stores exp(−2πi·turn·k) for k = 1..count. Returns the index of the next number. */
function putTurns(table: Samples, at: number, turn: number, count: number): number {
  for (let k = 1; k <= count; k++) {
    table[at++] = cosineOfTurn(turn * k)
    table[at++] = -sineOfTurn(turn * k)
  }
  return at
}

function putLane(table: Samples, at: number, lanes: number, turn: number): void {
  for (let k = 1; k <= 3; k++) {
    table[at] = cosineOfTurn(turn * k)
    table[at + lanes] = -sineOfTurn(turn * k)
    at += 2 * lanes
  }
}
