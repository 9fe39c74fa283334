import type { SignalLike } from '../samples.js'
import { levelOf } from './engine-code.js'

/** What a format with a full scale of ±1 does to samples: their greatest magnitude, and how many it cannot hold. */
export class Level {
  /** The largest |x| so far, before any clipping; 1 is full scale. */
  peak = 0
  /** How many samples so far an integer format could not hold: |x| > 1 (stored as full scale) or NaN (stored as 0). */
  clipped = 0

  /** @param holdsEverything Whether the format is one of floating point, which clips nothing. */
  constructor(readonly holdsEverything: boolean) {}

  measure(samples: SignalLike): void {
    const { peak, beyond } =
      samples instanceof Float32Array ? levelOf(samples, this.peak) : levelOfAny(samples, this.peak)
    this.peak = peak
    if (!this.holdsEverything) this.clipped += beyond
  }

  reset(): void {
    this.peak = 0
    this.clipped = 0
  }
}

function levelOfAny(samples: SignalLike, previous: number): { peak: number; beyond: number } {
  let [peak, beyond] = [previous, 0]
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i])
    if (magnitude > peak) peak = magnitude
    if (!(magnitude <= 1)) beyond++
  }
  return { peak, beyond }
}
