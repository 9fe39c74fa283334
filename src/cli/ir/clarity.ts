import type { Samples } from '../../samples.js'

/** The ratio of early to late energy, in decibels; undefined if there is no late energy, or none at all. */
export interface Clarity {
  /** 10·log₁₀ of the energy within 50 ms of the direct sound over that of the rest. */
  readonly c50Db: number | undefined
  /** The same for 80 ms. */
  readonly c80Db: number | undefined
}

/**
 * The clarity of a response with the direct sound at that sample.
 *
 * References: ISO 3382-1:2009, A.2.3.
 */
export function clarity(response: Samples, direct: number, sampleRate: number): Clarity {
  const [c50Db, c80Db] = [0.05, 0.08].map((seconds) => {
    const border = direct + Math.round(seconds * sampleRate)
    const level = 10 * Math.log10(energyOf(response, direct, border) / energyOf(response, border, Infinity))
    return Number.isFinite(level) ? level : undefined
  })
  return { c50Db, c80Db }
}

function energyOf(samples: Samples, from: number, to: number): number {
  let sum = 0
  for (let n = from; n < Math.min(to, samples.length); n++) sum += samples[n] ** 2
  return sum
}
