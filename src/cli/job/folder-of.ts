import { join } from 'node:path'
import { requireJobName } from '../../nats/job-names.js'
import { DataError } from '../terminal/errors.js'

/** The folder of a job in a folder of jobs. @throws DataError if a job cannot have this name. */
export function folderOf(folder: string, job: string): string {
  try {
    requireJobName(job)
  } catch (cause) {
    throw new DataError((cause as Error).message, { cause })
  }
  return join(folder, job)
}
