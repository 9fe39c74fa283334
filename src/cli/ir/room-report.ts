import { decayTime } from '../../audio/decay-time.js'
import type { Samples } from '../../samples.js'
import { type Clarity, clarity } from './clarity.js'
import { earlyDecaySeconds } from './early-decay.js'
import { octaveBands } from './octave-bands.js'

/** Measurements of the room from one channel of a response. Values that cannot be measured are undefined. */
export interface RoomReport extends Clarity {
  readonly edtSeconds: number | undefined
  /** By octave band, up to half the sample rate. */
  readonly bands: readonly BandReport[]
}

/** The same for an octave band. */
export interface BandReport extends Clarity {
  readonly centerHz: number
  readonly edtSeconds: number | undefined
  readonly t30Seconds: number | undefined
}

/** @param direct The sample of the direct sound. */
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
