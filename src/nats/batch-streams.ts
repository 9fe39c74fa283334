import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { type BatchNames, QUEUE, QUEUE_SUBJECTS } from './batch-names.js'
import type { JobStream } from './job-streams.js'

/** Data of a batch is removed after a week. */
export const KEPT_SECONDS = 7 * 24 * 3600

const common = {
  storage: StorageType.File,
  num_replicas: 1,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  max_age: KEPT_SECONDS * 1e9,
  allow_direct: true,
}

/** The queue that all batches share: a message is removed when it is acknowledged. */
export const queueStream: JobStream = {
  ...common,
  name: QUEUE,
  subjects: [QUEUE_SUBJECTS],
  retention: RetentionPolicy.Workqueue,
}

/** The streams of a batch: inputs and results of tiles, and their outcomes. */
export function batchStreams(names: BatchNames): JobStream[] {
  return [
    { ...common, name: names.blobStream, subjects: [names.blobSubjects] },
    { ...common, name: names.outcomeStream, subjects: [names.outcomeSubjects] },
  ]
}
