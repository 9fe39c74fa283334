import type { Samples } from 'tapline'
import type { FuzzCase } from './case.js'
import { drive, type Outcome } from './drive.js'
import { type Expectation, expectationsOf } from './model.js'
import { scriptOf } from './script.js'

/**
 * Runs a case in each of its chunkings, and whole without taking snapshots.
 *
 * @throws Error unless all give the same bits, and the values that are expected.
 */
export function check(candidate: FuzzCase): void {
  const script = scriptOf(candidate)
  const whole = drive(script, {
    chunks: [2 ** 30],
    chunksAre: 'typed',
    givesOut: false,
    takesSnapshots: false,
  })
  expectationsOf(script).forEach((expectation, i) => requireClose(whole.stretches[i], expectation, i))
  for (const chunking of candidate.chunkings) {
    requireSameBits(drive(script, { ...chunking, takesSnapshots: true }), whole)
  }
}

function requireSameBits(inChunks: Outcome, whole: Outcome): void {
  whole.stretches.forEach((expected, stretch) => {
    const actual = inChunks.stretches[stretch]
    if (actual.length !== expected.length) {
      throw new Error(`stretch ${stretch}: ${actual.length} outputs in chunks, ${expected.length} whole`)
    }
    for (let i = 0; i < expected.length; i++) {
      if (Object.is(actual[i], expected[i])) continue
      throw new Error(`stretch ${stretch}: [${i}] is ${actual[i]} in chunks, ${expected[i]} whole`)
    }
  })
}

function requireClose(actual: Samples, { values, errors }: Expectation, stretch: number): void {
  for (let i = 0; i < actual.length; i++) {
    // Beyond the longest kernel's tail, all outputs are zero.
    const [expected, allowed] = i < values.length ? [values[i], errors[i]] : [0, 0]
    if (allowed === Infinity || Math.abs(actual[i] - expected) <= allowed) continue
    if (Number.isNaN(actual[i]) && Number.isNaN(expected)) continue
    throw new Error(`stretch ${stretch}: [${i}] is ${actual[i]}, expected ${expected} (allowed ${allowed})`)
  }
}
