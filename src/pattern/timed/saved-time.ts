import { describe } from '../../describe.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'

const NUMBER = 0
const TEXT = 1
const DATE = 2
const BIGINT = 3

/** @throws TypeError if a time is of a kind that cannot be saved, RangeError if it is a bigint of more than 64 bits. */
export function writeTime(writer: SnapshotWriter, time: unknown): void {
  if (typeof time === 'number') {
    writer.number(NUMBER)
    writer.number(time)
  } else if (typeof time === 'string') {
    writer.number(TEXT)
    writer.text(time)
  } else if (time instanceof Date) {
    writer.number(DATE)
    writer.number(time.getTime())
  } else if (typeof time === 'bigint') {
    requireBits(time)
    writer.number(BIGINT)
    writer.samples(BigInt64Array.of(time))
  } else {
    throw new TypeError(
      `time must be a number, a string, a Date or a bigint to be in a snapshot, got ${describe(time)}`,
    )
  }
}

/** What `writeTime` wrote; a Date is another object. */
export function readTime(reader: SnapshotReader): unknown {
  switch (reader.count(NUMBER, BIGINT)) {
    case NUMBER:
      return reader.number()
    case TEXT:
      return reader.text(MOST_SAMPLES)
    case DATE:
      return new Date(reader.number())
    default: {
      const time = new BigInt64Array(1)
      reader.samples(time)
      return time[0]
    }
  }
}

function requireBits(time: bigint): void {
  if (BigInt.asIntN(64, time) === time) return
  throw new RangeError(`time must fit into 64 bits to be in a snapshot, got ${describe(time)}`)
}
