import { decayTime } from '../../audio/decay-time.js'
import type { Samples } from '../../samples.js'
import { type Clarity, clarity } from './clarity.js'
import { earlyDecaySeconds } from './early-decay.js'
import { octaveBands } from './octave-bands.js'

/** What a channel of a response tells of the room. What cannot be told is undefined. */
export interface RoomReport extends Clarity {
  readonly edtSeconds: number | undefined
  /** By octaves, as far as the sample rate goes. */
  readonly bands: readonly BandReport[]
}

/** The same of an octave. */
export interface BandReport extends Clarity {
  readonly centerHz: number
  readonly edtSeconds: number | undefined
  readonly t30Seconds: number | undefined
}

/** @param direct The sample at which the direct sound comes. */
export function roomReport(response: Samples, direct: number, sampleRate: number): RoomReport {
  return {
    edtSeconds: earlyDecaySeconds(response, sampleRate),
    ...clarity(response, direct, sampleRate),
    bands: octaveBands(response, sampleRate).map(({ centerHz, samples }) => ({
      centerHz,
      edtSeconds: earlyDecaySeconds(samples, sampleRate),
      t30Seconds: decayTime(samples, sampleRate)?.t30Seconds,
      ...clarity(samples, direct, sampleRate),
    })),
  }
}
