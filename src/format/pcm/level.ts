import type { SignalLike } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { Frames } from './frames-of.js'

/** The level of samples to be stored with a full scale of ±1: their peak, and how many a format cannot hold. */
export class Level {
  /** The largest |x| so far, before any clipping; 1 is full scale. */
  peak = 0
  /** The number of samples so far that an integer format cannot hold: |x| > 1 (stored as full scale) or NaN (stored as 0). */
  clipped = 0

  /** @param holdsEverything Whether the format is one of floating point, which clips nothing. */
  constructor(readonly holdsEverything: boolean) {}

  /** Adds samples with this peak, `clipped` of them beyond full scale. */
  add({ peak, beyond }: { readonly peak: number; readonly beyond: number }): void {
    if (peak > this.peak) this.peak = peak
    if (!this.holdsEverything) this.clipped += beyond
  }

  measure({ planar, start, count }: Frames<SignalLike>): void {
    for (const samples of planar) {
      let [peak, beyond] = [this.peak, 0]
      // Most samples are neither a new peak nor beyond full scale. They cost one comparison.
      let limit = Math.min(peak, 1)
      for (let i = start; i < start + count; i++) {
        const magnitude = Math.abs(samples[i])
        if (magnitude <= limit) continue
        if (magnitude > peak) peak = magnitude
        if (!(magnitude <= 1)) beyond++
        limit = Math.min(peak, 1)
      }
      this.add({ peak, beyond })
    }
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.peak)
    writer.number(this.clipped)
  }

  /** Takes what `save` wrote after `sampleCount` samples. */
  load(reader: SnapshotReader, sampleCount: number): void {
    const peak = reader.number()
    if (!(peak >= 0)) throw impossibleState()
    this.peak = peak
    this.clipped = reader.count(0, this.holdsEverything ? 0 : sampleCount)
  }

  reset(): void {
    this.peak = 0
    this.clipped = 0
  }
}
