import { backwardIntegral } from '../../audio/backward-integral.js'
import type { Samples } from '../../samples.js'

/** The decay that is measured, in decibels. */
const RANGE_DB = 10

/**
 * The early decay time, EDT: the time of a decay by 60 dB, extrapolated from the first 10 dB by a least-squares line through the
 * remaining energy. Undefined if the sound does not fall that far, or falls too fast to be measured.
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

/** Fewer samples do not determine a line. */
const LEAST_COUNT = 3
