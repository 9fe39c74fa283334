import { join } from 'node:path'
import { requireJobName } from '../../nats/job-names.js'
import { DataError } from '../terminal/errors.js'

/** Where a job lies in a folder of jobs. @throws DataError if no job can be called so */
export function folderOf(folder: string, job: string): string {
  try {
    requireJobName(job)
  } catch (cause) {
    throw new DataError((cause as Error).message, { cause })
  }
  return join(folder, job)
}
