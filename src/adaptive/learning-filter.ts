import type { Samples } from '../samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'

/** A filter that learns its taps from a reference and a desired signal. */
export interface LearningFilter {
  /** A copy of the taps. */
  readonly kernel: Samples
  /** The number of steps that were left out because their results would have overflowed. */
  readonly refusals: number
  /** Filters new samples of both signals, and learns from them. All four arrays have the same length. */
  process(reference: Samples, desired: Samples, output: Samples, error: Samples, isLearning: boolean): void
  /** Forgets the input and the kernel. */
  reset(): void
  save(writer: SnapshotWriter): void
  /** Reads what `save` wrote, after `written` samples. */
  load(reader: SnapshotReader, written: number): void
  dispose(): void
}
