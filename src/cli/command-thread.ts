import { parentPort } from 'node:worker_threads'
import { onUnfinished } from '../node/unfinished.js'
import { run } from './run.js'
import type { Io } from './terminal/io.js'
import { processIo } from './terminal/process-io.js'

/** A message to the main thread: about files that are being written, or that a signal should ask this thread to end. */
export type Message = { readonly path: string; readonly isFinished: boolean } | typeof WILL_END

/** Says that a signal should ask this thread to end rather than end it. */
export const WILL_END = 'will end when asked'

onUnfinished((path, isFinished) => {
  const message: Message = { path, isFinished }
  parentPort?.postMessage(message)
})
const io: Io = processIo()
io.onTerminate = (end) => {
  parentPort?.postMessage(WILL_END satisfies Message)
  parentPort?.once('message', end)
}
process.exit(await run(process.argv.slice(2), io))
