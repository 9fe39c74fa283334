import { MOST_SAMPLES } from '../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { InputError } from './input-error.js'

/** Writes an error that has not been thrown or shown yet, without its cause. */
export function saveInputError(writer: SnapshotWriter, { message, offset, line = 0 }: InputError): void {
  writer.text(message)
  for (const number of [offset, line]) writer.number(number)
}

/** Reads what `saveInputError` wrote. */
export function loadInputError(reader: SnapshotReader): InputError {
  const message = reader.text(Number.MAX_SAFE_INTEGER)
  const offset = reader.count(0, MOST_SAMPLES)
  const line = reader.count(0, MOST_SAMPLES)
  return new InputError(message, line === 0 ? { offset } : { offset, line })
}
