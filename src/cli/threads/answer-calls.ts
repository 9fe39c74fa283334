import { parentPort } from 'node:worker_threads'
import type { Answer, Call, ThreadFunctions } from './thread.js'

/** Makes these functions available to a `Thread` that runs the calling module. Calls are answered one after another. */
export function answerCalls(functions: ThreadFunctions): void {
  let last = Promise.resolve()
  parentPort?.on('message', (call: Call) => {
    last = last.then(async () => parentPort?.postMessage(await answer(functions, call)))
  })
}

async function answer(functions: ThreadFunctions, { name, argument }: Call): Promise<Answer> {
  try {
    return { value: await functions[name](argument as never) }
  } catch (error) {
    return { error }
  }
}
