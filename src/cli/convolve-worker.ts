import { Readable, Writable } from 'node:stream'
import { convolveFile, type ConvolveJob } from './convolve-file.js'
import { messageOf } from './message-of.js'

/** How a job in a worker ended. */
export interface WorkerResult {
  /** What went wrong that the user can mend; undefined if nothing did. */
  readonly failure: string | undefined
  /** What would have been printed on stderr. */
  readonly notes: string
}

/** Does a job in a worker, where there is no terminal. Throws for a mistake of ours only. */
export async function convolveInWorker(job: ConvolveJob): Promise<WorkerResult> {
  let notes = ''
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      notes += chunk.toString()
      done()
    },
  })
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() })
  try {
    await convolveFile(job, { stdin: Readable.from([]), stdout: nothing, stderr, env: process.env })
    return { failure: undefined, notes }
  } catch (error) {
    const failure = messageOf(error)
    if (failure === undefined) throw error
    return { failure, notes }
  }
}
