import type { LogEntry } from './partition-log.js'
import { decodeRecord, type ResultRecord } from './result-record.js'

/**
 * Reads the records of a partition as a chain, in which each record names the previous one. A record that does not name the last
 * one taken does not belong to the chain and is skipped; some servers in clusters accept such records.
 */
export class ChainReader {
  #last: number

  /** @param after The sequence of the last record read earlier; 0 to read from the start. */
  constructor(after = 0) {
    this.#last = after
  }

  /** The sequence of the last record that was taken. */
  get position(): number {
    return this.#last
  }

  /** The record of a message, or undefined if it does not belong to the chain. */
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
