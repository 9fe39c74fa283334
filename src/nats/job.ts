import type { GapPolicy } from '../distributed/series-work.js'
import {
  type OptionNames,
  readOptions,
  requireBoolean,
  requireCount,
  requireOneOf,
  requirePositive,
} from '../require.js'
import { requireJobName } from './job-names.js'

/** The options of a job. */
export interface JobOptions {
  /** 1 to 64 letters, digits, `-` and `_`. */
  readonly name: string
  /**
   * The number of partitions that the series are divided into, 1 to 1,024; at most this many workers share the job. Default: 16.
   */
  readonly partitions?: number
  /**
   * What happens when samples of a series are missing. `error` (the default): the samples after them are left out and reported as
   * faults. `gap`: NaN takes their place, which affects only the results that would need them.
   */
  readonly gaps?: GapPolicy
  /** The number of servers that hold each message: 1 (the default), 3 or 5. */
  readonly replicas?: number
  /** Where the server keeps the messages. Default: `file`. */
  readonly storage?: 'file' | 'memory'
  /**
   * Whether results are also published as plain messages, for subscribers that cannot read records: each value of a list, and the
   * end of a series, as JSON to `tapline.<job>.events.<series>`; samples as PCM to `tapline.<job>.out.<series>`. They come at least
   * once, in the stream `tapline-<job>-messages`. Default: false.
   */
  readonly messages?: boolean
  /** Input older than this is removed, even if it has not been computed. Default: nothing is removed. */
  readonly keepInputSeconds?: number
  /** Results older than this are removed. Default: nothing is removed. */
  readonly keepOutputSeconds?: number
}

/** All options of a job. An age of 0 keeps everything. */
export type Job = Required<JobOptions>

const NAMES: OptionNames<JobOptions> = {
  name: true,
  partitions: true,
  gaps: true,
  replicas: true,
  storage: true,
  messages: true,
  keepInputSeconds: true,
  keepOutputSeconds: true,
}
const GREATEST_PARTITIONS = 1024

/** The options with their defaults. */
export function readJob(options: JobOptions): Job {
  const { name, keepInputSeconds, keepOutputSeconds, ...rest } = readOptions(options, NAMES)
  const { partitions = 16, gaps = 'error', replicas = 1, storage = 'file', messages = false } = rest
  requireJobName(name, 'name')
  requireCount(partitions, 1, 'partitions', GREATEST_PARTITIONS)
  requireOneOf(gaps, ['error', 'gap'], 'gaps')
  requireCount(replicas, 1, 'replicas', 5)
  requireOneOf(storage, ['file', 'memory'], 'storage')
  requireBoolean(messages, 'messages')
  if (keepInputSeconds !== undefined) requirePositive(keepInputSeconds, 'keepInputSeconds')
  if (keepOutputSeconds !== undefined) requirePositive(keepOutputSeconds, 'keepOutputSeconds')
  return {
    ...{ name, partitions, gaps, replicas, storage, messages },
    keepInputSeconds: keepInputSeconds ?? 0,
    keepOutputSeconds: keepOutputSeconds ?? 0,
  }
}
