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

/** The buffers of arrays in a list or in the properties of an object, and of lists within it; without memory that is shared. */
export function buffersOf(value: unknown): ArrayBufferLike[] {
  const found = new Set<ArrayBufferLike>()
  const collect = (part: unknown, depth: number): void => {
    if (ArrayBuffer.isView(part)) {
      if (!isShared(part.buffer)) found.add(part.buffer)
    } else if (typeof part === 'object' && part !== null && depth > 0) {
      for (const inner of Object.values(part)) collect(inner, depth - 1)
    }
  }
  collect(value, 3)
  return [...found]
}

/** Whether several threads can see the memory. */
export function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}
