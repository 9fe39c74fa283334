import { Worker } from 'node:worker_threads'

/** The functions of a thread, by name. */
export type ThreadFunctions = Readonly<Record<string, (argument: never) => unknown>>

/** A request to call a function of a thread. */
export interface Call {
  readonly name: string
  readonly argument: unknown
}

/** The result or the error of the function. Answers come in the order of the calls. */
export type Answer = { readonly value: unknown } | { readonly error: unknown }

/** A call without an answer yet. */
interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** A worker thread. You can call the functions that its module passes to `answerCalls`. */
export class Thread<Functions extends ThreadFunctions> {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  /** Settles with the last call. */
  #idle: Promise<unknown> = Promise.resolve()
  /** Why the thread no longer answers. */
  #death: { readonly cause: unknown } | undefined

  constructor(module: URL) {
    this.#worker = new Worker(module)
    this.#worker.on('message', (answer: Answer) => this.#receive(answer))
    this.#worker.on('error', (error) => this.#die(error))
    this.#worker.on('exit', (code) => this.#die(new Error(`a thread ended with code ${code}`)))
  }

  /** Calls wait for their turn. They fail, instead of waiting for ever, if the thread has died. */
  call<Name extends keyof Functions & string>(
    name: Name,
    argument: Parameters<Functions[Name]>[0],
  ): Promise<Awaited<ReturnType<Functions[Name]>>> {
    const result = new Promise<Awaited<ReturnType<Functions[Name]>>>((resolve, reject) => {
      if (this.#death !== undefined) throw this.#death.cause
      this.#worker.postMessage({ name, argument } satisfies Call)
      this.#waiting.push({ resolve, reject })
    })
    this.#idle = result.catch(() => undefined)
    return result
  }

  /** Ends the thread when it has answered all calls. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#idle
    await this.#worker.terminate()
  }

  #receive(answer: Answer): void {
    const waiting = this.#waiting.shift()
    if ('error' in answer) waiting?.reject(answer.error)
    else waiting?.resolve(answer.value as never)
  }

  #die(cause: unknown): void {
    this.#death ??= { cause }
    for (const { reject } of this.#waiting.splice(0)) reject(cause)
  }
}
