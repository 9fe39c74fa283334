import { Convolver, designFir } from 'tapline'
import { answerCalls } from '../worker-calls.js'

const LENGTH = 20_000
const kernel = designFir({ type: 'lowpass', cutoffHz: 600, sampleRate: 8000, length: 101 })

/** The output for a signal that comes in chunks of a length, with a NaN at an index, if you want. */
function run(chunkLength: number, nanIndex?: number) {
  const signal = noisyTone()
  if (nanIndex !== undefined) signal[nanIndex] = NaN
  const output = new Float64Array(LENGTH + kernel.length - 1)
  using convolver = new Convolver(kernel)
  let written = 0
  const write = (samples: Float64Array): void => {
    output.set(samples, written)
    written += samples.length
  }
  for (let n = 0; n < LENGTH; n += chunkLength) write(convolver.process(signal.subarray(n, n + chunkLength)))
  write(convolver.flush())
  return { signal, output, hash: hashOf(output) }
}

/** A tone in noise, always the same: whole numbers, by a linear congruential generator. */
function noisyTone(): Float64Array {
  let state = 1
  return Float64Array.from({ length: LENGTH }, (_, n) => {
    state = (48_271 * state) % 0x7fffffff
    return (n % 40 < 20 ? 100 : -100) + (state % 201) - 100
  })
}

/** FNV-1a of all bits, in hexadecimal. */
function hashOf(samples: Float64Array): string {
  let hash = 0x811c9dc5
  for (const byte of new Uint8Array(samples.buffer)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

const offered = { run }
export type Offered = typeof offered
answerCalls(offered)
