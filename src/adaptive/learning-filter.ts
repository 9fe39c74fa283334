import type { Samples } from '../samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'

/** A filter that learns its taps from a reference and what is desired of it. */
export interface LearningFilter {
  /** A copy of the taps. */
  readonly kernel: Samples
  /** How many steps were left out, as their results could not be computed with. */
  readonly refusals: number
  /** Filters samples that came of both signals, and learns from them. All four have one length. */
  process(reference: Samples, desired: Samples, output: Samples, error: Samples, isLearning: boolean): void
  /** Forgets the input, and what was learned. */
  reset(): void
  save(writer: SnapshotWriter): void
  /** Takes what `save` wrote; `written` samples have come. */
  load(reader: SnapshotReader, written: number): void
  dispose(): void
}
