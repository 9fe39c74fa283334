import { DiscardPolicy, RetentionPolicy, type StreamConfig, StorageType } from '@nats-io/jetstream'
import type { Job } from './job.js'
import { JobNames } from './job-names.js'

const NANOSECONDS = 1e9

/** The properties of a stream that a job requires. */
export type JobStream = Pick<
  StreamConfig,
  'name' | 'subjects' | 'storage' | 'num_replicas' | 'retention' | 'discard' | 'max_age' | 'allow_direct'
> &
  Partial<Pick<StreamConfig, 'max_msgs_per_subject'>>

/** The streams of a job: input and output of each partition, one for snapshots, and one for plain messages where the job has them. */
export function streamsOf(job: Job): JobStream[] {
  const names = new JobNames(job.name)
  const common = {
    storage: job.storage === 'file' ? StorageType.File : StorageType.Memory,
    num_replicas: job.replicas,
    retention: RetentionPolicy.Limits,
    // A full log refuses input rather than losing messages that have not been read.
    discard: DiscardPolicy.New,
    allow_direct: true,
  }
  const partitions = Array.from({ length: job.partitions }, (_, partition): JobStream[] => [
    {
      ...common,
      name: names.inputStream(partition),
      subjects: [names.inputSubject(partition)],
      max_age: job.keepInputSeconds * NANOSECONDS,
    },
    {
      ...common,
      name: names.outputStream(partition),
      subjects: [names.outputSubject(partition)],
      max_age: job.keepOutputSeconds * NANOSECONDS,
    },
  ])
  const snapshots = { name: names.snapshotStream, subjects: [names.snapshotSubjects], max_age: 0 }
  const messages = { name: names.messageStream, subjects: names.messageSubjects }
  return [
    ...partitions.flat(),
    { ...common, ...snapshots, discard: DiscardPolicy.Old, max_msgs_per_subject: 1 },
    ...(job.messages ? [{ ...common, ...messages, max_age: job.keepOutputSeconds * NANOSECONDS }] : []),
  ]
}
