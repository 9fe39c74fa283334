import { parentPort } from 'node:worker_threads'
import { onUnfinished } from '../node/unfinished.js'
import { run } from './run.js'
import { processIo } from './terminal/process-io.js'

/** What the thread that listens is told of files that are being written. */
export interface Message {
  readonly path: string
  readonly isFinished: boolean
}

onUnfinished((path, isFinished) => {
  const message: Message = { path, isFinished }
  parentPort?.postMessage(message)
})
process.exit(await run(process.argv.slice(2), processIo()))
