import { convolve } from '../../convolution/convolve.js'
import { designFir } from '../../filter/design-fir.js'
import { kaiserParameters } from '../../filter/kaiser.js'
import type { Samples } from '../../samples.js'

/** A response in one octave band. */
export interface OctaveBand {
  /** The nominal center of the band. */
  readonly centerHz: number
  readonly samples: Samples
}

/** The nominal frequencies, and the distance of each from 1 kHz in octaves. */
const OCTAVES = [
  [125, -3],
  [250, -2],
  [500, -1],
  [1000, 0],
  [2000, 1],
  [4000, 2],
  [8000, 3],
] as const

/** The ratio of two frequencies an octave apart: nearly 2. */
const OCTAVE = 10 ** 0.3

/**
 * The response in the octave bands from 125 Hz to 8 kHz that lie below half the sample rate, by linear-phase filters. Each has the
 * length of the response and is aligned with it.
 *
 * References: IEC 61260-1:2014, for the frequencies. The filters have other slopes than its classes.
 */
export function octaveBands(response: Samples, sampleRate: number): OctaveBand[] {
  return OCTAVES.flatMap(([centerHz, octave]) => {
    const middle = 1000 * OCTAVE ** octave
    const [low, high] = [middle / Math.sqrt(OCTAVE), middle * Math.sqrt(OCTAVE)]
    // Half the lower edge is steep enough, and rings for only a few periods.
    const transitionHz = low / 2
    if (high + transitionHz / 2 >= sampleRate / 2) return []
    const parameters = kaiserParameters({ attenuationDb: 60, transitionHz, sampleRate })
    const taps = designFir({ type: 'bandpass', cutoffHz: [low, high], sampleRate, ...parameters })
    const delay = (taps.length - 1) / 2
    const samples = convolve(Float64Array.from(response), taps).subarray(delay, delay + response.length)
    return [{ centerHz, samples }]
  })
}
