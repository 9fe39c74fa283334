import type { GapPolicy } from '../distributed/series-work.js'
import { type OptionNames, readOptions, requireCount, requireOneOf, requirePositive } from '../require.js'
import { requireJobName } from './job-names.js'

/** What a job is. */
export interface JobOptions {
  /** 1 to 64 letters, digits, `-` and `_`. */
  readonly name: string
  /** How many parts the series are divided into, 1 to 1,024; at most this many workers share the job. Default: 16. */
  readonly partitions?: number
  /**
   * What happens where samples of a series are missing. `error` (the default): what comes after them is left out, and told. `gap`: NaN
   * stands in for them, which spoils just the results that would need them.
   */
  readonly gaps?: GapPolicy
  /** How many servers hold each message: 1 (the default), 3 or 5. */
  readonly replicas?: number
  /** Where the server keeps the messages. Default: `file`. */
  readonly storage?: 'file' | 'memory'
  /** Input older than this is removed. Default: nothing is removed. Work that has not been done by then cannot be done. */
  readonly keepInputSeconds?: number
  /** Results older than this are removed. Default: nothing is removed. */
  readonly keepOutputSeconds?: number
}

/** The options of a job, all of them. An age of 0 keeps everything. */
export type Job = Required<JobOptions>

const NAMES: OptionNames<JobOptions> = {
  name: true,
  partitions: true,
  gaps: true,
  replicas: true,
  storage: true,
  keepInputSeconds: true,
  keepOutputSeconds: true,
}
const GREATEST_PARTITIONS = 1024

/** The options with their defaults. */
export function readJob(options: JobOptions): Job {
  const { name, keepInputSeconds, keepOutputSeconds, ...rest } = readOptions(options, NAMES)
  const { partitions = 16, gaps = 'error', replicas = 1, storage = 'file' } = rest
  requireJobName(name, 'name')
  requireCount(partitions, 1, 'partitions', GREATEST_PARTITIONS)
  requireOneOf(gaps, ['error', 'gap'], 'gaps')
  requireCount(replicas, 1, 'replicas', 5)
  requireOneOf(storage, ['file', 'memory'], 'storage')
  if (keepInputSeconds !== undefined) requirePositive(keepInputSeconds, 'keepInputSeconds')
  if (keepOutputSeconds !== undefined) requirePositive(keepOutputSeconds, 'keepOutputSeconds')
  return {
    ...{ name, partitions, gaps, replicas, storage },
    keepInputSeconds: keepInputSeconds ?? 0,
    keepOutputSeconds: keepOutputSeconds ?? 0,
  }
}
