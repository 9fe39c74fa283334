import { Readable, Writable } from 'node:stream'
import { type Io, tellFaults } from '../terminal/io.js'
import { convolveFile, type ConvolveJob } from './convolve-file.js'
import { messageOf } from '../terminal/message-of.js'

/** How the convolution of a file ended. */
export interface FileResult {
  /** What went wrong that the user can mend; undefined if nothing did. */
  readonly failure: string | undefined
  /** Whether an input was truncated, so that only its beginning was convolved. */
  readonly isIncomplete: boolean
  /** The text for stderr. */
  readonly notes: string
}

/** Convolves a file without a terminal, as in a thread. Throws only for a bug of this program. */
export async function convolveApart(job: ConvolveJob): Promise<FileResult> {
  let notes = ''
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      notes += chunk.toString()
      done()
    },
  })
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() })
  const io: Io = { stdin: Readable.from([]), stdout: nothing, stderr, env: process.env }
  try {
    await convolveFile(job, io)
    const isIncomplete = tellFaults(io)
    return { failure: undefined, isIncomplete, notes }
  } catch (error) {
    const failure = messageOf(error)
    if (failure === undefined) throw error
    return { failure, isIncomplete: false, notes }
  }
}
