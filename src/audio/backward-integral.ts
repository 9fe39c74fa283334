import type { SignalLike } from '../samples.js'
import { firstWithin } from './first-within.js'

/** The remaining energy of a response at each sample from the direct sound on. */
export interface BackwardIntegral {
  /** Σₖ₌ₙ (h[k]² − noise), up to where the sound falls below the noise. */
  readonly energy: Float64Array
  /** The power of the noise, measured in the last tenth of the response. */
  readonly noise: number
}

/** The least number of blocks in which the power of the response is measured. */
const BLOCKS = 50

/** The greatest length of a block: short enough to follow a decay. */
const BLOCK_SECONDS = 0.02

/** The integral, or undefined if nothing is above the noise. */
export function backwardIntegral(response: SignalLike, sampleRate: number): BackwardIntegral | undefined {
  const start = firstWithin(response, 20)
  const length = response.length - start
  const blockLength = Math.max(1, Math.round(Math.min(BLOCK_SECONDS * sampleRate, length / BLOCKS)))
  const noise = meanPower(response, response.length - Math.max(1, Math.floor(length / 10)), response.length)
  const end = endOfSound(response, start, blockLength, noise)
  if (end === start) return undefined
  const energy = new Float64Array(end - start)
  let sum = 0
  for (let n = end - 1; n >= start; n--) {
    sum += response[n] ** 2 - noise
    energy[n - start] = sum
  }
  return { energy, noise }
}

/** The end of the last block that has twice the power of the noise, where sound and noise are equally strong. */
function endOfSound(response: SignalLike, start: number, blockLength: number, noise: number): number {
  const blockCount = Math.floor((response.length - start) / blockLength)
  for (let block = blockCount; block > 0; block--) {
    const end = start + block * blockLength
    if (meanPower(response, end - blockLength, end) > 2 * noise) return end
  }
  return start
}

function meanPower(response: SignalLike, from: number, to: number): number {
  let sum = 0
  for (let n = from; n < to; n++) sum += response[n] ** 2
  return sum / (to - from)
}
