import { buffersOf } from '../buffers-of.js'
import { ownPort } from './host-threads.js'
import type { Answer, Call, ThreadFunctions } from './thread.js'

/**
 * Makes these functions available to a `Thread` that runs the calling module. Calls are answered one after another. Arrays in an
 * answer are moved to the caller, not copied: do not use them again.
 */
export function answerCalls(functions: ThreadFunctions): void {
  const port = ownPort()
  let last = Promise.resolve()
  port?.listen((call: Call) => {
    last = last.then(async () => {
      const given = await answer(functions, call)
      port.post(given, 'value' in given ? buffersOf(given.value) : [])
    })
  })
}

async function answer(functions: ThreadFunctions, { name, argument }: Call): Promise<Answer> {
  try {
    return { value: await functions[name](argument as never) }
  } catch (error) {
    return { error }
  }
}
