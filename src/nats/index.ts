// Streams on many machines, over NATS JetStream: jobs, feeds, workers, and readers of results; batches. The protocols are in
// src/distributed; this is their skin.
export { chain } from '../distributed/chain.js'
export type { Recipe } from '../distributed/partition-work.js'
export { type ResumableClass, recipeOf } from '../distributed/recipe-of.js'
export type { ResultBatch, SeriesResult } from '../distributed/result-batches.js'
export type { Fault } from '../distributed/result-record.js'
export type { GapPolicy, SeriesProcessor } from '../distributed/series-work.js'
export { convolveBatch, type ConvolveBatchOptions } from './convolve-batch.js'
export { createJob } from './create-job.js'
export { deleteJob } from './delete-job.js'
export type { Fed, FedChunk } from './add-chunks.js'
export { feed } from './feed.js'
export type { Job, JobOptions } from './job.js'
export { type JobStatus, jobStatus, type PartitionStatus } from './job-status.js'
export { matchBatch, type MatchBatchOptions } from './match-batch.js'
export { profileBatch, type ProfileBatchOptions } from './profile-batch.js'
export { readResults, type ResultsOptions } from './read-results.js'
export type { BatchOptions } from './run-batch.js'
export {
  type BatchWorkerEvent,
  type BatchWorkerOptions,
  type RunningBatchWorker,
  runBatchWorker,
} from './run-batch-worker.js'
export { type RunningWorker, runWorker, type WorkerOptions } from './run-worker.js'
export type { ObservableLike, Source } from './values-of.js'
export type { WorkerEvent } from './worker-event.js'
