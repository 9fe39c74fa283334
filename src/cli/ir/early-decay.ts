import { backwardIntegral } from '../../audio/backward-integral.js'
import type { Samples } from '../../samples.js'

/** How far the sound falls while it is looked at. */
const RANGE_DB = 10

/**
 * The early decay time, EDT: the time in which the sound would fall by 60 dB if it went on as in the first 10 dB, by a line fitted by
 * least squares to the energy that is still to come. Undefined where it does not fall so far, or too fast to be told.
 *
 * References: ISO 3382-1:2009, A.2.2.
 */
export function earlyDecaySeconds(response: Samples, sampleRate: number): number | undefined {
  const integral = backwardIntegral(response, sampleRate)
  if (integral === undefined) return undefined
  const { energy } = integral
  const end = energy.findIndex((value) => value <= energy[0] * 10 ** (-RANGE_DB / 10))
  if (end < LEAST_COUNT) return undefined
  const middle = (end - 1) / 2
  let moment = 0
  for (let n = 0; n < end; n++) moment += (n - middle) * 10 * Math.log10(energy[n] / energy[0])
  const slope = moment / ((end * (end ** 2 - 1)) / 12)
  return -60 / slope / sampleRate
}

/** Fewer samples make no line. */
const LEAST_COUNT = 3
