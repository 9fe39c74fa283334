import { decodeEnvelope, encodeEnvelope, type Entry } from './envelope.js'
import type { SnapshotKey } from './partition-log.js'

const MAGIC = 0x52504c54 // 'TLPR'
const WHAT = 'a record of results'

/** Everything that must be the same in all workers of a job for their results to agree. */
export interface Origin {
  /** A fingerprint of the processor before any input. */
  readonly processor: number
  /** The engine's binary: a fingerprint, and the instructions that it uses. */
  readonly engine: string
  readonly simd: string
}

/** Input that was not computed. */
export interface Fault {
  /** The sequence of the message in the partition's input. */
  readonly input: number
  /** The series, if the message could be read. */
  readonly series?: string
  /** The index of the first sample that was left out. */
  readonly index?: number
  readonly length?: number
  readonly reason: string
}

/** The header of a record, besides its results. Position and results are one message, so they cannot diverge. */
export interface RecordHeader {
  readonly origin: Origin
  readonly worker: string
  /** One more than that of the previous worker. */
  readonly epoch: number
  /** The sequence of the previous record; 0 for the first. */
  readonly previous: number
  /** All input up to this sequence is contained in this record and earlier ones. */
  readonly input: number
  /** The number of results of the next message that they also contain: the results of one message may need several records. */
  readonly emitted: number
  /** The last snapshots, newest first, at most two. */
  readonly snapshots: readonly SnapshotKey[]
  readonly faults: readonly Fault[]
  /** The number of faults so far, including those of this record; and the last of them. */
  readonly faultCount: number
  readonly lastFault?: Fault
}

/** A record of the output: results of some messages. */
export interface ResultRecord {
  readonly header: RecordHeader
  readonly results: readonly Entry[]
}

export function encodeRecord({ header, results }: ResultRecord): Uint8Array {
  return encodeEnvelope(MAGIC, header, results)
}

/** @throws RangeError if the bytes are something else, or damaged. */
export function decodeRecord(bytes: Uint8Array): ResultRecord {
  const { header, entries } = decodeEnvelope(MAGIC, bytes, WHAT)
  if (!isHeader(header)) throw new RangeError(`the message must be ${WHAT}, got a header that cannot be read`)
  return { header, results: entries }
}

function isHeader(value: unknown): value is RecordHeader {
  if (!isRecord(value)) return false
  const { origin, worker, epoch, previous, input, emitted, snapshots, faults, faultCount } = value
  return (
    isRecord(origin) &&
    typeof worker === 'string' &&
    [epoch, previous, input, emitted, faultCount].every(isCount) &&
    Array.isArray(snapshots) &&
    snapshots.every((key: unknown) => isRecord(key) && isCount(key.input) && isCount(key.epoch)) &&
    Array.isArray(faults) &&
    faults.every((fault: unknown) => isRecord(fault) && typeof fault['reason'] === 'string')
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> & Partial<RecordHeader> {
  return typeof value === 'object' && value !== null
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
