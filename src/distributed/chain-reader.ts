import type { LogEntry } from './partition-log.js'
import { decodeRecord, type ResultRecord } from './result-record.js'

/**
 * Reads the records of a partition as a chain: each names the one before. A record that does not name the last one taken is none of the
 * chain, and is left out; some servers in clusters let such records in.
 */
export class ChainReader {
  #last: number

  /** @param after The sequence of the last record that was read before; 0 to read from the start. */
  constructor(after = 0) {
    this.#last = after
  }

  /** The sequence of the last record that was taken. */
  get position(): number {
    return this.#last
  }

  /** The record of a message, or undefined if it is none of the chain. */
  take({ sequence, data }: LogEntry): ResultRecord | undefined {
    const record = tryDecode(data)
    if (record?.header.previous !== this.#last) return undefined
    this.#last = sequence
    return record
  }
}

function tryDecode(data: Uint8Array): ResultRecord | undefined {
  try {
    return decodeRecord(data)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
