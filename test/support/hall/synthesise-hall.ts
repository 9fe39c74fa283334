import type { AudioData } from 'tapline/audio'
import { earlyReflections } from './early-reflections.js'
import { lateReverberation } from './late-reverberation.js'

/** Amplitude of the tail relative to the direct sound (both as the root of their energy): 0 dB is 1. */
const tailLevel = 0.9

/** Energy of the whole response at the louder ear. A recording then keeps about its level, with room for peaks. */
const energy = 0.35

export interface HallOptions {
  /** The sample rate of the recording, in Hz. */
  readonly sampleRate: number
  /** Length in seconds. Default: 3, in which the tail falls by 60 dB. */
  readonly seconds?: number
  /** Another seed is another hall of the same kind. Default: 1. */
  readonly seed?: number
}

/**
 * A synthesized hall: the direct sound, the first reflections of a large room, and a diffuse tail that dies by 60 dB in 3 s, faster
 * for high frequencies. Left and right differ, as they do at two ears. The same options give the same samples.
 */
export function synthesiseHall({ sampleRate, seconds = 3, seed = 1 }: HallOptions): AudioData {
  const length = Math.round(seconds * sampleRate)
  const early = earlyReflections(sampleRate, length)
  const responses = early.map((response, ear) => {
    const tail = lateReverberation(sampleRate, length, seed + ear)
    return response.map((value, n) => value + tailLevel * tail[n])
  })
  const scale = Math.sqrt(energy / Math.max(...responses.map(energyOf)))
  return {
    sampleRate,
    channels: responses.map((response) => response.map((value) => value * scale)),
  }
}

function energyOf(samples: Float32Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0)
}
